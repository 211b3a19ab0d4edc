"""Banner: the one alarm that a person must look at first, large; calm when there is none."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backend.contract.state import Alarm
from widgets.live import AlarmsUpdated
from widgets.logic import formats
from widgets.logic.ageing import PULSE_MAX_AGE_S
from widgets.logic.alarm_blocks import AlarmBlocks
from widgets.logic.alarm_groups import AlarmRow, Surroundings
from widgets.logic.alarm_list import Tally
from widgets.logic.live_state import freshness
from widgets.parts.words import severity_word
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font
from widgets.theme.shapes import DARK_OPACITY, paint_hatch, paint_shape
from widgets.tile import TileBody, TileContext, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("banner", title_vi="Băng cảnh báo", title_en="Alarm banner", min_height_px=72, framed=False)
BLINK_MS = 500


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the banner: only those of every tile."""


class Body(TileBody):
    """One line of the worst unacknowledged alarm."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Follow the alarms."""
        super().__init__(context, parent)
        self.options = options
        self._dark = False
        self._blocks = AlarmBlocks(Surroundings())
        self._tally = Tally()
        self._blink = QTimer(self, interval=BLINK_MS)
        self._blink.timeout.connect(self._blink_on)
        context.live.alarms_changed.connect(self._take)
        context.live.ticked.connect(self.update)
        self._reset()
        self._follow()

    def alarm(self) -> Alarm | None:
        """Return the alarm that is shown."""
        first = self._blocks.rows[0] if self._blocks.rows else None
        if not isinstance(first, AlarmRow) or first.alarm.operator != "unacknowledged":
            return None
        return first.alarm

    def words(self) -> tuple[str, str]:
        """Return the large line and what stands at its right."""
        live, language = self.context.live, self.context.language
        alarm = self.alarm()
        if self.health().state != "fresh":
            return translate("Banner", "Alarms are not up to date: no connection to the daemon"), ""
        if alarm is None:
            return translate("Banner", "No alarm is waiting"), self._blind_words()
        title = f"{severity_word(alarm.severity).upper()} · {alarm.title.in_language(language)}"
        waiting = formats.duration(live.clock.now() - alarm.raised_at, language)
        side = translate("Banner", "waiting {time}").format(time=waiting)
        n_more = self._tally.summary().n_unacknowledged - 1
        if n_more > 0:
            side += " · " + translate("Banner", "{count} more").format(count=n_more)
        return title, side

    def _blind_words(self) -> str:
        """Return which sources are silent: a calm that nobody can see is none; empty while all are heard."""
        sources = self.context.live.state.sources.values()
        lost = sorted(source.name for source in sources if source.state == "lost")
        if not lost:
            return ""
        words = translate("Banner", "{count} of {total} sources are silent: {names}")
        return words.format(count=len(lost), total=len(sources), names=", ".join(lost))

    def _reset(self) -> None:
        alarms = self.context.live.state.alarms.values()
        self._blocks.reset(alarms)
        self._tally.reset(alarms)

    def _take(self, change: AlarmsUpdated) -> None:
        if change.alarms:
            for planned in self._blocks.changes(change.alarms):
                self._blocks.carry_out(planned)
            self._tally.take(change.alarms)
        else:
            self._reset()
        self._follow()
        self.health_changed.emit()

    def _follow(self) -> None:
        alarm = self.alarm()
        if alarm is not None and alarm.severity == "critical":
            if not self._blink.isActive():
                self._blink.start()
        else:
            self._blink.stop()
            self._dark = False
        self.update()

    def _symbol_box(self) -> QRectF:
        look = self.context.look
        side = min(look.px(38), self.height() * 0.6)
        return QRectF(look.px(20), (self.height() - side) / 2, side, side)

    def _blink_on(self) -> None:
        self._dark = not self._dark
        self.update(self._symbol_box().toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint symbol, line and waiting time."""
        look, tokens = self.context.look, self.context.look.tokens
        alarm, (words, side) = self.alarm(), self.words()
        stale = self.health().state != "fresh"
        blind = alarm is None and bool(side)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if stale or blind:
            paint_hatch(painter, QRectF(self.rect()), look)
        line = QRectF(self.rect()).adjusted(look.px(20), 0, -look.px(20), 0)
        if alarm is not None and not stale:
            wash = QColor(look.severity(alarm.severity))
            wash.setAlpha(26)
            painter.fillRect(self.rect(), wash)
            painter.setOpacity(DARK_OPACITY if self._dark else 1.0)
            paint_shape(painter, self._symbol_box(), alarm.severity, look)
            painter.setOpacity(1.0)
            line.setLeft(self._symbol_box().right() + look.px(16))
        flags = Qt.AlignmentFlag.AlignVCenter
        room = line.width() * (0.62 if blind else 0.5)
        font = fitted_font(side, room, look.px(26 if blind else 20), TEXT_WEIGHT, look.px(17))
        side = QFontMetricsF(font).elidedText(side, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(tokens.age if blind else tokens.text_second))
        painter.drawText(line, flags | Qt.AlignmentFlag.AlignRight, side)
        if side:
            line.setRight(line.right() - QFontMetricsF(font).horizontalAdvance(side) - look.px(24))
        loud = alarm is not None and not stale
        large = min(look.px(34 if loud else 26), round(self.height() * 0.55))
        font = fitted_font(words, line.width(), large, HEAD_WEIGHT if loud else TEXT_WEIGHT, look.px(15))
        painter.setFont(font)
        painter.setPen(QColor(tokens.age if stale else tokens.text if loud else tokens.text_second))
        elided = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, flags | Qt.AlignmentFlag.AlignLeft, elided)
        painter.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the record of the place that the alarm is about."""
        alarm = self.alarm()
        if alarm is not None:
            self.place_chosen.emit(alarm.subject)

    def default_title(self) -> str:
        """Return the words for lists of tiles; the banner has no head."""
        return translate("Banner", "Alarm banner")

    def health(self) -> TileHealth:
        """Return how alive the banner is: as alive as the daemon's pulse."""
        live = self.context.live
        if live.state.pulse is None:
            return TileHealth("fresh" if live.link.condition == "live" else "lost", None)
        at = live.state.pulse.at
        return TileHealth(freshness(at, PULSE_MAX_AGE_S, live.clock.now()), at)

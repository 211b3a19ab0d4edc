"""Alarm list: what asks for a person, by state and never by time window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.messages import Failure, ReplyBody, UnshelveAlarm
from backend.contract.state import Alarm
from widgets.live import AlarmsUpdated
from widgets.logic.ageing import PULSE_MAX_AGE_S
from widgets.logic.alarm_list import ListSummary, Tally, Which, first_out
from widgets.logic.live_state import freshness
from widgets.parts.alarm_delegate import ROW_DESK_PX, AlarmDelegate
from widgets.parts.alarm_form import Action, AlarmForm
from widgets.parts.alarm_model import RESET_ABOVE, AlarmModel
from widgets.parts.alarm_words import AlarmWords, alarm_words
from widgets.parts.list_view import ListView
from widgets.parts.strip import Strip
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("alarms", title_vi="Danh sách cảnh báo", title_en="Alarm list", min_width_px=420)
BLINK_MS = 500
SLIDE_MS, SLIDE_STEP_MS = 240, 30
SLIDE_AT_MOST = 3
"""More alarms at once than this stand there without sliding: motion would be noise."""


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the alarm list."""

    acting: bool = True
    """Allow to take and shelve alarms from here; false on walls that nobody sits at."""


class Body(TileBody):
    """The list, the line of what is put aside, the form."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Show the active alarms."""
        super().__init__(context, parent)
        self.options = options
        look, live = context.look, context.live
        self.which: Which = "listed"
        self.model = AlarmModel(self)
        self.view = ListView(look, self.model, look.px(ROW_DESK_PX), self)
        self.delegate = AlarmDelegate(look, self.words_of, self)
        self.view.set_delegate(self.delegate)
        self.flood = Strip(look, look.tokens.high, self)
        self.aside = Strip(look, "", self)
        self.aside.clicked.connect(self.toggle_hidden)
        self.form = AlarmForm(context, self)
        self.form.closed.connect(self._form_closed)
        self.empty = Strip(look, "", self)
        self.empty.set_words(translate("Alarms", "No active alarms"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.flood, self.empty):
            box.addWidget(part)
        box.addWidget(self.view, 1)
        box.addWidget(self.form)
        box.addWidget(self.aside)
        self.setFocusProxy(self.view)
        self.view.installEventFilter(self)
        self._entering: dict[str, QElapsedTimer] = {}
        self._slide = QTimer(self, interval=SLIDE_STEP_MS)
        self._slide.timeout.connect(self._slide_on)
        self._blink = QTimer(self, interval=BLINK_MS)
        self._blink.timeout.connect(self._blink_on)
        self._tally = Tally()
        self._summary = self._tally.summary()
        live.alarms_changed.connect(self._take)
        live.ticked.connect(self._tick)
        self.reload()

    # ---- alarms -------------------------------------------------------------------------------

    def words_of(self, alarm: Alarm) -> AlarmWords:
        """Return the words of a row."""
        live = self.context.live
        place = live.state.places.get(alarm.subject)
        named = place is not None and place.name in alarm.title.in_language(self.context.language)
        area = place.area_name if place is not None and named else ""
        return alarm_words(alarm, live.clock.now(), live.state.centre.timezone, self.context.language, area)

    def reload(self) -> None:
        """Read all alarms again, keeping the selection."""
        chosen, alarms = self.selected(), self.context.live.state.alarms.values()
        self.model.reset(alarms, self.which)
        self._tally.reset(alarms)
        self._select(chosen)
        self._sum_up()

    def _take(self, change: AlarmsUpdated) -> None:
        if not change.alarms or len(change.alarms) > RESET_ABOVE:
            self.reload()
            return
        self._tally.take(change.alarms)
        entered = self.model.apply(change.alarms)
        if 0 < len(entered) <= SLIDE_AT_MOST and self.which == "listed" and self.isVisible():
            for alarm_id in entered:
                self._entering[alarm_id] = QElapsedTimer()
                self._entering[alarm_id].start()
                self.delegate.shift[alarm_id] = 1.0
            self._slide.start()
        self._sum_up()

    def _sum_up(self) -> None:
        found = self._tally.summary()
        self._say_aside(found)
        self._say_flood()
        self.empty.setVisible(self.model.rowCount() == 0)
        blinking = found.worst_unacknowledged == "critical"
        if blinking != self._blink.isActive():
            self._blink.start() if blinking else self._blink.stop()
            self.delegate.dark = False
        if found != self._summary:
            self._summary = found
            self.health_changed.emit()

    def _say_aside(self, found: ListSummary) -> None:
        parts = []
        if found.n_shelved:
            parts.append(translate("Alarms", "{count} shelved").format(count=found.n_shelved))
        if found.n_suppressed:
            parts.append(translate("Alarms", "{count} suppressed").format(count=found.n_suppressed))
        if found.n_out_of_service:
            parts.append(translate("Alarms", "{count} out of service").format(count=found.n_out_of_service))
        if self.which == "hidden":
            parts.append(translate("Alarms", "H: back to the list"))
        elif parts and self.options.acting:
            parts.append(translate("Alarms", "H: show"))
        self.aside.set_words(" · ".join(parts))
        self.aside.setVisible(bool(parts) and self.form.isHidden())

    def _say_flood(self) -> None:
        state = self.context.live.state
        desk = state.desk
        self.flood.setVisible(desk.flood and self.form.isHidden())
        if not desk.flood:
            return
        words = translate("Alarms", "Alarm flood: {count} new in 10 min").format(count=desk.n_new_10min)
        first = first_out(desk, state.alarms)
        if first is not None:
            title = first.title.in_language(self.context.language)
            words += " · " + translate("Alarms", "first: {title}").format(title=title)
        self.flood.set_words(words)

    def _tick(self) -> None:
        if not self._summary.n_listed and self.which == "listed":
            return
        self.view.viewport().update()

    # ---- motion -------------------------------------------------------------------------------

    def _slide_on(self) -> None:
        for alarm_id, timer in list(self._entering.items()):
            left = 1.0 - timer.elapsed() / SLIDE_MS
            if left > 0:
                self.delegate.shift[alarm_id] = left**3
            else:
                del self._entering[alarm_id], self.delegate.shift[alarm_id]
            row = self.model.row_of(alarm_id)
            if row >= 0:
                self.view.update(self.model.index(row))
        if not self._entering:
            self._slide.stop()

    def _blink_on(self) -> None:
        self.delegate.dark = not self.delegate.dark
        row = max(0, self.view.rowAt(0))
        last = self.view.rowAt(self.view.viewport().height() - 1)
        while (alarm := self.model.alarm_at(row)) is not None and (last < 0 or row <= last):
            if alarm.operator != "unacknowledged" or alarm.severity != "critical":
                break  # sorted: all that blink come first
            box = self.delegate.symbol_box(QRectF(self.view.visualRect(self.model.index(row))))
            self.view.viewport().update(box.toAlignedRect())
            row += 1

    # ---- hands --------------------------------------------------------------------------------

    def selected(self) -> Alarm | None:
        """Return the chosen alarm."""
        return self.model.alarm_at(self.view.selected_row())

    def _select(self, alarm: Alarm | None) -> None:
        row = self.model.row_of(alarm.alarm_id) if alarm is not None else -1
        if row >= 0:
            self.view.selectRow(row)

    def toggle_hidden(self) -> None:
        """Show what is put aside, or the list again."""
        self.which = "listed" if self.which == "hidden" else "hidden"
        self.reload()
        self.title_changed.emit(self.default_title())
        self.health_changed.emit()

    def eventFilter(self, watched: object, event: object) -> bool:
        """Take the list's keys: A or Enter takes, S shelves, U brings back, H shows what is put aside."""
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == event.Type.KeyPress:
            return self._key(event.key())
        return False

    def _key(self, key: int) -> bool:
        if key == Qt.Key.Key_H:
            self.toggle_hidden()
            return True
        alarm = self.selected()
        if alarm is None or not self.options.acting:
            return False
        if key in (Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open_form("acknowledge", alarm)
        elif key == Qt.Key.Key_S:
            self._open_form("shelve", alarm)
        elif key == Qt.Key.Key_U and alarm.operator == "shelved":
            self.context.live.request(UnshelveAlarm(alarm.alarm_id), self._unshelved)
        else:
            return False
        return True

    def _open_form(self, action: Action, alarm: Alarm) -> None:
        self.form.open(action, alarm)
        self.aside.hide()  # on a small tile the form needs the room
        self.flood.hide()
        self.view.scrollTo(self.view.currentIndex())

    def _form_closed(self) -> None:
        self._sum_up()
        self.view.setFocus()

    def _unshelved(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.aside.set_words(" ".join(part for part in (reply.message, reply.cure) if part))

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head."""
        if self.which == "hidden":
            return translate("Alarms", "Put aside")
        return translate("Alarms", "Active alarms")

    def head(self) -> TileHead:
        """Say how many there are, and how many nobody has taken."""
        found = self._summary
        badge = ""
        if found.n_unacknowledged:
            badge = translate("Alarms", "{count} not taken").format(count=found.n_unacknowledged)
        count = found.n_listed if self.which == "listed" else found.n_hidden
        return TileHead(badge=badge, badge_severity=found.worst_unacknowledged, remark=str(count))

    def health(self) -> TileHealth:
        """Return how alive the list is: as alive as the daemon's pulse."""
        live = self.context.live
        if live.state.pulse is None:
            state = "fresh" if live.link.condition == "live" else "lost"
            return TileHealth(state, None)  # type: ignore[arg-type]
        at = live.state.pulse.at
        return TileHealth(freshness(at, PULSE_MAX_AGE_S, live.clock.now()), at)

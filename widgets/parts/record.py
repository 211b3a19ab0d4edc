"""The record of one place: newest values, 24 hours, active alarms, journal."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.contract.checks import Doubts, GetDoubts
from backend.contract.messages import (
    EntryAppended,
    Failure,
    GetHistory,
    GetJournal,
    History,
    Journal,
    ReplyBody,
)
from backend.contract.state import Quality, Series
from widgets.live import ValuesChanged
from widgets.logic import formats
from widgets.logic.alarm_list import is_data_lost, order_key
from widgets.logic.axes import grown_range
from widgets.logic.chart import shared_limits, window_at
from widgets.logic.curve import Curve
from widgets.logic.records import cell_of
from widgets.logic.standing import said_of
from widgets.parts.control_bar import label
from widgets.parts.journal_words import entry_note, entry_words
from widgets.parts.lines_pane import Line, LinesPane
from widgets.parts.plot import CurveEnd, Plot
from widgets.parts.record_entry import EntryBox
from widgets.parts.words import QUALITY_SIGNS, late_words, lost_words, operator_word, quality_word
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
DAY_S = 86400.0
N_ENTRIES = 20


class RecordPane(QWidget):
    """Everything known of one place; Esc goes back."""

    closed = Signal()

    def __init__(self, context: TileContext, place_id: str, parent: QWidget | None = None) -> None:
        """Show the place and ask for its day and its journal."""
        super().__init__(parent)
        self.context, self.place_id = context, place_id
        look, live = context.look, context.live
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        series = live.state.series_of_place.get(place_id, [])
        self._drawn: Series | None = series[0] if series else None
        gap_s = 3 * self._drawn.max_age_s if self._drawn is not None else 1.0
        self._curve = Curve(gap_s)
        self._entries: tuple[EntryAppended, ...] = ()
        self._doubtful: set[str] = set()
        self._doubts: dict[str, str] = {}
        """Series -> why its newest reading is not trusted."""
        self._value_range: tuple[float, float] | None = None
        self.values = LinesPane(look, translate("Record", "Newest values"), translate("Record", "No series"))
        self.alarms = LinesPane(look, translate("Record", "Alarms"), translate("Record", "No alarm"))
        self.journal = LinesPane(look, translate("Record", "Journal"), translate("Record", "No entries"))
        self.plot = Plot(look, context.language, lambda: live.state.centre.timezone)
        self.plot.setMinimumHeight(look.px(120))
        self.plot.set_curves([look.tokens.live_series], [2.0])
        limits = shared_limits([self._drawn]) if self._drawn is not None else []
        self.plot.set_limits([(limit, limit.name.in_language(context.language)) for limit in limits])
        self._lay_out()
        self._redraw = QTimer(self, singleShot=True, interval=200)
        self._redraw.timeout.connect(self.refresh)
        live.values_changed.connect(self._take_values)
        live.ticked.connect(self.refresh)
        live.alarms_changed.connect(self.refresh)
        self._ask()
        self.refresh()

    def _lay_out(self) -> None:
        look, state = self.context.look, self.context.live.state
        place = state.places.get(self.place_id)
        self._back = back = QPushButton(translate("Record", "‹ Back (Esc)"), self)
        back.setFont(text_font(look, 17))
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.closed)
        name = label(look, 23, HEAD_WEIGHT)
        name.setText(place.name if place is not None else self.place_id)
        self._area = area = label(look, 18, colour=look.tokens.text_second)
        area.setText(place.area_name if place is not None else "")
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(8))
        head.setSpacing(look.px(12))
        head.addWidget(back)
        head.addWidget(name)
        head.addWidget(area, 1)
        self._drawn_words = drawn = label(look, 16, 600, look.tokens.text_third)
        drawn.setIndent(look.px(8))
        if self._drawn is not None:
            words = self._drawn.name.in_language(self.context.language)
            drawn.setText(
                translate("Record", "{name} ({unit}), 24 hours").format(name=words, unit=self._drawn.unit)
            )
        chart = QVBoxLayout()
        chart.setContentsMargins(look.px(8), look.px(6), look.px(16), look.px(4))
        chart.addWidget(drawn)
        chart.addWidget(self.plot, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.values)
        left.addLayout(chart, 1)
        right.addWidget(self.alarms)
        right.addWidget(self.journal, 1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.addLayout(left, 3)
        self._halves.addLayout(right, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        self.entry = EntryBox(self.context, self.place_id, self)
        self.entry.left.connect(self.setFocus)
        box.addWidget(self.entry)
        box.addLayout(self._halves, 1)

    def _ask(self) -> None:
        live = self.context.live
        now = live.clock.now()
        if self._drawn is not None:
            live.request(GetHistory((self._drawn.series_id,), now - DAY_S, now), self._take_history, 10.0)
        live.request(
            GetJournal(limit=N_ENTRIES, subject=self.place_id, newest_first=True), self._take_journal
        )

    def _ask_why(self) -> None:
        """Ask why values are doubtful, once for each time that one becomes so."""
        state = self.context.live.state
        ids = [series.series_id for series in state.series_of_place.get(self.place_id, [])]
        readings = {i: state.readings[i] for i in ids if i in state.readings}
        doubtful = {i for i, reading in readings.items() if reading.quality is Quality.UNCERTAIN}
        new, self._doubtful = doubtful - self._doubtful, doubtful
        if new:
            self.context.live.request(GetDoubts(tuple(sorted(doubtful))), self._take_doubts)

    def _take_doubts(self, reply: ReplyBody) -> None:
        if isinstance(reply, Doubts):  # without it the mark alone says that a value is doubtful
            language = self.context.language
            self._doubts = {each.series_id: each.words.in_language(language) for each in reply.doubts}
            self.refresh()

    def _take_history(self, reply: ReplyBody) -> None:
        if isinstance(reply, History) and reply.columns:
            self._curve.take_history(reply.columns[0])
            self.plot.set_band(0, *self._curve.band(), self._curve.gap_s)
            self.refresh()

    def _take_journal(self, reply: ReplyBody) -> None:
        if isinstance(reply, Journal):
            self._entries = reply.entries
            self.refresh()
        elif isinstance(reply, Failure):
            happened, cure = reply.told(self.context.language)
            self.journal.set_lines([Line(happened, note=cure)])

    def _take_values(self, change: ValuesChanged) -> None:
        state = self.context.live.state
        if self._drawn is not None and self._drawn.series_id in change.series:
            reading = state.readings[self._drawn.series_id]
            self._curve.append(reading.at, reading.value)
        if any(s.series_id in change.series for s in state.series_of_place.get(self.place_id, [])):
            self._redraw.start()

    # ---- showing ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again."""
        self._ask_why()
        self.values.set_lines(self._value_lines())
        self.values.setFixedHeight(min(self.values.wanted_height(), max(1, self.height() // 2)))
        self.alarms.set_lines(self._alarm_lines())
        self.alarms.setFixedHeight(min(self.alarms.wanted_height(), max(1, self.height() // 3)))
        if self._entries:
            self.journal.set_lines(self._journal_lines())
        self._draw()

    def _value_lines(self) -> list[Line]:
        live, language = self.context.live, self.context.language
        state, now = live.state, live.clock.now()
        lines = []
        for series in state.series_of_place.get(self.place_id, []):
            reading = state.readings.get(series.series_id)
            cell = cell_of(state, series.series_id, now, language)
            words = formats.number(cell.value, cell.decimals, language)
            words = QUALITY_SIGNS.get(cell.quality, "") + words
            source = state.sources.get(series.source_id)
            notes = [source.name if source is not None else series.source_id]
            if cell.state == "late" and reading is not None:
                notes.append(late_words(reading.age_s(now), language))
            elif cell.state == "lost":
                at = reading.at if reading is not None else None
                notes.append(lost_words(at, now, state.centre.timezone))
            elif reading is not None:
                notes.append(formats.moment(reading.at, now, state.centre.timezone, with_seconds=True))
            if cell.quality:
                why = self._doubts.get(series.series_id) if cell.quality is Quality.UNCERTAIN else ""
                notes.insert(0, why or quality_word(int(cell.quality)))
            if reading is not None and cell.quality is Quality.GOOD:
                notes.insert(0, said_of(series, reading.value, language))
            tokens = self.context.look.tokens
            colour = self.context.look.severity(cell.severity) if cell.severity else tokens.text
            lines.append(
                Line(
                    series.name.in_language(language),
                    f"{words} {series.unit}",
                    " · ".join(note for note in notes if note),
                    cell.severity if cell.state == "fresh" else None,
                    colour if cell.state == "fresh" else tokens.text_second,
                    strong=True,
                    stale=cell.state != "fresh",
                )
            )
        return lines

    def _alarm_lines(self) -> list[Line]:
        state, language = self.context.live.state, self.context.language
        mine = sorted((a for a in state.alarms.values() if a.subject == self.place_id), key=order_key)
        return [
            Line(
                alarm.title.in_language(language),
                operator_word(alarm.operator),
                shape="lost" if is_data_lost(alarm) else alarm.severity,
            )
            for alarm in mine
        ]

    def _journal_lines(self) -> list[Line]:
        live = self.context.live
        now, timezone = live.clock.now(), live.state.centre.timezone
        return [
            Line(
                entry_words(entry),
                formats.moment(entry.at, now, timezone, with_seconds=True),
                " · ".join(part for part in (entry.actor, entry_note(entry)) if part),
            )
            for entry in self._entries
        ]

    def _draw(self) -> None:
        if self._drawn is None or not self.isVisible():
            return
        now, n_pixels = self.context.live.clock.now(), self.plot.view_size()[0]
        window = window_at(now, DAY_S, 0.0, n_pixels)
        span = self._curve.span(window.start_at, window.end_at)
        limits = shared_limits([self._drawn])[:1]
        spans = [*([span] if span is not None else []), *[(v.value, v.value) for v in limits]]
        self._value_range = low, high = grown_range(self._value_range, spans)
        self.plot.set_ranges(window.start_at, window.end_at, *self.plot.padded(low, high))
        self.plot.set_points(0, *self._curve.drawn(DAY_S / n_pixels))
        if len(self._curve):
            at, value = float(self._curve.at[-1]), float(self._curve.value[-1])
            self.plot.set_end(0, CurveEnd(at, value, "", stale=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room, else one above the other."""
        wide = self.width() >= self.context.look.px(760)
        side, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(side if wide else down)
        self._drop_least(wide=wide)
        self.refresh()

    def _drop_least(self, *, wide: bool) -> None:
        """Leave out what a small tile has no room for: the journal first, then the chart."""
        look, height = self.context.look, self.height()
        narrow = self.width() < look.px(420)
        self._back.setText("‹" if narrow else translate("Record", "‹ Back (Esc)"))
        self._area.setVisible(not narrow)
        self.journal.setVisible(wide or height >= look.px(500))
        charted = height >= look.px(330 if wide else 400)
        self._drawn_words.setVisible(charted)
        self.plot.setVisible(charted)

    def showEvent(self, event: object) -> None:
        """Draw what came while hidden."""
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc; a digit begins a reading where one may be entered."""
        if event.text().isdigit() and self.entry.isVisible():
            self.entry.number.setText(event.text())
            self.entry.number.setFocus()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

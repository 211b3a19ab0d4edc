"""Floods of alarms: the line above the list while one runs, the reports of those that ended."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import SEVERITIES
from backend.contract.work import FloodReport
from backend.contract.work_requests import FloodReports, GetFloodReports
from widgets.logic import formats
from widgets.logic.alarm_list import first_out
from widgets.logic.live_state import LiveState
from widgets.parts.alarm_facts import Fact, FactsPane
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.control_bar import label
from widgets.parts.lines_pane import Line, LinesPane
from widgets.parts.words import severity_word
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.tile import TileContext

translate = QCoreApplication.translate


def flood_words(state: LiveState, now: float, language: str) -> str:
    """Return the line of the running flood, empty where there is none."""
    desk = state.desk
    if not desk.flood:
        return ""
    count = formats.number(desk.n_new_10min, 0, language)
    said = [translate("Alarms", "Alarm flood: {count} alarms/10 min").format(count=count)]
    if desk.flood_since_at is not None:
        time = formats.moment(desk.flood_since_at, now, state.centre.timezone)
        said[0] += " " + translate("Alarm", "since {time}").format(time=time)
    first = first_out(desk, state.alarms)
    if first is not None:
        said.append(translate("Alarms", "first: {title}").format(title=first.title.in_language(language)))
    return " · ".join(said)


class FloodPane(QWidget):
    """One report at a time; ← → go to older and newer ones, Esc goes back."""

    closed = Signal()

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the reports."""
        super().__init__(parent)
        self.context = context
        look = context.look
        self.reports: tuple[FloodReport, ...] = ()
        self.shown = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading = label(look, 23, HEAD_WEIGHT)
        self.standing = label(look, 17, colour=look.tokens.text_second)
        self.facts = FactsPane(look, self)
        self.top = LinesPane(
            look, translate("FloodReport", "Rang most"), translate("FloodReport", "Nothing rang"), self
        )
        self.standing.setWordWrap(True)
        head = QVBoxLayout()
        head.setContentsMargins(look.px(16), look.px(8), look.px(16), 0)
        head.setSpacing(look.px(4))
        head.addWidget(self.heading)
        head.addWidget(self.standing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.facts)
        box.addWidget(self.top, 1)
        self.heading.setText(translate("FloodReport", "Reports of alarm floods"))
        context.live.request(GetFloodReports(), self._take)

    def _take(self, reply: ReplyBody) -> None:
        if isinstance(reply, FloodReports):
            self.reports, self.shown = reply.reports, 0
            self.refresh()
        elif isinstance(reply, Failure):
            self.standing.setText(reply.said(self.context.language))

    def refresh(self) -> None:
        """Show the chosen report."""
        if not self.reports:
            self.standing.setText(translate("FloodReport", "No flood of alarms has been recorded."))
            return
        report, language = self.reports[self.shown], self.context.language
        length = formats.duration(report.ended_at - report.began_at, language)
        self.heading.setText(
            translate("FloodReport", "Alarm flood {start}–{end}").format(
                start=self._time(report.began_at), end=self._time(report.ended_at)
            )
        )
        place = translate("FloodReport", "report {number} of {total} · ← older · → newer · Esc: back")
        number = formats.number(self.shown + 1, 0, language)
        self.standing.setText(place.format(number=number, total=len(self.reports)))
        self.facts.set_facts(
            [
                Fact(translate("FloodReport", "Lasted"), length),
                Fact(translate("FloodReport", "Alarms"), self._count(report.n_alarms), strong=True),
                Fact(translate("FloodReport", "Peak"), self._peak(report)),
                Fact(translate("FloodReport", "First out"), report.first_title.in_language(language)),
                Fact(translate("FloodReport", "By severity"), self._severities(report)),
                Fact(translate("FloodReport", "By unit"), self._units(report)),
            ]
        )
        self.top.set_lines(
            [
                Line(
                    top.title.in_language(language),
                    f"{self._count(top.n)} · {formats.number(100 * top.share, 0, language)} %",
                )
                for top in report.top
            ]
        )

    def _time(self, at: float) -> str:
        live = self.context.live
        return formats.moment(at, live.clock.now(), live.state.centre.timezone)

    def _count(self, n: int) -> str:
        return formats.number(n, 0, self.context.language)

    def _peak(self, report: FloodReport) -> str:
        return translate("FloodReport", "{count} in 10 minutes").format(count=self._count(report.peak_10min))

    def _severities(self, report: FloodReport) -> str:
        counts = [(severity_word(s), report.by_severity.get(s, 0)) for s in SEVERITIES]
        return " · ".join(f"{self._count(n)} {word}" for word, n in counts if n)

    def _units(self, report: FloodReport) -> str:
        units, nobody = self.context.live.state.units, translate("Measures", "no unit")
        ordered = sorted(report.by_unit.items(), key=lambda item: -item[1])
        return " · ".join(
            f"{units.get(unit_id, unit_id) or nobody} {self._count(n)}" for unit_id, n in ordered
        )

    def event(self, event: QEvent) -> bool:
        """Keep Esc: the wall's own Esc would put a tile back."""
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another report, or back to the list."""
        step = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}.get(Qt.Key(event.key()), 0)
        if step and self.reports:
            self.shown = min(len(self.reports) - 1, max(0, self.shown + step))
            self.refresh()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

"""Alarm list: what asks for a person, by state and never by time window; taken in hand by keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from backend.contract.messages import Failure, ReplyBody, UnshelveAlarm
from backend.contract.work import Incident
from widgets.live import AlarmsUpdated, WorkUpdated
from widgets.logic import formats
from widgets.logic.ageing import PULSE_MAX_AGE_S
from widgets.logic.alarm_groups import AlarmRow, Group, Row, alarms_of, incident_of, joinable, row_id
from widgets.logic.alarm_list import DUTY_DESK, ListSummary, Tally, Which
from widgets.logic.live_state import freshness
from widgets.parts.alarm_delegate import ROW_DESK_PX, AlarmDelegate
from widgets.parts.alarm_flood import FloodPane, flood_words
from widgets.parts.alarm_form import AlarmForm
from widgets.parts.alarm_guidance import Guidance
from widgets.parts.alarm_keys import KeyLine, Situation, keeps_escape, keys_for
from widgets.parts.alarm_model import RESET_ABOVE, AlarmModel, Arrangement
from widgets.parts.alarm_motion import AlarmMotion
from widgets.parts.alarm_question import Action
from widgets.parts.alarm_teller import AlarmTeller
from widgets.parts.list_view import ListView
from widgets.parts.strip import Strip
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("alarms", title_vi="Danh sách cảnh báo", title_en="Alarm list", min_width_px=420)
WIDE_DESK_PX = 1000
"""From this width on the guidance stands beside the list, else beneath it."""
KEYS_FROM_DESK_PX = 360
"""Below this height the line of keys gives its room to alarms."""
GUIDANCE_FROM_DESK_PX = 320
"""Below this height there is no guidance beneath the list."""
LINES_FROM_DESK_PX = 700
"""Below this height guidance beneath the list takes the room of all lines."""
REPORT_S = 1800.0
"""So long after a flood the list offers its report."""
_ACTIONS: dict[int, Action] = {
    Qt.Key.Key_A: "acknowledge",
    Qt.Key.Key_S: "shelve",
    Qt.Key.Key_C: "comment",
    Qt.Key.Key_G: "assign",
}


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the alarm list."""

    acting: bool = True
    """Allow to act on alarms from here; false on walls that nobody sits at."""
    grouped: bool = False
    """Start with groups instead of single alarms; a flood groups by itself."""
    guidance: bool = False
    """Keep the guidance of the chosen alarm in view: the desk of the duty officer."""
    desk: str = DUTY_DESK
    """Desk whose sounds M mutes."""


class Body(TileBody):
    """The list, its groups, the form, the guidance, the line of keys, what is put aside."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Show the active alarms."""
        super().__init__(context, parent)
        self.options = options
        look, live = context.look, context.live
        self.which: Which = "listed"
        self._grouped_by_hand: bool | None = None
        self._flood = live.state.desk.flood
        self._flood_ended_at: float | None = None
        self._arranging = False
        self.teller = AlarmTeller(live, context.language)
        self.model = AlarmModel(self.teller.surroundings(), self)
        self.view = ListView(look, self.model, look.px(ROW_DESK_PX), self)
        self.delegate = AlarmDelegate(look, self.teller.words_of, self)
        self.view.set_delegate(self.delegate)
        self.motion = AlarmMotion(self.view, self.model, self.delegate)
        self.flood, self.empty, self.aside = (Strip(look, "", self) for _ in range(3))
        self.aside.clicked.connect(self.toggle_hidden)
        self.empty.set_words(translate("Alarms", "No active alarms"))
        self.form = AlarmForm(context, self)
        self.form.closed.connect(self._form_closed)
        self.keys = KeyLine(look, self)
        self.guidance = Guidance(context, self)
        self._guided = options.guidance
        self.report: FloodPane | None = None
        self._lay_out()
        self.setFocusProxy(self.view)
        self.view.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(self._choice_changed)
        self.view.doubleClicked.connect(self._enter)
        self._tally = Tally()
        self._summary = self._tally.summary()
        live.alarms_changed.connect(self._take)
        live.work_changed.connect(self._take_work)
        live.ticked.connect(self._tick)
        self.reload()

    def _lay_out(self) -> None:
        column = QWidget(self)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        parts: tuple[QWidget, ...] = (self.flood, self.empty, self.view, self.form, self.keys, self.aside)
        for part in parts:
            box.addWidget(part, 1 if part is self.view else 0)
        halves = QWidget(self)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, halves)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._halves.addWidget(column, 3)
        self._halves.addWidget(self.guidance, 2)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(halves)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the guidance beside the list where there is room."""
        wide = self._wide()
        side, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(side if wide else down)
        self._halves.setStretch(0, 3 if wide else 2)
        self._halves.setStretch(1, 2 if wide else 3)
        self._show_lines()

    def _wide(self) -> bool:
        return self.width() >= self.context.look.px(WIDE_DESK_PX)

    # ---- alarms -------------------------------------------------------------------------------

    def grouped(self) -> bool:
        """Return whether groups are shown: as a person chose, else as the layout says, always in a flood."""
        if self._grouped_by_hand is not None:
            return self._grouped_by_hand
        return self.options.grouped or self._flood

    def reload(self) -> None:
        """Read all alarms again, keeping the selection."""
        state = self.context.live.state
        first_out = state.desk.first_out if state.desk.flood else ""
        grouped = self.which == "listed" and self.grouped()
        with self._keeping_choice():
            self.model.reset(state.alarms.values(), Arrangement(self.which, grouped, first_out))
        self._tally.reset(state.alarms.values())
        self._sum_up()

    def _take(self, change: AlarmsUpdated) -> None:
        if self._follow_flood() or not change.alarms or len(change.alarms) > RESET_ABOVE:
            self.reload()
            return
        self._tally.take(change.alarms)
        with self._keeping_choice():
            entered = self.model.apply(change.alarms)
        if self.which == "listed" and self.isVisible():
            self.motion.enter(entered)
        self._sum_up()

    def _take_work(self, change: WorkUpdated) -> None:
        incidents = [item.incident_id for item in change.items if isinstance(item, Incident)]
        if incidents:
            with self._keeping_choice():
                self.model.rename(incidents)

    def _follow_flood(self) -> bool:
        """Note that a flood began or ended; return whether the list must be arranged anew."""
        desk = self.context.live.state.desk
        if desk.flood == self._flood:
            if desk.flood:
                with self._keeping_choice():
                    self.model.put_ahead(desk.first_out)
            return False
        self._flood, self._grouped_by_hand = desk.flood, None
        self._flood_ended_at = None if desk.flood else self.context.live.clock.now()
        return True

    # ---- what it says -------------------------------------------------------------------------

    def _sum_up(self) -> None:
        found = self._tally.summary()
        self.aside.set_words(self._aside_words(found))
        self.flood.set_words(self._flood_line())
        self.empty.setVisible(self.model.rowCount() == 0)
        self.motion.blink(wanted=found.worst_unacknowledged == "critical")
        self._follow_choice()
        self._show_lines()
        if found != self._summary:
            self._summary = found
            self.health_changed.emit()

    def _show_lines(self) -> None:
        """Show guidance where there is room, and the lines that say something where there is more."""
        look, height, wide = self.context.look, self.height(), self._wide()
        guided = self._guided and (wide or height >= look.px(GUIDANCE_FROM_DESK_PX))
        self.guidance.setVisible(guided)
        self.view.setMinimumHeight(look.px(ROW_DESK_PX) if guided and not wide else 0)
        free = self.form.isHidden() and (wide or not guided or height >= look.px(LINES_FROM_DESK_PX))
        self.flood.setVisible(bool(self.flood.words()) and free)
        self.aside.setVisible(bool(self.aside.words()) and free)
        self.keys.setVisible(self.options.acting and free and height >= look.px(KEYS_FROM_DESK_PX))

    def _aside_words(self, found: ListSummary) -> str:
        counted = (
            (translate("Alarms", "{count} shelved"), found.n_shelved),
            (translate("Alarms", "{count} suppressed"), found.n_suppressed),
            (translate("Alarms", "{count} out of service"), found.n_out_of_service),
        )
        parts = [words.format(count=count) for words, count in counted if count]
        if self.which == "hidden":
            parts.append(translate("Alarms", "H: back to the list"))
        elif parts and self.options.acting:
            parts.append(translate("Alarms", "H: show"))
        return " · ".join(parts)

    def _flood_line(self) -> str:
        live = self.context.live
        now = live.clock.now()
        ended_at = self._flood_ended_at
        if ended_at is not None and now - ended_at <= REPORT_S and self.options.acting:
            time = formats.moment(ended_at, now, live.state.centre.timezone)
            return translate("Alarms", "Alarm flood over since {time} · F: report").format(time=time)
        return flood_words(live.state, now, self.context.language)

    def _tick(self) -> None:
        if self._follow_flood():
            self.reload()
        self.flood.set_words(self._flood_line())
        self._show_lines()
        if self._summary.n_listed or self.which == "hidden":
            self.view.viewport().update()

    # ---- what is chosen -----------------------------------------------------------------------

    def selected(self) -> Row | None:
        """Return the chosen row."""
        return self.model.at(self.view.selected_row())

    def chosen_id(self) -> str:
        """Return the id of the chosen row, empty where there is none."""
        row = self.selected()
        return row_id(row) if row is not None else ""

    @contextmanager
    def _keeping_choice(self) -> Iterator[None]:
        """Keep the chosen alarm chosen while rows change around it."""
        chosen, self._arranging = self.chosen_id(), True
        try:
            yield
            if self.chosen_id() != chosen:
                self._choose(chosen)
        finally:
            self._arranging = False

    def _choose(self, wanted: str) -> None:
        """Choose the row of an id, else the group that it went into, else none: never its neighbour."""
        row = self.model.row_of(wanted)
        group = self.model.group_of(wanted) if row < 0 else None
        if group is not None:
            row = self.model.row_of(group.group_id)
        if row >= 0:
            self.view.selectRow(row)
        else:
            self.view.selectionModel().clear()

    def _choice_changed(self) -> None:
        if self._arranging:
            return
        self._follow_choice()
        incident_id = incident_of(self.selected())
        if incident_id and self.options.guidance and self.context.focus is not None:
            self.context.focus.pin(incident_id)  # the desk's other tiles follow; no layout changes

    def _follow_choice(self) -> None:
        """Show guidance and keys of the chosen row."""
        row = self.selected()
        self.guidance.show_row(self._top() if row is None else row)
        if self.options.acting:
            self.keys.set_hints(
                keys_for(
                    Situation(
                        row, self.which, self.grouped(), self.guidance.isVisibleTo(self),
                        procedure=self.guidance.can_start(), silenced=self._silenced_until() is not None,
                    )
                )
            )  # fmt: skip

    def _top(self) -> Row | None:
        """Return what the desk's guidance shows while nothing is chosen; keys leave it alone."""
        return self.model.at(0) if self.options.guidance and self.which == "listed" else None

    def _silenced_until(self) -> float | None:
        live = self.context.live
        until_at = live.state.silenced_until_at.get(self.options.desk, 0.0)
        return until_at if until_at > live.clock.now() else None

    # ---- hands --------------------------------------------------------------------------------

    def toggle_hidden(self) -> None:
        """Show what is put aside, or the list again."""
        self.which = "listed" if self.which == "hidden" else "hidden"
        self.reload()
        self.title_changed.emit(self.default_title())
        self.health_changed.emit()

    def toggle_groups(self) -> None:
        """Show groups or single alarms, until a flood begins or ends."""
        self._grouped_by_hand = not self.grouped()
        self.reload()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the list's keys; Esc only while there is guidance to close."""
        if watched is not self.view or not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._guidance_closes() and keeps_escape(event)
        return event.type() == QEvent.Type.KeyPress and self._key(event.key())

    def _key(self, key: int) -> bool:
        if key == Qt.Key.Key_H:
            self.toggle_hidden()
        elif key == Qt.Key.Key_T and self.which == "listed":
            self.toggle_groups()
        elif key == Qt.Key.Key_F:
            self.open_report()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape and self._guidance_closes():
            self._guide(wanted=False)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold(is_open=key == Qt.Key.Key_Right)
        else:
            return self.options.acting and self._act(key)
        return True

    def _act(self, key: int) -> bool:
        row = self.selected()
        if key == Qt.Key.Key_M:
            self._open_form("silence", row)
        elif row is None:
            return False
        elif key in _ACTIONS and not (isinstance(row, Group) and key == Qt.Key.Key_S):
            self._open_form(_ACTIONS[key], row)
        elif key == Qt.Key.Key_J and joinable(row):
            self._open_join(row)
        elif key == Qt.Key.Key_I and incident_of(row):
            self.incident_chosen.emit(incident_of(row))
        elif key == Qt.Key.Key_P and self.guidance.isVisibleTo(self):
            self.guidance.start_procedure()
        elif key == Qt.Key.Key_U and not isinstance(row, Group) and row.alarm.operator == "shelved":
            self.context.live.request(UnshelveAlarm(row.alarm.alarm_id), self._unshelved)
        else:
            return False
        return True

    def _guidance_closes(self) -> bool:
        return self._guided and not self.options.guidance

    def _guide(self, *, wanted: bool) -> None:
        self._guided = wanted
        self._show_lines()
        self._follow_choice()
        self.view.scrollTo(self.view.currentIndex())

    def _enter(self) -> None:
        """Open the guidance; with it in view, or without room for it, the record of the place."""
        if self.selected() is None:
            return
        before = self.guidance.isVisibleTo(self)
        self._guide(wanted=True)
        if self.guidance.alarm is not None and (before or not self.guidance.isVisibleTo(self)):
            self.place_chosen.emit(self.guidance.alarm.subject)

    def _fold(self, *, is_open: bool) -> None:
        """Open the chosen group, or close the one that the chosen row stands in."""
        row = self.selected()
        group = row if isinstance(row, Group) else None
        if isinstance(row, AlarmRow) and row.depth and not is_open:
            group = self.model.group_of(row.alarm.alarm_id)
        if group is None or group.open == is_open:
            return
        with self._keeping_choice():
            self.model.set_open(group, is_open=is_open)
        self._follow_choice()

    def _open_form(self, action: Action, row: Row | None) -> None:
        if action == "silence":
            self.form.open(action, [self.options.desk])
            if self._silenced_until() is not None:
                self.form.minutes.setValue(0)
        else:
            alarms = alarms_of(row)
            if action == "acknowledge" and isinstance(row, Group):
                alarms = tuple(a for a in alarms if a.operator == "unacknowledged") or alarms
            title = self.teller.words_of(row).title if row is not None else ""
            self.form.open(action, [alarm.alarm_id for alarm in alarms], title)
        self._make_room()

    def _open_join(self, row: Row) -> None:
        title = row.title if isinstance(row, Group) else row.alarm.title
        alarms = [alarm.alarm_id for alarm in joinable(row)]
        self.form.open("join", alarms, title.in_language(self.context.language))
        self._make_room()

    def _make_room(self) -> None:
        self._show_lines()  # on a small tile the form needs the room
        self.view.scrollTo(self.view.currentIndex())

    def _form_closed(self) -> None:
        self._sum_up()
        self.view.setFocus()

    def _unshelved(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.aside.set_words(reply.said(self.context.language))

    def open_report(self) -> None:
        """Show the reports of floods inside the tile."""
        self.close_report()
        self.report = FloodPane(self.context, self)
        self.report.closed.connect(self.close_report)
        self._stack.addWidget(self.report)
        self._stack.setCurrentWidget(self.report)
        self.report.setFocus()

    def close_report(self) -> None:
        """Go back to the list."""
        report, self.report = self.report, None
        if report is not None:
            self._stack.setCurrentIndex(0)
            self._stack.removeWidget(report)
            report.hide()
            report.deleteLater()
            self.view.setFocus()

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
            return TileHealth("fresh" if live.link.condition == "live" else "lost", None)
        at = live.state.pulse.at
        return TileHealth(freshness(at, PULSE_MAX_AGE_S, live.clock.now()), at)

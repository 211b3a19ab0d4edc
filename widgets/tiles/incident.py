"""One incident: what it is, its members, procedures, messages, escalation and timeline."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.messages import EntryAppended, Journal, ReplyBody
from backend.contract.work import Incident
from backend.contract.work_requests import GetTimeline
from widgets.focus import Focus
from widgets.live import WorkUpdated
from widgets.logic.incident_lines import Line, share_heights
from widgets.logic.timeline import Timeline, concerns, subjects
from widgets.parts.incident_form import AskForm, Question
from widgets.parts.incident_head import head_passages
from widgets.parts.incident_health import pulse_health
from widgets.parts.incident_messages import message_lines
from widgets.parts.incident_pane import PartPane
from widgets.parts.incident_questions import (
    close_question,
    lead_question,
    merge_question,
    note_question,
    split_question,
    units_question,
)
from widgets.parts.incident_texts import TextStack
from widgets.parts.incident_words import member_lines, run_lines
from widgets.parts.ladder_words import ladder_lines
from widgets.parts.strip import Strip
from widgets.parts.timeline_words import TimelineWords
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("incident", title_vi="Sự cố", title_en="Incident", min_width_px=420, min_height_px=240)

Part = Literal["head", "members", "procedures", "messages", "ladders", "timeline"]
PARTS: tuple[Part, ...] = ("head", "members", "procedures", "ladders", "messages", "timeline")
TICKING: tuple[Part, ...] = ("head", "procedures", "ladders")
"""What says how long something takes or still has."""
TIMELINE_ROW_PX = 46
WIDE_PX = 1240
"""From this width on (desk density) the parts stand in two columns."""
RETRY_S = 5.0


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an incident tile."""

    parts: tuple[Part, ...] = PARTS
    """What it shows, from top to bottom; one tile may have all, or several tiles a few each."""
    incident: str = ""
    """Id of one incident; empty: the one that the wall looks at."""
    acting: bool = True
    """Allow to change the incident from here; false on walls that nobody sits at."""


class Body(TileBody):
    """The parts one above the other, and the form of the keys."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Show the incident that is looked at."""
        super().__init__(context, parent)
        self.options = options
        live, look = context.live, context.look
        self.focus: Focus = context.focus or Focus(live, self)
        self.head_pane = TextStack(look, self)
        self.panes: dict[Part, PartPane] = {}
        for part in options.parts:
            if part != "head":
                self.panes[part] = self._make_pane(part)
        self.nothing = Strip(look, "", self)
        self.nothing.set_words(translate("Incident", "No incident goes on"))
        self.form = AskForm(context, self)
        self.form.closed.connect(self._form_closed)
        self.timeline = Timeline()
        self._unfolded: set[str] = set()
        """Lines of the timeline whose members are shown."""
        if "timeline" in self.panes:
            self.panes["timeline"].list.opened.connect(self._fold)
        self._shown_id = ""
        self._ask_at: float | None = None
        self._asked_by: QWidget | None = None
        if self.panes:
            self.setFocusProxy(next(iter(self.panes.values())))
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        live.work_changed.connect(self._take_work)
        live.snapshot_taken.connect(self._ask_timeline)
        live.entry_appended.connect(self._take_entry)
        live.ticked.connect(self._tick)
        self.focus.changed.connect(self._refresh)
        self._refresh()

    def _make_pane(self, part: Part) -> PartPane:
        heading, nothing = _part_words(part)
        alone = len(self.options.parts) == 1
        row_px = {"timeline": TIMELINE_ROW_PX, "messages": TIMELINE_ROW_PX}.get(part, 56)
        pane = PartPane(self.context.look, "" if alone else heading, nothing, self, row_px)
        pane.list.installEventFilter(self)
        return pane

    # ---- what is shown ----------------------------------------------------------------------------

    def incident(self) -> Incident | None:
        """Return the incident that this tile shows."""
        if not self.options.incident:
            return self.focus.incident()
        found = self.context.live.state.work.get(self.options.incident)
        return found if isinstance(found, Incident) else None

    def _take_work(self, change: WorkUpdated) -> None:
        """Leave out what belongs to other incidents: in a storm there is much of it."""
        mine = any(getattr(item, "incident_id", "") == self._shown_id for item in change.items)
        if mine or not change.items or not self._shown_id:
            self._refresh()

    def _refresh(self) -> None:
        incident = self.incident()
        incident_id = incident.incident_id if incident is not None else ""
        if incident_id != self._shown_id:
            self._shown_id = incident_id
            self.form.leave()
            self.timeline.clear()
            self._unfolded.clear()
            self._ask_timeline()
            self.title_changed.emit(self.default_title())
        self.nothing.setVisible(incident is None)
        self.head_pane.setVisible(incident is not None and "head" in self.options.parts)
        if incident is not None:
            self._fill(incident)
        for pane in self.panes.values():
            pane.setVisible(incident is not None)
        self._lay_out()
        self.health_changed.emit()

    def _fill(self, incident: Incident, *, only: Container[Part] = PARTS) -> None:
        live, language = self.context.live, self.context.language
        state, now = live.state, live.clock.now()
        timezone = state.centre.timezone
        if "head" in self.options.parts and "head" in only:
            passages = head_passages(incident, self.context.look, (now, timezone, language), state.units)
            self.head_pane.show_passages(passages, incident.severity, dim=not incident.open)
        incident_id = incident.incident_id
        for part, pane in self.panes.items():
            if part not in only:
                continue
            remark = ""
            lines: list[Line] = []
            if part == "members":
                lines = member_lines(incident, now, timezone, language)
                remark = str(len(lines))
            elif part == "procedures":
                lines = run_lines(state.runs(incident_id), now, timezone, language)
            elif part == "ladders":
                lines = ladder_lines(state.ladders(incident_id), now, timezone, language)
            elif part == "messages":
                lines = message_lines(state.messages(incident_id), now, timezone)
            else:
                words = TimelineWords(incident, state, language)
                lines = words.lines(self.timeline.newest_first(), self._unfolded)
            pane.set_lines(lines, remark if lines else "")

    def _tick(self) -> None:
        now = self.context.live.clock.now()
        if self._ask_at is not None and now >= self._ask_at:
            self._ask_timeline()
        incident = self.incident()
        if incident is not None and self.isVisible():
            self._fill(incident, only=TICKING)

    # ---- the timeline -----------------------------------------------------------------------------

    def _ask_timeline(self) -> None:
        self._ask_at = None
        if "timeline" in self.panes and self._shown_id:
            self.context.live.request(GetTimeline(self._shown_id), self._take_timeline)

    def _take_timeline(self, reply: ReplyBody) -> None:
        pane = self.panes.get("timeline")
        if pane is None:
            return
        if not isinstance(reply, Journal):
            pane.set_nothing(translate("Incident", "The journal cannot be read; it is asked for again"))
            self._ask_at = self.context.live.clock.now() + RETRY_S
            return
        pane.set_nothing(_part_words("timeline")[1])
        if self.timeline.take(reply.entries):
            self._refresh()

    def _take_entry(self, entry: EntryAppended) -> None:
        incident = self.incident()
        if incident is None or "timeline" not in self.panes:
            return
        if concerns(entry, subjects(self.context.live.state, incident)) and self.timeline.take([entry]):
            self._fill(incident, only=("timeline",))

    def _fold(self, line_id: str) -> None:
        """Show or hide the members of a line that stands for several."""
        incident = self.incident()
        line = next((line for line in self.panes["timeline"].list.lines() if line.line_id == line_id), None)
        if incident is not None and line is not None and line.fold:
            self._unfolded ^= {line_id}
            self._fill(incident, only=("timeline",))

    # ---- geometry ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out among the parts."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height, look = self.width(), self.height(), self.context.look
        self.nothing.setGeometry(0, 0, width, self.nothing.height())
        top = 0
        if not self.head_pane.isHidden():
            top = min(self.head_pane.wanted_height(width), height)
            self.head_pane.setGeometry(0, 0, width, top)
        bottom = height
        if not self.form.isHidden():
            wanted = min(self.form.sizeHint().height(), height - look.px(60))
            bottom = height - wanted
            self.form.setGeometry(0, bottom, width, wanted)
        panes = list(self.panes.values())
        half = (len(panes) + 1) // 2
        if width >= look.px(WIDE_PX) and len(panes) > 1:
            self._stack(panes[:half], (0, top, width // 2, bottom - top))
            self._stack(panes[half:], (width // 2, top, width - width // 2, bottom - top))
        else:
            self._stack(panes, (0, top, width, bottom - top))

    def _stack(self, panes: list[PartPane], box: tuple[int, int, int, int]) -> None:
        x, y, width, height = box
        wanted = [pane.wanted_height(width) for pane in panes]
        for pane, given in zip(panes, share_heights(wanted, max(0, height)), strict=True):
            pane.setGeometry(x, y, width, given)
            y += given

    # ---- hands ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the incident's keys from whichever part has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()), event.modifiers())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys where there is only a head."""
        if not self._key(Qt.Key(event.key()), event.modifiers()):
            event.ignore()

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        incident = self.incident()
        if incident is None or not self.options.acting or not incident.open or modifiers:
            return False
        state, language = self.context.live.state, self.context.language
        members = self.panes.get("members")
        chosen = members.list.selected_id() if members is not None else ""
        match key:
            case Qt.Key.Key_L:
                self._ask(lead_question(incident, state))
            case Qt.Key.Key_U:
                self._ask(units_question(incident, state))
            case Qt.Key.Key_N:
                self._ask(note_question(incident))
            case Qt.Key.Key_M:
                self._ask(merge_question(incident, state, language))
            case Qt.Key.Key_X:
                self._ask(split_question(incident, language, chosen))
            case Qt.Key.Key_E:
                self._ask(close_question(incident))
            case _:
                return False
        return True

    def _ask(self, question: Question | None) -> None:
        if question is None:
            return
        self.focus.hold()
        self._asked_by = self.focusWidget()
        self.form.ask(question)
        self._lay_out()

    def _form_closed(self) -> None:
        self._lay_out()
        back = self._asked_by or self.focusProxy() or self
        back.setFocus()

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head: the part where there is only one."""
        if len(self.options.parts) == 1 and self.options.parts[0] != "head":
            return _part_words(self.options.parts[0])[0]
        return translate("Incident", "Incident")

    def head(self) -> TileHead:
        """Name the incident, and the keys where a person may act."""
        if not self._shown_id:
            return TileHead()
        incident = self.incident()
        acts = self.options.acting and "head" in self.options.parts and incident is not None and incident.open
        keys = translate("Incident", "L lead · U units · N note · M merge · X split · E close")
        subtitle = "" if "head" in self.options.parts else self._shown_id
        return TileHead(subtitle=subtitle, remark=keys if acts else "")

    def health(self) -> TileHealth:
        """Return how alive it is: as alive as the daemon's pulse."""
        return pulse_health(self.context.live)


def _part_words(part: Part) -> tuple[str, str]:
    """Return the heading of a part, and what it says while it has nothing."""
    return {
        "head": ("", ""),
        "members": (translate("Incident", "Alarms and cases"), translate("Incident", "No members")),
        "procedures": (
            translate("Incident", "Procedures"),
            translate("Incident", "No procedure was started"),
        ),
        "messages": (translate("Incident", "Messages"), translate("Incident", "Nothing was sent")),
        "ladders": (translate("Incident", "Escalation"), translate("Incident", "Nothing climbs")),
        "timeline": (translate("Incident", "Timeline"), translate("Incident", "Nothing in the journal yet")),
    }[part]

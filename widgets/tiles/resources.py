"""Crews that can be sent: who is free and near, who is on which order, and the talk with them."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import ActOnCases, CasesActed, OpenCase
from backend.contract.cases import CaseActionInfo, CaseFile, CaseKindInfo
from backend.contract.messages import Failure, ReplyBody
from widgets.focus import Focus
from widgets.logic.case_actions import by_key, fits
from widgets.logic.crews import Crew, Target, codes_of, counts, crews, target_of, targets
from widgets.logic.live_state import freshness, worst
from widgets.parts.case_book import CaseBook
from widgets.parts.crew_reader import CrewReader
from widgets.parts.crew_words import crew_line, is_late, note_line
from widgets.parts.incident_form import AskForm, Choice, Field, Question
from widgets.parts.incident_health import pulse_health
from widgets.parts.incident_pane import PartPane
from widgets.parts.strip import Strip
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("resources", title_vi="Lực lượng", title_en="Crews", min_width_px=420, min_height_px=260)
ROW_PX = 64
TALK_SHARE = 0.34
N_TALK = 12
ANSWER_MAX_AGE_S = 6.0
"""Crews are asked for every two seconds: older than this, what is shown is late."""


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the crews."""

    kinds: tuple[str, ...] = ()
    """Kinds of place: `patrol`, `boat`, …; empty: all that can be sent."""
    case_kind: str = "order"
    """Kind of case that sends a crew."""
    order: Literal["time", "distance"] = "time"
    """Nearest first by travel time or by distance."""
    acting: bool = True
    """Allow to send from here; false on walls that nobody sits at."""


class Body(TileBody):
    """The list, the talk with the chosen crew, and the form over them."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """List the crews around what the wall looks at."""
        super().__init__(context, parent)
        self.options = options
        look, live = context.look, context.live
        self.focus: Focus = context.focus or Focus(live, self)
        self.book = CaseBook(context, self)
        self.reader = CrewReader(live, options.case_kind, self)
        self.pane = PartPane(look, "", translate("Crews", "is being loaded …"), self, ROW_PX)
        self.talk = PartPane(look, translate("Crews", "Talk"), translate("Crews", "Nothing said yet"), self)
        self.message = Strip(look, "", self)
        self.form = AskForm(context, self)
        self.message.hide()
        self.setFocusProxy(self.pane.list)
        self._chosen_target: Target | None = None
        self._rows: list[Crew] = []
        self._connect()
        self._aim()

    def _connect(self) -> None:
        live = self.context.live
        self.pane.list.opened.connect(self._open)
        self.pane.list.selected.connect(self._choose)
        self.pane.list.installEventFilter(self)
        self.reader.changed.connect(self._refresh)
        self.reader.talked.connect(self._show_talk)
        self.book.changed.connect(self._refresh)
        self.form.closed.connect(self._form_closed)
        self.focus.changed.connect(self._start_over)
        live.snapshot_taken.connect(self.reader.refresh)
        live.work_changed.connect(self._aim)
        live.ticked.connect(self._refresh)

    # ---- what is shown ----------------------------------------------------------------------------

    def kind(self) -> CaseKindInfo | None:
        """Return what orders are, None until the daemon said."""
        return self.book.kind(self.options.case_kind)

    def target(self) -> Target | None:
        """Return what crews are compared with: what a person chose, else what the wall looks at."""
        state, language = self.context.live.state, self.context.language
        chosen = self._chosen_target
        if chosen is not None and any(one.ref == chosen.ref for one in targets(state, language)):
            return chosen
        return target_of(self.focus.incident(), state.cases(), state, language)

    def crew(self, crew_id: str) -> Crew | None:
        """Return one crew of the list."""
        return next((row for row in self._rows if crew_id and row.crew_id == crew_id), None)

    def _start_over(self) -> None:
        self._chosen_target = None
        self._aim()

    def _aim(self, _change: object = None) -> None:
        self.reader.aim(self.target(), self.options.kinds, by_time=self.options.order == "time")
        self._refresh()

    def _refresh(self) -> None:
        live, language = self.context.live, self.context.language
        now, reader = live.clock.now(), self.reader
        target = self.target()
        about = codes_of(target, live.state)
        self._rows = crews(reader.found, reader.orders, self.kind(), live.state, now, about)
        title = target.title if target is not None and target.ref else ""
        self.pane.set_heading(translate("Crews", "For: {title}").format(title=title) if title else "")
        self.pane.set_lines([crew_line(row, self.book, now, language) for row in self._rows])
        self.pane.set_nothing(self._nothing())
        self._choose(self.pane.list.selected_id())
        self.health_changed.emit()

    def _nothing(self) -> str:
        if self.reader.failure is not None:
            return self.reader.failure.said(self.context.language)
        if self.reader.answered_at is None:
            return translate("Crews", "is being loaded …")
        return translate("Crews", "No crew can be sent: no pack and place declares one")

    def _choose(self, crew_id: str) -> None:
        row = self.crew(crew_id)
        self.reader.follow(row.order.case_id if row is not None and row.order is not None else "")
        self._lay_out()

    def _show_talk(self) -> None:
        timezone = self.context.live.state.centre.timezone
        notes = self.reader.talk.notes if self.reader.talk is not None else ()
        remark = self.reader.talk.title if self.reader.talk is not None else ""
        self.talk.set_lines([note_line(note, timezone) for note in reversed(notes[-N_TALK:])], remark)
        self._lay_out()

    # ---- geometry ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list what the others leave."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, bottom = self.width(), self.height()
        for part in (self.form, self.message):
            if part.isHidden():
                continue
            height = min(part.sizeHint().height() if part is self.form else part.height(), bottom)
            part.setGeometry(0, bottom - height, width, height)
            bottom -= height
        row = self.crew(self.pane.list.selected_id())
        talks = row is not None and row.order is not None and self.form.isHidden()
        self.talk.setVisible(talks)
        if talks:
            height = min(self.talk.wanted_height(width), round(bottom * TALK_SHARE))
            self.talk.setGeometry(0, bottom - height, width, height)
            bottom -= height
        self.pane.setGeometry(0, 0, width, bottom)

    # ---- hands ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """V chooses what crews are sent for; the letters of the orders' actions act on the chosen crew's."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.modifiers():
            return False
        key = Qt.Key(event.key())
        if not self.options.acting or not Qt.Key.Key_A <= key <= Qt.Key.Key_Z or event.isAutoRepeat():
            return False
        letter = chr(key)
        if letter == "V":
            self._ask_target()
            return True
        return self._act(letter)

    def _open(self, crew_id: str) -> None:
        """Send a crew that can be sent; show the order of one that is busy."""
        row = self.crew(crew_id)
        if row is None:
            return
        if row.order is not None or row.near.case_id:
            self.case_chosen.emit(row.order.case_id if row.order is not None else row.near.case_id)
        elif self.options.acting:
            self._ask_to_send(row)

    def _ask_target(self) -> None:
        language = self.context.language
        found = targets(self.context.live.state, language)
        if not found:
            self.say(translate("Crews", "Nothing goes on that a crew could be sent for."))
            return
        by_ref = {one.ref: one for one in found}

        def take(_texts: tuple[str, ...], chosen: tuple[str, ...]) -> None:
            self._chosen_target = by_ref.get(chosen[0]) if chosen else None
            self._aim()

        choices = tuple(Choice(one.ref, f"{one.title} · {one.ref}") for one in found)
        hint = Field(translate("Crews", "Type a part; ↑ ↓ choose"))
        heading = translate("Crews", "What are crews sent for?")
        self._ask(Question(heading, take, (hint,), choices, nothing=translate("Crews", "Choose one.")))

    def _ask_to_send(self, row: Crew) -> None:
        target, kind = self.target(), self.kind()
        if kind is None or not kind.resource:
            self.say(translate("Crews", "No pack declares orders that send a crew."))
            return
        if target is None or not target.ref:
            self._ask_target()
            return

        def request(texts: tuple[str, ...], _chosen: tuple[str, ...]) -> OpenCase:
            return order_request(kind, row, target, texts[0])

        words = translate("Crews", "Send {crew} to: {title}")
        heading = words.format(crew=row.place.name, title=target.title)
        note = Field(translate("Crews", "What the crew must know (may be left out)"))
        self._ask(Question(heading, request, (note,), deadline_s=10.0))

    def _act(self, letter: str) -> bool:
        kind, row = self.kind(), self.crew(self.pane.list.selected_id())
        action = by_key(kind, letter) if kind is not None else None
        if action is None or row is None or row.order is None:
            return False
        name = action.name.in_language(self.context.language)
        if not fits(action, row.order):
            words = translate("Crews", "“{action}” is not possible now: {status}.")
            self.say(words.format(action=name, status=self.book.status_name(row.order)))
            return True
        order = row.order
        needs = [need for need in action.needs if need.need in ("note", "result")]
        fields = tuple(
            Field(
                translate("Crews", "Words to the crew, or why"),
                translate("Crews", "Write something first.") if need.required else "",
            )
            for need in needs
        )

        def send(texts: tuple[str, ...], _chosen: tuple[str, ...]) -> None:
            values: dict[str, str] = {
                need.need: text for need, text in zip(needs, texts, strict=True) if text
            }
            self._send(action, order, values)

        self._ask(Question(f"{name}: {row.place.name}", send, fields))
        return True

    def _send(self, action: CaseActionInfo, order: CaseFile, values: dict[str, str]) -> None:
        body = ActOnCases((order.case_id,), action.action, values)
        self.context.live.request(body, partial(self._acted, action), 10.0)

    def _acted(self, action: CaseActionInfo, reply: ReplyBody) -> None:
        language = self.context.language
        if isinstance(reply, Failure):
            self.say(reply.said(language))
        elif isinstance(reply, CasesActed) and reply.refused:
            self.say(reply.refused[0].reason.in_language(language))
        else:
            self.say("")
        self.reader.refresh()

    def _ask(self, question: Question) -> None:
        self.say("")
        self.form.ask(question)
        self._lay_out()

    def _form_closed(self) -> None:
        self._lay_out()
        self.reader.refresh()
        self.pane.list.setFocus()

    def say(self, words: str) -> None:
        """Say something beneath the list; nothing takes no room."""
        self.message.set_words(words)
        self.message.setVisible(bool(words))
        self._lay_out()

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head."""
        return translate("Crews", "Crews")

    def head(self) -> TileHead:
        """Say what they are compared with, how many are free, and how many orders are late."""
        now, found = self.context.live.clock.now(), counts(self._rows)
        n_late = sum(is_late(row.order, now) for row in self._rows)
        badge = translate("Crews", "{count} late").format(count=n_late) if n_late else ""
        remark = translate("Crews", "{free} free of {all}")
        keys = translate("Crews", "Enter: send · V: for something else") if self.options.acting else ""
        return TileHead(
            subtitle=keys if self._rows else "",
            badge=badge,
            badge_severity="high" if badge else None,
            remark=remark.format(free=found.get("free", 0), all=len(self._rows)),
        )

    def health(self) -> TileHealth:
        """Return how alive it is: as the daemon's pulse, and as the last answer about crews."""
        live, pulse = self.context.live, pulse_health(self.context.live)
        at = self.reader.answered_at
        if at is None or pulse.state not in ("fresh", "late"):
            return pulse
        own = freshness(at, ANSWER_MAX_AGE_S, live.clock.now())
        return TileHealth(worst([pulse.state, own]), min(at, pulse.oldest_at or at), note=pulse.note)


def order_request(kind: CaseKindInfo, crew: Crew, target: Target, text: str) -> OpenCase:
    """Return the request that sends a crew; the daemon adds address and telephone of what it is about."""
    data = {kind.resource: crew.crew_id}
    if kind.about:
        data[kind.about] = target.ref
    return OpenCase(
        kind=kind.kind,
        title=f"{crew.place.name} → {target.title}",
        text=text,
        lat=target.lat,
        lon=target.lon,
        data=data,
    )

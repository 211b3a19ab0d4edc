"""The card of the chosen step: what to do, until when, and the large keys to do it with."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.state import Place
from backend.contract.work import Incident, Run, Step
from backend.contract.work_requests import DoStep
from widgets.logic.checklist import Deed
from widgets.parts.control_bar import label
from widgets.parts.incident_form import AskForm, Question
from widgets.parts.incident_texts import TextStack
from widgets.parts.step_deeds import (
    CANCEL,
    CANCEL_CAP,
    OUTCOME,
    camera_choices,
    cancel_key,
    cancel_question,
    ordered_cameras,
    reason_question,
    sign_question,
    step_keys,
)
from widgets.parts.step_evidence import EvidenceDesk
from widgets.parts.step_keys import KeyBar, StepKey
from widgets.parts.step_words import step_passages
from widgets.tile import TileContext

translate = QCoreApplication.translate


class StepCard(QWidget):
    """Words, keys, form, and what the daemon answered, of one step."""

    resized = Signal()
    """It needs another height."""
    place_wanted = Signal(str)
    """A place id: the person wants to see this camera."""
    done = Signal()
    """The form was closed: the list takes the keys again."""

    def __init__(self, context: TileContext, parent: QWidget, *, acting: bool) -> None:
        """Start without a step; `acting` False shows no keys."""
        super().__init__(parent)
        self._context, self._acting = context, acting
        look = context.look
        self._run: Run | None = None
        self._step: Step | None = None
        self._sent_for = ""
        self.text = TextStack(look, self)
        self.keys = KeyBar(look, self)
        self.keys.pressed.connect(self.act)
        self.form = AskForm(context, self)
        self.form.closed.connect(self._form_closed)
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setParent(self)
        self.message.setWordWrap(True)
        self.message.hide()
        self.evidence = EvidenceDesk(context, self)
        self.evidence.said.connect(self._say)

    @property
    def step_id(self) -> str:
        """Return `<run>/<step>` of the step on show, empty where there is none."""
        return f"{self._run.run_id}/{self._step.step_id}" if self._run and self._step else ""

    def show_step(self, run: Run | None, step: Step | None) -> None:
        """Show a step; another one than before forgets form and message."""
        before = self.step_id
        self._run, self._step = run, step
        if step is None or self.step_id != before:
            self.form.leave()
            self.message.hide()
        if step is not None:
            live = self._context.live
            state = live.state
            when = (live.clock.now(), state.centre.timezone, self._context.language)
            places = {
                place_id: state.places[place_id].name for place_id in _named(step) if place_id in state.places
            }
            self.text.show_passages(step_passages(step, when, places), "")
        self.keys.set_keys(self._keys_of(step) if step is not None else ())
        self._lay_out()

    def _keys_of(self, step: Step) -> tuple[StepKey, ...]:
        keys = step_keys(step) if self._acting else ()
        return (*keys, cancel_key()) if keys and self._can_cancel() else keys

    def _can_cancel(self) -> bool:
        return self._acting and self._step is not None and self._run is not None and self._run.open

    # ---- geometry ---------------------------------------------------------------------------------

    def wanted_height(self, width: int) -> int:
        """Return what it takes to show everything at a width (px)."""
        if self._step is None:
            return 0
        return self.text.wanted_height(width) + self._message_height(width) + self._foot_height(width)

    def _message_height(self, width: int) -> int:
        look = self._context.look
        return (
            0 if self.message.isHidden() else self.message.heightForWidth(width - look.px(32)) + look.px(10)
        )

    def _foot_height(self, width: int) -> int:
        return self.keys.wanted_height(width) if self.form.isHidden() else self.form.sizeHint().height()

    def _lay_out(self) -> None:
        width, look = self.width(), self._context.look
        foot, said = self._foot_height(width), self._message_height(width)
        top = max(0, self.height() - foot)
        self.text.setGeometry(0, 0, width, max(0, top - said))
        self.message.setGeometry(look.px(16), top - said, width - look.px(32), max(0, said - look.px(10)))
        self.keys.setVisible(self.form.isHidden())
        self.keys.setGeometry(0, top, width, foot)
        self.form.setGeometry(0, top, width, foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay words and keys out."""
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Set the card off from the list."""
        tokens = self._context.look.tokens
        painter = QPainter(self)
        painter.setPen(QPen(QColor(tokens.focus), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()

    # ---- hands ------------------------------------------------------------------------------------

    def press(self, cap: str) -> bool:
        """Do what a letter stands for; return whether it stands for something.

        A procedure can be ended from each of its steps, also from one that asks for nothing more.
        """
        if cap == CANCEL_CAP and self._can_cancel():
            self.act(CANCEL)
            return True
        return self.keys.press(cap)

    def act(self, key_id: str) -> None:
        """Do what a key stands for, or ask what it needs first."""
        run, step = self._run, self._step
        if run is None or step is None:
            return
        if key_id.startswith(OUTCOME):
            self._send(DoStep(run.run_id, step.step_id, "done", outcome=key_id.removeprefix(OUTCOME)))
            return
        if key_id == CANCEL:
            self._ask(cancel_question(run))
            return
        deed: Deed = key_id  # type: ignore[assignment]
        match deed:
            case "done" | "confirmed" | "approved" | "retry":
                self._send(DoStep(run.run_id, step.step_id, deed))
            case "not_applicable" | "skipped" | "rejected":
                self._ask(reason_question(run.run_id, step, deed))
            case "sign":
                self._ask(sign_question(run.run_id, step))
            case "evidence":
                self.evidence.ask_file(run.run_id, step.step_id)
            case "snapshot":
                self._ask_camera(run, step)
            case "camera":
                for place in self._cameras(run, step)[:1]:
                    self.place_wanted.emit(place.place_id)

    def _ask_camera(self, run: Run, step: Step) -> None:
        state, cameras = self._context.live.state, self._cameras(run, step)
        if not cameras:
            self._say(translate("Checklist", "There is no camera here. Add a photo from a file (E)."), True)
            return

        def take(_texts: tuple[str, ...], chosen: tuple[str, ...]) -> None:
            self.evidence.ask_camera(run.run_id, step.step_id, state.places[chosen[0]])

        self._ask(
            Question(
                translate("Checklist", "Picture of which camera?"),
                take,
                choices=camera_choices(cameras),
                nothing=translate("Checklist", "Choose a camera of the list."),
            )
        )

    def _cameras(self, run: Run, step: Step) -> list[Place]:
        state = self._context.live.state
        incident = state.work.get(run.incident_id)
        nearest = incident.cameras if isinstance(incident, Incident) else ()
        return ordered_cameras(step, nearest, state.places)

    def _ask(self, question: Question) -> None:
        self.message.hide()
        self.form.ask(question)
        self.resized.emit()
        self._lay_out()

    def _send(self, body: RequestBody) -> None:
        if self._sent_for == self.step_id:
            return  # a second press says nothing new
        self._sent_for = self.step_id
        self._say(translate("AskForm", "being sent …"), False)
        self._context.live.request(body, partial(self._answered, self.step_id))

    def _answered(self, step_id: str, reply: ReplyBody) -> None:
        self._sent_for = ""
        if step_id != self.step_id:
            return
        if isinstance(reply, Failure):
            self._say(reply.said(self._context.language), True)
        else:
            self._say("", False)

    def _say(self, words: str, bad: bool) -> None:
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)
        self.message.setVisible(bool(words))
        self.resized.emit()
        self._lay_out()

    def _form_closed(self) -> None:
        self.resized.emit()
        self._lay_out()
        self.done.emit()


def _named(step: Step) -> set[str]:
    """Return the places that a step's evidence names."""
    return {kept.place_id for kept in step.evidence if kept.place_id}

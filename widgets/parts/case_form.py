"""The form beneath the desk's list: asks what an action needs, sends it for one or many cases, tells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from backend.contract.case_requests import ActOnCases, AttachToCase, CasesActed, SetCaseData
from backend.contract.cases import CaseActionInfo, CaseFile
from backend.contract.messages import Failure, ReplyBody, RequestBody
from widgets.logic import formats
from widgets.logic.case_actions import first_missing
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.case_book import CaseBook
from widgets.parts.case_desk_words import count_words
from widgets.parts.case_need_fields import NeedField, need_word
from widgets.parts.control_bar import label
from widgets.parts.lines_pane import Line, LinesPane
from widgets.theme.fonts import HEAD_WEIGHT
from widgets.tile import TileContext

translate = QCoreApplication.translate
DEADLINE_S = 30.0
SHOWN_REFUSALS = 6


class CaseForm(QFrame):
    """Enter sends, Esc leaves; what was refused stands here with its reason until Esc."""

    closed = Signal()
    acted = Signal(object)
    """`CasesActed`."""

    def __init__(self, context: TileContext, book: CaseBook, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._context, self._book = context, book
        look = context.look
        self.setObjectName("caseform")
        self.setStyleSheet(f"#caseform {{ border-top: 1px solid {look.tokens.focus}; }}")
        self.action: CaseActionInfo | None = None
        self.files: tuple[CaseFile, ...] = ()
        self.fields: list[NeedField] = []
        self._n_opened = 0
        self._sending = self._sure = False
        self._waiting: list[RequestBody] = []
        self.heading = label(look, 18, HEAD_WEIGHT)
        self.refusals = LinesPane(look, translate("Cases", "Refused"), "", self)
        self.refusals.hide()
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(12))
        box.setSpacing(look.px(8))
        for part in (self.heading, self.refusals, self.message):
            box.addWidget(part)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    # ---- asking -----------------------------------------------------------------------------------

    def open(self, action: CaseActionInfo, files: Sequence[CaseFile]) -> None:
        """Ask for what `action` needs; one that needs nothing and is harmless is sent at once."""
        self._clear()
        self.action, self.files = action, tuple(files)
        self._n_opened += 1
        self._sending, self._sure = False, not action.danger
        name = action.name.in_language(self._context.language)
        self.heading.setText(f"{name}: {self._subject()}")
        for at, need in enumerate(action.needs):
            field = NeedField(self._context, self._book, files[0].kind, need, files)
            for edit in field.edits():
                edit.installEventFilter(self)
            self._box.insertWidget(1 + at, field)
            self.fields.append(field)
        self.say(translate("AlarmForm", "Enter: send · Esc: leave it"))
        self.show()
        first: QWidget = self.fields[0] if self.fields else self
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.fields:
            self.send()  # what is dangerous asks once more before it is done

    def _subject(self) -> str:
        if len(self.files) == 1:
            return f"{self.files[0].case_id} — {self.files[0].title}"
        return count_words(len(self.files), self._book.kind(self.files[0].kind), self._context.language)

    def _clear(self) -> None:
        for field in self.fields:
            field.hide()
            field.deleteLater()
        self.fields = []
        self.refusals.hide()

    def close_form(self) -> None:
        """Leave everything as it is."""
        self._n_opened += 1  # an answer that is still on its way finds nobody
        self.action, self.files = None, ()
        self._clear()
        self.hide()
        self.closed.emit()

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beneath the fields."""
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)

    # ---- sending ----------------------------------------------------------------------------------

    def send(self) -> None:
        """Check what was filled in and ask the daemon."""
        action = self.action
        if action is None or self._sending:
            return
        if not self.refusals.isHidden():
            self.close_form()
            return
        values = self._values()
        if values is None:
            return
        missing = first_missing(action, values)
        if missing:
            words = translate("Cases", "Fill in first: {what}.")
            self._refuse(words.format(what=need_word(missing)), missing)
        elif not self._sure:
            self._sure = True
            words = translate("Cases", "Press Enter once more: “{action}” for {what}.")
            name = action.name.in_language(self._context.language)
            self.say(words.format(action=name, what=self._subject()), bad=True)
        else:
            self._send(action, values)

    def _values(self) -> dict[str, str] | None:
        values: dict[str, str] = {}
        for field in self.fields:
            value = field.value()
            if value is None:
                words = translate("Cases", "“{what}” cannot be read. Write it as day/month/year hour:minute.")
                self._refuse(words.format(what=need_word(field.need.need)), field.need.need)
                return None
            values[field.need.need] = value
        return values

    def _send(self, action: CaseActionInfo, values: dict[str, str]) -> None:
        self._sending = True
        self._waiting = self._errands()
        named = (case_id for field in self.fields for case_id in field.cases())
        case_ids = tuple(named) or tuple(file.case_id for file in self.files)
        given = {k: v for k, v in values.items() if v and k not in ("photo", "place")}
        self._waiting.append(ActOnCases(case_ids, action.action, given))
        self.say(translate("AskForm", "being sent …"))
        self._send_next(self._n_opened)

    def _errands(self) -> list[RequestBody]:
        """Return what must be kept before the action: its photo and its place, for each case."""
        errands: list[RequestBody] = []
        for field in self.fields:
            photo, place = field.photo(), field.place()
            words = field.value() if field.need.need == "place" else ""
            for file in self.files:
                if photo is not None:
                    errands.append(
                        AttachToCase(file.case_id, photo.name, photo.media_type, photo.data, phase="after")
                    )
                if words:
                    named = {"place": words}
                    if place is not None and place.lat is not None and place.lon is not None:
                        named |= {"lat": repr(place.lat), "lon": repr(place.lon)}
                    errands.append(SetCaseData(file.case_id, named))
        return errands

    def _send_next(self, opening: int) -> None:
        body = self._waiting.pop(0)
        self._context.live.request(body, partial(self._answered, opening), DEADLINE_S)

    def _answered(self, opening: int, reply: ReplyBody) -> None:
        if opening != self._n_opened:
            return  # the form was left, and asks something else by now
        if isinstance(reply, Failure):
            self._sending = False
            self._refuse(reply.said(self._context.language), "")
        elif self._waiting:
            self._send_next(opening)
        elif isinstance(reply, CasesActed):
            self._sending = False
            self._tell(reply)

    def _tell(self, answer: CasesActed) -> None:
        """Close where everything was done; else say what was not, and why."""
        self.acted.emit(answer)
        if not answer.refused:
            self.close_form()
            return
        language = self._context.language
        self._clear()
        lines = [Line(r.case_id, note=r.reason.in_language(language)) for r in answer.refused]
        n_shown = min(SHOWN_REFUSALS, len(lines))
        self.refusals.set_lines(lines[:n_shown])
        self.refusals.setFixedHeight(self.refusals.wanted_height())
        self.refusals.show()
        more = len(lines) - n_shown
        words = done_words(answer, language)
        if more:
            words += " " + translate("Cases", "{n} more refused are still marked.").format(n=more)
        self.say(f"{words} " + translate("Cases", "Esc: back to the list"), bad=True)
        self.setFocus()

    def _refuse(self, words: str, need: str) -> None:
        self.say(words, bad=True)
        field = next((f for f in self.fields if f.need.need == need), None)
        if field is not None:
            field.setFocus()

    # ---- keys -------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the form: the wall's own Esc would put a tile back."""
        return keeps_escape(event) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on with Enter, leave with Esc, from any field."""
        if event.type() == QEvent.Type.ShortcutOverride:
            return keeps_escape(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_form()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(watched)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys where there is no field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def _enter(self, watched: QObject) -> None:
        """Go to the next empty field, else send."""
        at = next((i for i, f in enumerate(self.fields) if watched in f.edits()), -1)
        following = self.fields[at + 1 :] if at >= 0 else []
        if following and not following[0].value():
            following[0].setFocus()
        else:
            self.send()


def done_words(answer: CasesActed, language: str) -> str:
    """Return `đã làm 12, từ chối 2`."""
    n_done, n_refused = (formats.number(len(part), 0, language) for part in (answer.done, answer.refused))
    if answer.refused:
        return translate("Cases", "Done {done}, refused {refused}.").format(done=n_done, refused=n_refused)
    return translate("Cases", "Done {done}.").format(done=n_done)

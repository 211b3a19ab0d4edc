"""The form that corrects what a case says: filled with what it says now; only what was changed is sent."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from backend.contract.case_requests import SetCaseData
from backend.contract.cases import CaseFile, CaseKindInfo
from backend.contract.messages import Failure, ReplyBody
from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.case_book import CaseBook
from widgets.parts.case_data_fields import DataFields, long_line
from widgets.parts.case_need_fields import line
from widgets.parts.case_pickers import PlacePicker
from widgets.parts.control_bar import label
from widgets.parts.form_page import foot_line, lay_page, on_tile, rows_grid
from widgets.tile import TileContext

translate = QCoreApplication.translate
DEADLINE_S = 10.0


class CorrectCaseForm(QWidget):
    """Fields of a case as they are; Ctrl+Enter keeps what was changed, Esc leaves it."""

    closed = Signal()
    corrected = Signal()

    def __init__(
        self,
        context: TileContext,
        book: CaseBook,
        kind: CaseKindInfo,
        file: CaseFile,
        parent: QWidget | None = None,
    ) -> None:
        """Fill the fields with what `file` says."""
        super().__init__(parent)
        self._context, self.kind, self.file = context, kind, file
        self._sending = False
        look = context.look
        on_tile(self, look)
        self.title = line(look, translate("Cases", "In one sentence: what is wrong"), self)
        self.text = long_line(look, self)
        self.place = PlacePicker(context.live, look, self)
        self.reporter = line(look, translate("Cases", "Full name"), self)
        self.phone = line(look, translate("Cases", "Telephone"), self)
        self.email = line(look, translate("Cases", "E-mail"), self)
        places = context.live.state.places.values()
        self.data = DataFields(look, kind, context.language, self, places, live=context.live)
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self.send_button = QPushButton(translate("Cases", "Keep it (Ctrl+Enter)"), self)
        self.back_button = QPushButton(translate("Cases", "Leave it (Esc)"), self)
        self._lay_out()
        self._fill(book)
        self._before = self._written()
        self.setFocusProxy(self.title)

    def _lay_out(self) -> None:
        look = self._context.look
        rows = [
            (translate("Cases", "Title"), self.title),
            (translate("Cases", "Description"), self.text),
            *self.data.rows(),
            (translate("Cases", "Location"), self.place),
        ]
        contact = [
            (translate("Cases", "Reporter"), self.reporter),
            (translate("Cases", "Telephone"), self.phone),
            (translate("Cases", "E-mail"), self.email),
        ]
        # a message that was written here has no reporter, and asks for none
        has_reporter = any((self.file.reporter, self.file.phone, self.file.email))
        for _name, widget in contact:
            widget.setVisible(has_reporter)
        rows += contact if has_reporter else []
        heading = translate("Cases", "Correct {code}").format(code=self.file.case_id)
        foot = foot_line(look, (self.send_button, self.back_button), self.message)
        column = lay_page(self, look, heading, rows_grid(look, rows), foot)
        self.why = label(look, 18, colour=look.tokens.text_second)
        self.why.setWordWrap(True)
        column.insertWidget(1, self.why)
        self.send_button.clicked.connect(self.send)
        self.back_button.clicked.connect(self.closed)
        for edit in (*self._edits(), self.send_button, self.back_button):
            edit.installEventFilter(self)

    def _edits(self) -> list[QWidget]:
        own = [self.title, self.text, self.place.field, self.reporter, self.phone, self.email]
        return [*own, *self.data.edits()]

    def _fill(self, book: CaseBook) -> None:
        file, state = self.file, self._context.live.state
        self.title.setText(file.title)
        self.text.setPlainText(file.text)
        self.place.field.setText(file.place)
        for edit, value in (
            (self.reporter, file.reporter),
            (self.phone, file.phone),
            (self.email, file.email),
        ):
            edit.setText(value)
        self.data.fill(file.data, book.areas(), state.centre.timezone)
        last = file.notes[-1] if file.notes else None
        self.why.setText(f"{last.by}: {last.text}" if last is not None else "")
        self.why.setVisible(last is not None)
        self.say(translate("Cases", "Only what you change is kept as corrected."))

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beside the buttons."""
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)

    # ---- sending ----------------------------------------------------------------------------------

    def _written(self) -> dict[str, str]:
        """Return what stands in the fields: name → value, of every data field."""
        own = {
            "title": self.title.text().strip(),
            "text": self.text.toPlainText().strip(),
            "place": self.place.written(),
            "reporter": self.reporter.text().strip(),
            "phone": self.phone.text().strip(),
            "email": self.email.text().strip(),
        }
        data = dict.fromkeys((info.data_id for info in self.kind.data), "") | self.data.values()
        # a kind may call a data field as every case's own is called; its own wins, as on the wire
        return data | own

    def changed(self) -> dict[str, str]:
        """Return what is to be corrected: name → new value; a place that was found brings its position."""
        now = self._written()
        found = {name: value for name, value in now.items() if value != self._before[name]}
        place = self.place.place()
        if "place" in found and place is not None:
            found["place"] = place.name
            if place.lat is not None and place.lon is not None:
                found |= {"lat": repr(place.lat), "lon": repr(place.lon)}
            if place.kind in ("area", "former"):
                found["area_code"] = place.ref
        return found

    def send(self) -> None:
        """Have the corrections kept; the form closes when they are committed."""
        if self._sending:
            return
        if not self.title.text().strip():
            self.say(translate("Cases", "Write in the title what it is about."), bad=True)
            self.title.setFocus()
            return
        missing = self.data.first_missing()
        if missing is not None:
            self.say(translate("Cases", "Fill in first: {what}.").format(what=missing[0]), bad=True)
            missing[1].setFocus()
            return
        changed = self.changed()
        if not changed:
            self.say(translate("Cases", "Nothing was changed."), bad=True)
            return
        self._sending = True
        self.say(translate("AskForm", "being sent …"))
        self._context.live.request(SetCaseData(self.file.case_id, changed), self._answered, DEADLINE_S)

    def _answered(self, reply: ReplyBody) -> None:
        self._sending = False
        if isinstance(reply, Failure):
            self.say(reply.said(self._context.language), bad=True)
        else:
            self.corrected.emit()

    # ---- keys -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps, Enter goes on to the next field, Esc leaves."""
        if event.type() == QEvent.Type.ShortcutOverride:
            return keeps_escape(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send()
        elif enter and isinstance(watched, QPushButton):
            watched.click()
        elif enter and not isinstance(watched, QPlainTextEdit):
            self.focusNextChild()
        else:
            return False
        return True

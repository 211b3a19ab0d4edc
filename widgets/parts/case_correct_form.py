"""The form that corrects what a case says: filled with what it says now; only what was changed is sent."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from backend.contract.case_requests import SetCaseData
from backend.contract.cases import CaseFile, CaseKindInfo
from backend.contract.messages import Failure, ReplyBody
from widgets.parts.case_book import CaseBook
from widgets.parts.case_data_fields import DataFields, long_line
from widgets.parts.case_need_fields import line
from widgets.parts.case_pickers import PlacePicker
from widgets.parts.control_bar import label
from widgets.parts.form_page import FormPage, foot_line, lay_page, rows_grid
from widgets.tile import TileContext

translate = QCoreApplication.translate
DEADLINE_S = 10.0


class CorrectCaseForm(FormPage):
    """Fields of a case as they are; Ctrl+Enter keeps what was changed, Esc leaves it."""

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
        look = context.look
        super().__init__(look, parent)
        self._context, self.kind, self.file = context, kind, file
        self._sending = False
        self.title = line(look, translate("Cases", "In one sentence: what is wrong"), self)
        self.text = long_line(look, self)
        self.place = PlacePicker(context.live, look, self)
        self.reporter = line(look, translate("Cases", "Full name"), self)
        self.phone = line(look, translate("Cases", "Telephone"), self)
        self.email = line(look, translate("Cases", "E-mail"), self)
        places = context.live.state.places.values()
        self.data = DataFields(look, kind, context.language, self, places, live=context.live)
        self.send_button = QPushButton(translate("Cases", "Keep it (Ctrl+Enter)"), self)
        self.back_button = QPushButton(translate("Cases", "Leave it (Esc)"), self)
        self._lay_out()
        self._fill(book)
        self._before = self._written()
        self.place.changed.connect(self._tell_place)
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
        self.listen_to((*self._edits(), self.send_button, self.back_button))

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
        self._say_usual()

    def _say_usual(self) -> None:
        self.say(translate("Cases", "Only what you change is kept as corrected."))

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
        """Return what is to be corrected: name → new value; a place that was found brings its position.

        What follows for the rest of the address is the daemon's to say.
        """
        now = self._written()
        found = {name: value for name, value in now.items() if value != self._before[name]}
        if "place" in found:
            address = self.place.address()
            found["place"] = address.words
            if address.lat is not None and address.lon is not None:
                found |= {"lat": repr(address.lat), "lon": repr(address.lon)}
            if address.area_code:
                found["area_code"] = address.area_code
        return found

    def _tell_place(self) -> None:
        """Warn before a case loses its position on the map; one with an extent keeps that of its extent."""
        extents = [info.data_id for info in self.kind.data if info.type in ("areas", "shape")]
        kept = self.file.lat is None or self.place.address().lat is not None
        if kept or self.place.written() in ("", self._before["place"]) or self._has_any(extents):
            self._say_usual()
            return
        self.say(translate("Cases", "The new place has no position: the one on the map will be taken away."))

    def _has_any(self, data_ids: list[str]) -> bool:
        written = self.data.values()
        return any(written.get(data_id) for data_id in data_ids)

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

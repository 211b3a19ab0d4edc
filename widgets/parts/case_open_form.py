"""The form of a new case: an officer enters it by hand, or a camera operator from a picture."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from backend.contract.case_requests import OpenCase
from backend.contract.cases import CaseKindInfo
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import SEVERITIES, Place, Severity
from backend.contract.work_requests import Made
from widgets.parts.case_book import CaseBook
from widgets.parts.case_data_fields import DataFields
from widgets.parts.case_need_fields import line
from widgets.parts.case_pickers import Address, Option, OptionPicker, PlacePicker
from widgets.parts.form_page import FormPage, foot_line, lay_page, rows_grid
from widgets.parts.words import severity_word
from widgets.theme.fonts import text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
DEADLINE_S = 10.0
_SEVERITIES: dict[str, Severity] = {severity: severity for severity in SEVERITIES}


class FromCamera(msgspec.Struct, frozen=True):
    """What a camera operator brings."""

    place: Place
    note: str = ""
    """What is said of the picture that goes with the case."""


class OpenCaseForm(FormPage):
    """Fields of a new case; Ctrl+Enter enters it, Esc leaves."""

    made = Signal(str)
    """The new case's code."""

    def __init__(
        self,
        context: TileContext,
        book: CaseBook,
        kind: CaseKindInfo,
        parent: QWidget | None = None,
        *,
        camera: FromCamera | None = None,
    ) -> None:
        """Ask for a new case of `kind`; `camera` fills its place in."""
        look = context.look
        super().__init__(look, parent)
        self._context, self._book, self.kind, self._camera = context, book, kind, camera
        self._sending = False
        self.title = line(look, translate("Cases", "In one sentence: what is wrong"), self)
        self.text = QPlainTextEdit(self)
        self.text.setFont(text_font(look, 18))
        self.text.setFixedHeight(look.px(92))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(translate("Cases", "What the reporter says"))
        hint = translate("Cases", "Type a part; ↑ ↓ choose")
        self.field, self.severity, self.unit, self.source = (OptionPicker(look, self) for _ in range(4))
        for picker, options in (
            (self.field, [Option(f.field, f.name.in_language(context.language)) for f in kind.fields]),
            (self.severity, [Option(s, severity_word(s)) for s in SEVERITIES]),
            (self.unit, [Option(u.unit_id, u.name) for u in book.acting_units()]),
            (self.source, [Option(k, n.in_language(context.language)) for k, n in kind.sources.items()]),
        ):
            picker.offer_options(options, hint)
        self.place = PlacePicker(context.live, look, self)
        self.place.field.setPlaceholderText(translate("Cases", "Address, place or ward; old names too"))
        self.reporter = line(look, translate("Cases", "Full name"), self)
        self.phone = line(look, translate("Cases", "Telephone"), self)
        self.email = line(look, translate("Cases", "E-mail"), self)
        self.data = DataFields(
            look, kind, context.language, self, context.live.state.places.values(), live=context.live
        )
        self.send_button = QPushButton(translate("Cases", "Enter it (Ctrl+Enter)"), self)
        self.back_button = QPushButton(translate("Cases", "Leave it (Esc)"), self)
        self._lay_out()
        self._fill_from_camera()
        self.setFocusProxy(self.title)

    # ---- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        look = self._context.look
        name = self.kind.name.in_language(self._context.language)
        heading = translate("Cases", "New: {kind}").format(kind=name)
        foot = foot_line(look, (self.send_button, self.back_button), self.message)
        lay_page(self, look, heading, rows_grid(look, self._rows()), foot)
        self.send_button.clicked.connect(self.send)
        self.back_button.clicked.connect(self.closed)
        self.listen_to((self.text, *self._lines(), self.send_button, self.back_button))

    def _rows(self) -> list[tuple[str, QWidget]]:
        look = self._context.look
        contact = QWidget(self)
        row = QHBoxLayout(contact)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        for part in (self.reporter, self.phone, self.email):
            row.addWidget(part)
        by_camera = self._camera is not None
        self.source.setVisible(not by_camera)
        source = [] if by_camera else [(translate("Cases", "Source"), self.source)]
        return [
            (translate("Cases", "Title"), self.title),
            (translate("Cases", "Description"), self.text),
            (translate("Cases", "Location"), self.place),
            (translate("Cases", "Field"), self.field),
            (translate("Cases", "Severity"), self.severity),
            (translate("Cases", "Unit"), self.unit),
            *source,
            (translate("Cases", "Reporter"), contact),
            *self.data.rows(),
        ]

    def _lines(self) -> list[QWidget]:
        pickers = (self.place, self.field, self.severity, self.unit, self.source)
        return [
            self.title, *(picker.field for picker in pickers), self.reporter, self.phone, self.email,
            *self.data.edits(),
        ]  # fmt: skip

    def _fill_from_camera(self) -> None:
        camera = self._camera
        if camera is None:
            self.say(translate("Cases", "Only the title is needed; the rest can follow."))
            return
        area = camera.place.area_name
        words = ", ".join(part for part in (camera.place.name, area) if part)
        self.place.field.setText(words)
        self.say(camera.note)

    # ---- sending ----------------------------------------------------------------------------------

    def request(self) -> OpenCase:
        """Return what was filled in."""
        address, camera = self.place.address(), self._camera
        if camera is not None and self.place.place() is None:
            seen = camera.place
            address = Address(address.words, seen.lat, seen.lon, seen.area_code)
        source = "camera" if camera is not None and "camera" in self.kind.sources else self.source.value()
        return OpenCase(
            kind=self.kind.kind,
            title=self.title.text().strip(),
            text=self.text.toPlainText().strip(),
            field=self.field.value(),
            severity=_SEVERITIES.get(self.severity.value()),
            unit_id=self.unit.value(),
            area_code=address.area_code,
            place=address.words,
            lat=address.lat,
            lon=address.lon,
            source=source or "officer",
            reporter=self.reporter.text().strip(),
            phone=self.phone.text().strip(),
            email=self.email.text().strip(),
            data=self.data.values(),
            place_id=camera.place.place_id if camera is not None else "",
        )

    def send(self) -> None:
        """Enter the case; the form closes when it is committed."""
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
        self._sending = True
        self.say(translate("AskForm", "being sent …"))
        self._context.live.request(self.request(), self._answered, DEADLINE_S)

    def _answered(self, reply: ReplyBody) -> None:
        self._sending = False
        if isinstance(reply, Made):
            self.made.emit(reply.made_id)
        elif isinstance(reply, Failure):
            self.say(reply.said(self._context.language), bad=True)

    def done(self, words: str) -> None:
        """Say what happened after the case was entered; nothing more is sent from here."""
        self._sending = True
        self.send_button.setEnabled(False)
        self.say(words, bad=True)

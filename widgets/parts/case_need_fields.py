"""One field for each thing that an action asks of the person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from backend.contract.case_requests import FoundPlace
from backend.contract.cases import CaseFile, CaseNeed
from backend.contract.state import SEVERITIES
from widgets.logic.case_actions import RATINGS, due_value
from widgets.parts.case_book import CaseBook
from widgets.parts.case_pickers import Option, OptionPicker, PlacePicker
from widgets.parts.case_repeats import RepeatsField
from widgets.parts.case_upload import Chosen, FileChooser
from widgets.parts.control_bar import label
from widgets.parts.words import severity_word
from widgets.theme.fonts import text_font
from widgets.theme.look import Look
from widgets.tile import TileContext

translate = QCoreApplication.translate
LINE_DESK_PX = 40


def need_word(need: str) -> str:
    """Return what an action asks for."""
    return {
        "note": translate("Cases", "Note"),
        "result": translate("Cases", "Result told to the reporter"),
        "unit": translate("Cases", "Unit"),
        "assignee": translate("Cases", "Assigned to"),
        "field": translate("Cases", "Field"),
        "severity": translate("Cases", "Severity"),
        "parent": translate("Cases", "Case that it repeats (code or title)"),
        "rating": translate("Cases", "Rating"),
        "due": translate("Cases", "New deadline (24/11/2026 17:00)"),
        "photo": translate("Cases", "Photo"),
        "place": translate("Cases", "Location"),
    }[need]


def rating_word(rating: str) -> str:
    """Return the word of a rating."""
    return {
        "1": translate("Cases", "1 – very dissatisfied"),
        "2": translate("Cases", "2 – dissatisfied"),
        "3": translate("Cases", "3 – neither"),
        "4": translate("Cases", "4 – satisfied"),
        "5": translate("Cases", "5 – very satisfied"),
    }[rating]


def line(look: Look, hint: str, parent: QWidget) -> QLineEdit:
    """Return a line to write in."""
    made = QLineEdit(parent)
    made.setFont(text_font(look, 18))
    made.setMinimumHeight(look.px(LINE_DESK_PX))
    made.setPlaceholderText(hint)
    return made


class PhotoField(QWidget):
    """A button that chooses a photo, and the name of what was chosen."""

    failed = Signal(str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start without a photo."""
        super().__init__(parent)
        self.photo: Chosen | None = None
        self.chooser = FileChooser(self)
        self.chooser.chosen.connect(self._take)
        self.chooser.failed.connect(self.failed)
        self.button = QPushButton(translate("Cases", "Choose a photo …"), self)
        self.button.setFont(text_font(look, 17))
        self.button.setMinimumHeight(look.px(LINE_DESK_PX))
        self.button.clicked.connect(lambda: self.chooser.ask(photos_only=True))
        self.name: QLabel = label(look, 17, colour=look.tokens.text_second)
        self.setFocusProxy(self.button)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.button)
        box.addWidget(self.name, 1)

    def _take(self, chosen: Chosen) -> None:
        self.photo = chosen
        self.name.setText(chosen.name)


class NeedField(QWidget):
    """The field of one need."""

    def __init__(
        self,
        context: TileContext,
        book: CaseBook,
        kind: str,
        need: CaseNeed,
        files: Sequence[CaseFile] = (),
    ) -> None:
        """Ask for `need` of cases of `kind`: `files`."""
        super().__init__()
        self.need, self._context, self._book, self._kind = need, context, book, kind
        self._files = tuple(files)
        look = context.look
        self.inner = self._make(need.need, look)
        self.setFocusProxy(self.inner)
        head = label(look, 16, 600, look.tokens.text_third)
        may = "" if need.required else translate("Cases", " (may be empty)")
        head.setText(need_word(need.need) + may)
        head.setFixedWidth(look.px(230))
        head.setWordWrap(True)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(10))
        box.addWidget(head)
        box.addWidget(self.inner, 1)

    def _make(self, need: str, look: Look) -> QWidget:
        match need:
            case "parent":
                return RepeatsField(self._context, self._book, self._kind, self._files, self)
            case "place":
                return PlacePicker(self._context.live, look, self)
            case "photo":
                return PhotoField(look, self)
            case "unit" | "field" | "severity" | "rating" | "assignee":
                picker = OptionPicker(look, self)
                picker.offer_options(self._options(need), translate("Cases", "Type a part; ↑ ↓ choose"))
                return picker
            case _:
                return line(look, "", self)

    def _options(self, need: str) -> list[Option]:
        language, kind = self._context.language, self._book.kind(self._kind)
        match need:
            case "unit":
                return [Option(unit.unit_id, unit.name) for unit in self._book.acting_units()]
            case "field":
                fields = kind.fields if kind is not None else ()
                return [Option(f.field, f.name.in_language(language)) for f in fields]
            case "severity":
                return [Option(severity, severity_word(severity)) for severity in SEVERITIES]
            case "rating":
                return [Option(rating, rating_word(rating)) for rating in reversed(RATINGS)]
            case _:
                return [Option(name, name) for name in self._context.live.state.people]

    def edits(self) -> list[QWidget]:
        """Return the widgets that take keys."""
        inner = self.inner
        if isinstance(inner, RepeatsField):
            return [inner.list, inner.picker.field]
        if isinstance(inner, OptionPicker | PlacePicker):
            return [inner.field]
        return [inner.button] if isinstance(inner, PhotoField) else [inner]

    def value(self) -> str | None:
        """Return the value as the daemon takes it, empty where there is none; None: it cannot be read."""
        inner = self.inner
        if isinstance(inner, OptionPicker):
            return self._option(inner)
        if isinstance(inner, RepeatsField):
            return inner.value()
        if isinstance(inner, PlacePicker):
            found = inner.place()
            return found.name if found is not None else inner.written()
        if isinstance(inner, PhotoField):
            return inner.photo.name if inner.photo is not None else ""
        words = inner.text().strip() if isinstance(inner, QLineEdit) else ""
        if self.need.need == "due" and words:
            return due_value(words, self._context.live.state.centre.timezone)
        return words

    def _option(self, picker: OptionPicker) -> str:
        # a person may be named who is in no list: the unit knows its own people
        free = self.need.need == "assignee" and picker.field.text().strip()
        return picker.value() or (free or "")

    def cases(self) -> tuple[str, ...]:
        """Return the cases that the action is done to where the field says it: those that are merged."""
        return self.inner.cases() if isinstance(self.inner, RepeatsField) else ()

    def photo(self) -> Chosen | None:
        """Return the chosen photo."""
        return self.inner.photo if isinstance(self.inner, PhotoField) else None

    def place(self) -> FoundPlace | None:
        """Return the place that was found."""
        return self.inner.place() if isinstance(self.inner, PlacePicker) else None

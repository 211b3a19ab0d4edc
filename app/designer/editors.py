"""The fields of the form: each shows one property and says when a person has changed it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.designer.durations import UNITS, amounts_of, parse_duration
from app.designer.fields import Field
from app.designer.inputs import QuietComboBox, TickBox
from widgets.theme.look import Look

tr = QCoreApplication.translate

TEXT_LINES = 4
PRESETS = ("PT5M", "PT10M", "PT15M", "PT30M", "PT1H", "PT2H", "PT4H", "P1D")


class Editor(QWidget):
    """One field. What is typed counts once the field is left, or on `commit`."""

    changed = Signal(str)
    """The new value, committed by a person."""

    def __init__(self, field: Field, look: Look, parent: QWidget | None = None) -> None:
        """Make the input of the field's kind with its note beneath."""
        super().__init__(parent)
        self.field = field
        self._look = look
        self._shown = ""
        self.note = QLabel(self)
        self.note.setObjectName("note")
        self.note.setWordWrap(True)
        self.input = self._make()
        self.setFocusProxy(self.input)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(4))
        box.addWidget(self.input)
        box.addWidget(self.note)
        self._say(field.note)

    def show_value(self, value: str) -> None:
        """Show a value of the drawing; what a person is typing stays unless the drawing changed."""
        if value == self._shown and self.input.hasFocus():
            return
        self._shown = value
        self._write(value)
        self._say(self.field.note)

    def commit(self) -> None:
        """Hand over what was typed."""
        value = self._read()
        if value is not None and value != self._shown:
            self._shown = value
            self.changed.emit(value)

    def suggest(self, words: Sequence[str]) -> None:
        """Offer words while a line is typed; other kinds of field have no use for them."""

    def _make(self) -> QWidget:
        raise NotImplementedError

    def _write(self, value: str) -> None:
        raise NotImplementedError

    def _read(self) -> str | None:
        """Return the typed value; None where it is not understood."""
        raise NotImplementedError

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.note.setProperty("wrong", wrong)
        self.note.style().polish(self.note)


class LineEditor(Editor):
    """One line of text."""

    def _make(self) -> QWidget:
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.field.hint)
        self.line.setProperty("code", self.field.kind == "code")
        self.line.editingFinished.connect(self.commit)
        return self.line

    def suggest(self, words: Sequence[str]) -> None:
        """Offer words that contain what is typed."""
        completer = QCompleter(list(words), self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(completer if words else None)  # type: ignore[arg-type] # none is allowed

    def _write(self, value: str) -> None:
        self.line.setText(value)
        self.line.setCursorPosition(0)

    def _read(self) -> str | None:
        return self.line.text().strip()


class TextEditor(Editor):
    """Several lines of text; Tab leaves it."""

    def _make(self) -> QWidget:
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.field.hint)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.installEventFilter(self)
        lines = TEXT_LINES if self.field.kind == "text" else TEXT_LINES - 1
        self.text.setFixedHeight(self._look.px(24) * lines + self._look.px(16))
        return self.text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Commit when the field is left."""
        if event.type() == QEvent.Type.FocusOut:
            self.commit()
        return super().eventFilter(watched, event)

    def _write(self, value: str) -> None:
        self.text.setPlainText(value)

    def _read(self) -> str | None:
        return self.text.toPlainText().strip()


class ListEditor(TextEditor):
    """Values kept as `a;b`, one per line here."""

    def _write(self, value: str) -> None:
        self.text.setPlainText("\n".join(part.strip() for part in value.split(";") if part.strip()))

    def _read(self) -> str | None:
        return ";".join(
            line.strip() for line in self.text.toPlainText().replace(";", "\n").split("\n") if line.strip()
        )


class ChoiceEditor(Editor):
    """One of several values. A value of the file that is not offered stays, as it is written."""

    def _make(self) -> QWidget:
        self.box = QuietComboBox(self._look, self)
        for choice in self.field.choices:
            self.box.addItem(choice.words, choice.value)
        self.box.activated.connect(lambda _index: self.commit())
        return self.box

    def _write(self, value: str) -> None:
        for i, choice in enumerate(self.field.choices):  # a file's own spelling of a choice stays as it is
            self.box.setItemData(i, value if value in choice.same else choice.value)
        index = self.box.findData(value)
        if index < 0:
            self.box.addItem(value, value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)

    def _read(self) -> str | None:
        return str(self.box.currentData() or "")


class CheckEditor(Editor):
    """Yes ("true") or nothing."""

    def _make(self) -> QWidget:
        self.box = TickBox(self.field.label, self._look, self)
        self.box.clicked.connect(lambda _checked: self.commit())
        return self.box

    def _write(self, value: str) -> None:
        self.box.setChecked(value == "true")

    def _read(self) -> str | None:
        return "true" if self.box.isChecked() else ""


class NumberEditor(LineEditor):
    """A whole number from 1; empty is none."""

    def _make(self) -> QWidget:
        made = super()._make()
        self.line.setPlaceholderText(tr("Designer", "no approval"))
        return made

    def _read(self) -> str | None:
        text = self.line.text().strip()
        if not text or text == "0":
            return ""
        if text.isascii() and text.isdigit():
            return str(int(text))
        self._say(tr("Designer", "A whole number, please."), wrong=True)
        return None


class DurationEditor(Editor):
    """A duration in words: “15 phút”, “1 giờ 30 phút”; kept as ISO 8601."""

    def _make(self) -> QWidget:
        self.box = QuietComboBox(self._look, self)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for preset in PRESETS:
            self.box.addItem(duration_words(preset), preset)
        self.box.activated.connect(lambda _index: self.commit())
        line = self.box.lineEdit()
        assert line is not None  # noqa: S101 - an editable combo box has one
        line.setPlaceholderText(tr("Designer", "none"))
        line.editingFinished.connect(self.commit)
        return self.box

    def _write(self, value: str) -> None:
        self.box.setEditText(duration_words(value))

    def _read(self) -> str | None:
        text = self.box.currentText().strip()
        if not text:
            return ""
        value = parse_duration(text)
        if value is None and text != self._shown:
            self._say(tr("Designer", "Not understood. Write “15 min” or “1 h 30 min”."), wrong=True)
            return None
        if value is not None:
            self.box.setEditText(duration_words(value))
            self._say(self.field.note)
        return self._shown if value is None or duration_words(value) == duration_words(self._shown) else value


_EDITORS: dict[str, type[Editor]] = {
    "line": LineEditor,
    "code": LineEditor,
    "text": TextEditor,
    "list": ListEditor,
    "choice": ChoiceEditor,
    "check": CheckEditor,
    "number": NumberEditor,
    "duration": DurationEditor,
}


def make_editor(field: Field, look: Look, parent: QWidget | None = None) -> Editor:
    """Return the editor of a field's kind."""
    return _EDITORS[field.kind](field, look, parent)


def duration_words(text: str) -> str:
    """Return an ISO 8601 duration in the user's words; anything else as it is."""
    amounts = amounts_of(text)
    if amounts is None:
        return text
    words = {
        "D": tr("Designer", "{n} d"),
        "H": tr("Designer", "{n} h"),
        "M": tr("Designer", "{n} min"),
        "S": tr("Designer", "{n} s"),
    }
    return " ".join(words[unit].format(n=amounts[unit]) for unit in UNITS if unit in amounts)

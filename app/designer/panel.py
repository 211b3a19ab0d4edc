"""The form at the right: the properties of the selected element, and what was found wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.designer.editors import Editor, make_editor
from app.designer.fields import Field, Section, sections_of
from app.designer.page_messages import Element
from backend.contract.work import Finding
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look

tr = QCoreApplication.translate

SIGNS = {"error": "◆", "warning": "▲"}


class FieldEdited(msgspec.Struct, frozen=True):
    """Payload of `PropertiesPanel.edited`."""

    element_id: str
    key: str
    value: str


class ParametersEdited(msgspec.Struct, frozen=True):
    """Payload of `PropertiesPanel.parameters_edited`."""

    element_id: str
    pairs: tuple[tuple[str, str], ...]


class PropertiesPanel(QScrollArea):
    """Shows one element; never changes it: the drawing does, and tells."""

    edited = Signal(object)
    """A `FieldEdited`."""
    parameters_edited = Signal(object)
    """A `ParametersEdited`."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._language = look, language
        self._element: Element | None = None
        self._sections: tuple[Section, ...] = ()
        self._suggestions: dict[str, tuple[str, ...]] = {}
        self.editors: dict[str, Editor] = {}
        """By key of the field."""
        self.setObjectName("properties")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.kind = QLabel(self)
        self.kind.setObjectName("kind")
        self.title = QLabel(self)
        self.title.setFont(text_font(look, 21, HEAD_WEIGHT))
        self.title.setWordWrap(True)
        self.findings = QLabel(self)
        self.findings.setObjectName("findings")
        self.findings.setWordWrap(True)
        self.findings.setTextFormat(Qt.TextFormat.PlainText)
        self.findings.hide()
        self._body = QWidget(self)
        self._form: QWidget | None = None
        self._box = QVBoxLayout(self._body)
        side = look.px(20)
        self._box.setContentsMargins(side, look.px(16), side, side)
        self._box.setSpacing(look.px(4))
        for widget in (self.kind, self.title, self.findings):
            self._box.addWidget(widget)
        self._box.addStretch(1)
        self.setWidget(self._body)

    @property
    def element(self) -> Element | None:
        """The element that is shown."""
        return self._element

    def show_element(self, element: Element, n_selected: int = 1) -> None:
        """Show an element; the form is made anew only where its rows differ."""
        sections = sections_of(element)
        same = self._element is not None and self._element.id == element.id and sections == self._sections
        if not same and self._element is not None:
            self.commit()
        self._element, self._sections = element, sections
        self.kind.setText(
            element.words if n_selected < 2 else tr("Designer", "{n} elements").format(n=n_selected)
        )
        name = element.values.get("name") or element.values.get("process.name") or element.id
        self.title.setText(" ".join(name.split()))
        if not same:
            self._build(sections)
        if self._form is not None:
            self._form.setEnabled(n_selected < 2)  # of several, a change would reach only one
        for section in sections:
            for field in section.fields:
                self.editors[field.key].show_value(self._value(field))

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say what was found wrong with the shown element, and the cure."""
        lines = [
            f"{SIGNS[found.level]} {found.message.in_language(self._language)}\n"
            f"{found.cure.in_language(self._language)}"
            for found in findings
        ]
        self.findings.setText("\n\n".join(lines))
        self.findings.setVisible(bool(lines))
        worst = "error" if any(found.level == "error" for found in findings) else "warning"
        self.findings.setProperty("level", worst)
        self.findings.style().polish(self.findings)

    def suggest(self, key: str, words: Sequence[str]) -> None:
        """Offer words for a field while it is typed in."""
        self._suggestions[key] = tuple(words)
        if key in self.editors:
            self.editors[key].suggest(words)

    def commit(self) -> None:
        """Hand over what is being typed."""
        for editor in list(self.editors.values()):
            editor.commit()

    def _value(self, field: Field) -> str:
        if self._element is None:
            return ""
        if field.parameter:
            return dict(self._element.parameters).get(field.parameter, "")
        return self._element.values.get(field.key, "")

    def _build(self, sections: tuple[Section, ...]) -> None:
        if self._form is not None:
            self._form.hide()
            self._box.removeWidget(self._form)
            self._form.deleteLater()
        self.editors = {}
        self._form = QWidget(self._body)
        rows = QVBoxLayout(self._form)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(self._look.px(6))
        for section in sections:
            self._add_section(rows, section)
        self._form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._box.insertWidget(self._box.count() - 1, self._form)
        self.verticalScrollBar().setValue(0)

    def _add_section(self, rows: QVBoxLayout, section: Section) -> None:
        line = QFrame(self._form)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        rows.addSpacing(self._look.px(10))
        rows.addWidget(line)
        rows.addSpacing(self._look.px(6))
        head = QLabel(section.title, self._form)
        head.setFont(text_font(self._look, 16, HEAD_WEIGHT))
        rows.addWidget(head)
        for field in section.fields:
            if field.kind != "check":
                label = QLabel(field.label, self._form)
                label.setObjectName("label")
                rows.addWidget(label)
            editor = make_editor(field, self._look, self._form)
            editor.input.setAccessibleName(field.label)
            editor.changed.connect(lambda value, field=field: self._pass_on(field, value))
            editor.suggest(self._suggestions.get(field.key, ()))
            self.editors[field.key] = editor
            rows.addWidget(editor)
            rows.addSpacing(self._look.px(4))

    def _pass_on(self, field: Field, value: str) -> None:
        element = self._element
        if element is None:
            return
        if not field.parameter:
            self.edited.emit(FieldEdited(element.id, field.key, value))
            return
        pairs = dict(element.parameters) | {field.parameter: value}
        kept = tuple((name, words) for name, words in pairs.items() if words)
        self._element = msgspec.structs.replace(element, parameters=kept)
        self.parameters_edited.emit(ParametersEdited(element.id, kept))

"""Fields for what a kind of case asks besides the usual: one for each data field that its pack declares."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from backend.contract.cases import CaseKindInfo, DataFieldInfo
from widgets.parts.case_need_fields import line
from widgets.parts.case_pickers import Option, OptionPicker
from widgets.theme.look import Look

translate = QCoreApplication.translate


class DataFields:
    """The data fields of one kind, and what was written into them."""

    def __init__(self, look: Look, kind: CaseKindInfo, language: str, parent: QWidget) -> None:
        """Make a field for each."""
        self._language = language
        self._fields: list[tuple[DataFieldInfo, QLineEdit | OptionPicker]] = []
        for info in kind.data:
            if info.type == "choice":
                picker = OptionPicker(look, parent)
                options = [Option(k, name.in_language(language)) for k, name in info.choices.items()]
                picker.offer_options(options, translate("Cases", "Type a part; ↑ ↓ choose"))
                self._fields.append((info, picker))
            else:
                self._fields.append((info, line(look, _hint(info), parent)))

    def rows(self) -> list[tuple[str, QWidget]]:
        """Return name and widget of each."""
        return [(self._name(info), widget) for info, widget in self._fields]

    def edits(self) -> list[QWidget]:
        """Return the widgets that take keys."""
        return [w.field if isinstance(w, OptionPicker) else w for _info, w in self._fields]

    def values(self) -> dict[str, str]:
        """Return what was filled in: data id → value."""
        found = {info.data_id: _value(widget) for info, widget in self._fields}
        return {data_id: value for data_id, value in found.items() if value}

    def first_missing(self) -> tuple[str, QWidget] | None:
        """Return name and widget of the first required field that is empty."""
        for info, widget in self._fields:
            if info.required and not _value(widget):
                return self._name(info), widget
        return None

    def _name(self, info: DataFieldInfo) -> str:
        return info.name.in_language(self._language)


def _value(widget: QLineEdit | OptionPicker) -> str:
    return widget.value() if isinstance(widget, OptionPicker) else widget.text().strip()


def _hint(info: DataFieldInfo) -> str:
    return {
        "date": translate("Cases", "2026-11-24"),
        "datetime": translate("Cases", "2026-11-24 17:00"),
        "number": translate("Cases", "a number"),
    }.get(info.type, "")

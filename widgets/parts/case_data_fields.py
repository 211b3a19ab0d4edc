"""Fields for what a kind of case asks besides the usual: one for each data field that its pack declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from backend.contract.cases import CaseKindInfo, DataFieldInfo
from backend.contract.state import Place
from widgets.live import LiveData
from widgets.logic.formats import local_instant
from widgets.parts.case_need_fields import line
from widgets.parts.case_pickers import Option, OptionPicker
from widgets.parts.extent_fields import AreasField, CircleField
from widgets.theme.fonts import text_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
LONG_PX = 84
WRITTEN = "%Y-%m-%d %H:%M"
"""How people write an instant."""
Field = QLineEdit | QPlainTextEdit | OptionPicker | AreasField | CircleField
"""What a value is written or chosen with."""


class DataFields:
    """The data fields of one kind, and what was written into them."""

    def __init__(  # noqa: PLR0913 - what its kinds of fields are made with
        self,
        look: Look,
        kind: CaseKindInfo,
        language: str,
        parent: QWidget,
        places: Iterable[Place] = (),
        *,
        live: LiveData | None = None,
    ) -> None:
        """Make a field for each: those of places offer `places` of their kinds, `live` finds wards."""
        self._language = language
        known = tuple(places)
        self._fields: list[tuple[DataFieldInfo, Field]] = []
        for info in kind.data:
            if info.type in ("choice", "place"):
                picker = OptionPicker(look, parent)
                options = [Option(k, name.in_language(language)) for k, name in info.choices.items()]
                options += _of_kinds(known, info) if info.type == "place" else []
                picker.offer_options(options, translate("Cases", "Type a part; ↑ ↓ choose"))
                self._fields.append((info, picker))
            elif info.type == "areas" and live is not None:
                self._fields.append((info, AreasField(live, look, parent)))
            elif info.type == "shape" and live is not None:
                self._fields.append((info, CircleField(live, look, parent)))
            elif info.type == "long_text":
                self._fields.append((info, long_line(look, parent)))
            else:
                self._fields.append((info, line(look, _hint(info), parent)))

    def rows(self) -> list[tuple[str, QWidget]]:
        """Return name and widget of each."""
        return [(self._name(info), widget) for info, widget in self._fields]

    def edits(self) -> list[QWidget]:
        """Return the widgets that take keys."""
        lines: list[QWidget] = []
        for _info, widget in self._fields:
            lines.append(widget if isinstance(widget, QLineEdit | QPlainTextEdit) else widget.field)
            lines += [widget.radius] if isinstance(widget, CircleField) else []
        return lines

    def values(self) -> dict[str, str]:
        """Return what was filled in: data id → value."""
        found = {info.data_id: _value(widget) for info, widget in self._fields}
        return {data_id: value for data_id, value in found.items() if value}

    def fill(self, data: Mapping[str, str], areas: Mapping[str, str], timezone: str) -> None:
        """Write what a case says into the fields.

        Args:
            data: data id → value.
            areas: names of wards by their codes.
            timezone: in which instants are written.
        """
        for info, widget in self._fields:
            value = data.get(info.data_id, "")
            if isinstance(widget, OptionPicker):
                widget.choose(value)
            elif isinstance(widget, AreasField):
                for code in value.split():
                    widget.add(code, areas.get(code, code))
            elif isinstance(widget, CircleField):
                widget.show_shape(value)
            elif isinstance(widget, QPlainTextEdit):
                widget.setPlainText(value)
            else:
                instant = info.type == "datetime"
                widget.setText(local_instant(value, timezone, WRITTEN) if instant else value)

    def first_missing(self) -> tuple[str, QWidget] | None:
        """Return name and widget of the first required field that is empty."""
        for info, widget in self._fields:
            if info.required and not _value(widget):
                return self._name(info), widget
        return None

    def _name(self, info: DataFieldInfo) -> str:
        return info.name.in_language(self._language)


def _of_kinds(places: tuple[Place, ...], info: DataFieldInfo) -> list[Option]:
    """Return the places that a field may name, by their names."""
    fitting = [place for place in places if not info.place_kinds or place.kind in info.place_kinds]
    alike = Counter(place.name for place in fitting)
    return [
        Option(p.place_id, p.name if alike[p.name] == 1 else f"{p.name} ({p.place_id})")
        for p in sorted(fitting, key=lambda place: place.name)
    ]


def _value(widget: Field) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText().strip()
    return widget.text().strip() if isinstance(widget, QLineEdit) else widget.value()


def long_line(look: Look, parent: QWidget) -> QPlainTextEdit:
    """Return a few lines to write in; Tab goes on to the next field."""
    made = QPlainTextEdit(parent)
    made.setFont(text_font(look, 18))
    made.setFixedHeight(look.px(LONG_PX))
    made.setTabChangesFocus(True)
    return made


def _hint(info: DataFieldInfo) -> str:
    return {
        "date": translate("Cases", "2026-11-24"),
        "datetime": translate("Cases", "2026-11-24 17:00"),
        "number": translate("Cases", "a number"),
    }.get(info.type, "")

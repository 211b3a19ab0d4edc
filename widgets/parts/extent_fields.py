"""Fields for where a case holds good: wards as chips, or a circle around a point."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from backend.contract.case_requests import FindPlaces, FoundPlaces
from backend.contract.messages import ReplyBody
from widgets.live import LiveData
from widgets.logic.extent import circle_of, circle_shape, position_of, radius_of, shape_parts
from widgets.parts.case_pickers import N_FOUND, PlacePicker
from widgets.theme.fonts import text_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
N_ASKED = 40
"""Asked of the daemon; those of other kinds are left out."""
CHIP_PX = 32


class AreaPicker(PlacePicker):
    """Finds wards only, by former names too."""

    def __init__(self, live: LiveData, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(live, look, parent)
        self._ask_for = lambda words: FindPlaces(words, N_ASKED)
        self.field.setPlaceholderText(translate("Extent", "Ward or commune; Enter takes it"))

    def value(self) -> str:
        """Return the code of the chosen ward, empty where the field was left empty."""
        return super().value() if self.written() else ""

    def _read(self, reply: ReplyBody) -> dict[str, str]:
        found = reply.places if isinstance(reply, FoundPlaces) else ()
        wards = [place for place in found if place.kind in ("area", "former")]
        return super()._read(FoundPlaces(tuple(wards[:N_FOUND])))


class AreasField(QWidget):
    """Wards: type a part of the name and take it with Enter; each is a chip that a click takes away."""

    changed = Signal()

    def __init__(self, live: LiveData, look: Look, parent: QWidget) -> None:
        """Start with none."""
        super().__init__(parent)
        self._look = look
        self._chips: dict[str, QPushButton] = {}
        self.picker = AreaPicker(live, look, self)
        self.picker.field.installEventFilter(self)
        self._row = QHBoxLayout()
        self._row.setSpacing(look.px(6))
        self._row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(4))
        box.addWidget(self.picker)
        box.addLayout(self._row)
        self.setFocusProxy(self.picker)

    @property
    def field(self) -> QLineEdit:
        """The line that takes keys."""
        return self.picker.field

    def value(self) -> str:
        """Return the codes, divided by blanks; what is chosen and not taken yet counts, too."""
        pending = self.picker.value()
        return " ".join(dict.fromkeys([*self._chips, *([pending] if pending else [])]))

    def add(self, code: str, name: str) -> None:
        """Take a ward."""
        if not code or code in self._chips:
            return
        chip = QPushButton(f"{name}  ✕", self)
        chip.setFont(text_font(self._look, 16))
        chip.setMinimumHeight(self._look.px(CHIP_PX))
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.setToolTip(translate("Extent", "Take {name} away").format(name=name))
        chip.clicked.connect(lambda: self.remove(code))
        self._chips[code] = chip
        self._row.insertWidget(len(self._chips) - 1, chip)
        self.changed.emit()

    def remove(self, code: str) -> None:
        """Take a ward away."""
        chip = self._chips.pop(code, None)
        if chip is not None:
            self._row.removeWidget(chip)
            chip.deleteLater()
            self.changed.emit()

    def names(self) -> Sequence[str]:
        """Return what the chips say."""
        return [chip.text().removesuffix("  ✕") for chip in self._chips.values()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the chosen ward, Backspace in the empty field takes the last one away."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            place = self.picker.place()
            if self.picker.written() and place is not None:
                self.add(place.ref, place.name)
                self.picker.field.clear()
                return True
        elif event.key() == Qt.Key.Key_Backspace and not self.picker.written() and self._chips:
            self.remove(next(reversed(self._chips)))
            return True
        return False


class CircleField(QWidget):
    """A circle: its centre by name or position, its radius in metres or kilometres."""

    def __init__(self, live: LiveData, look: Look, parent: QWidget) -> None:
        """Start with none."""
        super().__init__(parent)
        self.centre = PlacePicker(live, look, self)
        self.centre.field.setPlaceholderText(translate("Extent", "Centre: a place, or 16.06, 108.2"))
        self.radius = QLineEdit(self)
        self.radius.setFont(text_font(look, 18))
        self.radius.setMinimumHeight(look.px(40))
        self.radius.setPlaceholderText(translate("Extent", "Radius: 500 m, 1.5 km"))
        self.radius.setMaximumWidth(look.px(240))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.centre, 1)
        row.addWidget(self.radius, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.centre)

    @property
    def field(self) -> QLineEdit:
        """The first line that takes keys."""
        return self.centre.field

    def value(self) -> str:
        """Return the circle as GeoJSON; what was written, where it is no circle: then it is refused."""
        words, radius = self.centre.written(), self.radius.text().strip()
        if not words and not radius:
            return ""
        at, radius_m = self._position(), radius_of(radius)
        if at is None or radius_m is None:
            return f"{words} {radius}".strip()
        return circle_shape(*at, radius_m)

    def show_shape(self, text: str) -> None:
        """Write a shape that is a circle into the fields; any other leaves them empty."""
        circle = circle_of(text)
        if circle is not None:
            lat, lon, radius_m = circle
            self.centre.field.setText(f"{_degrees(lat)}, {_degrees(lon)}")
            self.radius.setText(_length(radius_m))

    def _position(self) -> tuple[float, float] | None:
        typed = position_of(self.centre.written())
        place = self.centre.place()
        if typed is not None or place is None or place.lat is None or place.lon is None:
            return typed
        return place.lat, place.lon


def shape_words(text: str, n_areas: int) -> str:
    """Return a shape in words: `polygon, 3 wards`, `circle of 5 km`."""
    parts = shape_parts(text)
    if parts is None:
        return text
    said = []
    if parts.n_polygons == 1:
        said.append(translate("Extent", "polygon"))
    elif parts.n_polygons:
        said.append(translate("Extent", "{n} polygons").format(n=parts.n_polygons))
    said += [translate("Extent", "circle of {radius}").format(radius=_length(each)) for each in parts.radii_m]
    if n_areas:
        said.append(translate("Extent", "{n} wards").format(n=n_areas))
    return ", ".join(said)


def _degrees(value: float) -> str:
    """Return degrees to 0.1 m."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _length(metres: float) -> str:
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"

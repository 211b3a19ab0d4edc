"""Fields with the fitting choices beneath them: from a known list, or asked of the daemon while typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import CasePage, FindCases, FindPlaces, FoundPlace, FoundPlaces
from backend.contract.cases import CaseQuery
from backend.contract.messages import ReplyBody, RequestBody
from widgets.live import LiveData
from widgets.parts.alarm_names import NamePicker
from widgets.theme.look import Look

translate = QCoreApplication.translate
SETTLE_MS = 180
N_FOUND = 6


class Option(msgspec.Struct, frozen=True):
    """One thing that can be chosen."""

    value: str
    words: str


class Address(msgspec.Struct, frozen=True):
    """Where something is, as it was chosen or written."""

    words: str
    lat: float | None = None
    """Degrees north, WGS84."""
    lon: float | None = None
    """Degrees east, WGS84."""
    area_code: str = ""
    """Of a ward that was chosen itself; the ward of a place follows from its position."""


class OptionPicker(NamePicker):
    """Chooses one of known options; the first one is none, so that nothing is sent that nobody chose."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(look, parent)
        self._values: dict[str, str] = {}

    def offer_options(self, options: Iterable[Option], hint: str) -> None:
        """Start anew with these options."""
        options = [Option("", translate("Cases", "none chosen")), *options]
        self._values = {option.words: option.value for option in options}
        self.offer([option.words for option in options], hint)

    def choose(self, value: str) -> None:
        """Choose an option by its value."""
        words = next((said for said, known in self._values.items() if known == value), "")
        if words:
            self.field.setText(words)

    def value(self) -> str:
        """Return the chosen value, empty where none is."""
        return self._values.get(self.name(), "")


class AskedPicker(NamePicker):
    """Asks the daemon for what fits the typed words, a moment after the last letter."""

    found = Signal()
    """Other choices are offered."""

    def __init__(
        self, live: LiveData, look: Look, ask: Callable[[str], RequestBody], parent: QWidget
    ) -> None:
        """Ask by `ask(words)`."""
        super().__init__(look, parent)
        self._live, self._ask_for = live, ask
        self._n_asked = 0
        self._options: dict[str, str] = {}
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.field.textEdited.connect(lambda _words: self._settle.start())

    def value(self) -> str:
        """Return the value of the chosen option, empty where there is none."""
        return self._options.get(self.name(), "")

    def written(self) -> str:
        """Return what stands in the field."""
        return self.field.text().strip()

    def _offer(self, wanted: str) -> None:
        """Leave the choices to the daemon's answer."""
        if not wanted:
            self._show({})

    def _ask(self) -> None:
        wanted = self.written()
        self._n_asked += 1
        if wanted:
            self._live.request(self._ask_for(wanted), partial(self._take, self._n_asked))

    def _take(self, asking: int, reply: ReplyBody) -> None:
        if asking == self._n_asked:
            self._show(self._read(reply))

    def _show(self, options: dict[str, str]) -> None:
        self._options = options
        self.strip.set_names(list(options))
        self.changed.emit()
        self.found.emit()

    def _read(self, reply: ReplyBody) -> dict[str, str]:
        """Return what an answer offers: words → value."""
        raise NotImplementedError


class PlacePicker(AskedPicker):
    """Finds a place, ward or unit by words without diacritics, former names too."""

    def __init__(self, live: LiveData, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(live, look, lambda words: FindPlaces(words, N_FOUND), parent)
        self._places: dict[str, FoundPlace] = {}

    def place(self) -> FoundPlace | None:
        """Return the chosen place, None where only words were written."""
        return self._places.get(self.name())

    def address(self) -> Address:
        """Return what was chosen; of what was only written, the words."""
        place = self.place()
        if place is None:
            return Address(self.written())
        code = place.ref if place.kind in ("area", "former") else ""
        if place.lat is None or place.lon is None:
            return Address(place.name, area_code=code)
        return Address(place.name, place.lat, place.lon, code)

    def _read(self, reply: ReplyBody) -> dict[str, str]:
        places: Sequence[FoundPlace] = reply.places if isinstance(reply, FoundPlaces) else ()
        self._places = {f"{p.name} ({p.remark})" if p.remark else p.name: p for p in places}
        return {words: place.ref for words, place in self._places.items()}


class CasePicker(AskedPicker):
    """Finds a case of a kind by its code or title."""

    def __init__(self, live: LiveData, look: Look, kind: str, parent: QWidget) -> None:
        """Look among the cases of `kind` that are no duplicates themselves."""

        def ask(words: str) -> RequestBody:
            query = CaseQuery(kind=kind, text=words, parent="")
            return FindCases(query, limit=N_FOUND, count=False)

        super().__init__(live, look, ask, parent)

    def _read(self, reply: ReplyBody) -> dict[str, str]:
        files = reply.rows if isinstance(reply, CasePage) else ()
        return {f"{file.case_id} · {file.title}": file.case_id for file in files}

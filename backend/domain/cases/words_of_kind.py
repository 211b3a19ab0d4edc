"""What the words of other systems mean in a kind of case: statuses, fields, sources and units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from backend.contract.cases import UnitInfo
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, FieldSpec, SourceSpec, StatusSpec
from backend.domain.cases.words import folded


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def words(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)


class KindWords:
    """Finds statuses, fields, sources and units by id, name or other word, whatever the diacritics."""

    def __init__(self, spec: CaseKindSpec, units: Sequence[UnitInfo] = ()) -> None:
        """Learn the words of a kind and the names of the centre's units."""
        self.statuses = {status.id: status for status in spec.statuses}
        self.fields = {field.id: field for field in spec.fields}
        self.sources = {source.id: source for source in spec.sources}
        self.units = {unit.unit_id: unit for unit in units}
        self._status = _index(spec.statuses)
        self._field = _index(spec.fields)
        self._source = _index(spec.sources)
        self._unit: dict[str, str] = {}
        for unit in sorted(units, key=lambda unit: unit.valid_to != ""):  # of one name: that which exists
            for word in (unit.unit_id, unit.name, *unit.other_names):
                self._unit.setdefault(folded(word), unit.unit_id)

    def status(self, word: str) -> StatusSpec | None:
        """Return the status that a word means; None if none."""
        return self.statuses.get(word) or self._status.get(folded(word))

    def field(self, word: str) -> FieldSpec | None:
        """Return the field that a word means; None if none."""
        return self.fields.get(word) or self._field.get(folded(word))

    def source(self, word: str) -> SourceSpec | None:
        """Return the channel that a word means; None if none."""
        return self.sources.get(word) or self._source.get(folded(word))

    def unit(self, word: str) -> str | None:
        """Return the id of the unit that a word means; None if none. Where no units are given: the word."""
        if not self.units or word in self.units:
            return word
        return self._unit.get(folded(word))


def _index(named: Iterable[N]) -> dict[str, N]:
    """Return items by their folded words: ids count before names, names before other words."""
    found: dict[str, N] = {}
    listed = list(named)
    for item in listed:
        found.setdefault(folded(item.id), item)
    for item in listed:
        for name in (item.name.vi, item.name.en):
            found.setdefault(folded(name), item)
    for item in listed:
        for word in item.words:
            found.setdefault(folded(word), item)
    found.pop("", None)
    return found

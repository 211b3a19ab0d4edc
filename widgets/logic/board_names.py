"""Names for people of the keys that cases are counted by: statuses, fields, units, areas, sources. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from backend.contract.cases import CaseKindInfo, UnitInfo
from backend.contract.state import Text


class BoardNames:
    """Looks names up; a key that nobody named stays as it is."""

    def __init__(self, kinds: Iterable[CaseKindInfo] = (), units: Iterable[UnitInfo] = ()) -> None:
        """Know these kinds of case and these units."""
        self.kinds = {kind.kind: kind for kind in kinds}
        self.units = {unit.unit_id: unit for unit in units}

    @cached_property
    def areas(self) -> dict[str, str]:
        """Return the names of wards by area code; today's before those of the past."""
        found: dict[str, str] = {}
        for unit in sorted(self.units.values(), key=lambda unit: bool(unit.valid_to)):
            if unit.area_code and unit.level in ("ward", "commune", "district"):
                found.setdefault(unit.area_code, unit.name)
        return found

    def status(self, kind: str, status: str, language: str) -> str:
        """Return the name of a status of a kind."""
        info = self.kinds.get(kind)
        found = next((s.name for s in info.statuses if s.status == status), None) if info else None
        return found.in_language(language) if found is not None else status

    def field(self, kind: str, field: str, language: str) -> str:
        """Return the name of a field of a kind."""
        info = self.kinds.get(kind)
        found = next((f.name for f in info.fields if f.field == field), None) if info else None
        return found.in_language(language) if found is not None else field

    def kind(self, kind: str, language: str) -> str:
        """Return the name of a kind."""
        info = self.kinds.get(kind)
        return info.name.in_language(language) if info is not None else kind

    def unit(self, unit_id: str) -> str:
        """Return the name of a unit."""
        unit = self.units.get(unit_id)
        return unit.name if unit is not None else unit_id

    def of(self, dim: str, key: str, kind: str, language: str) -> str:
        """Return the name of a key of a dimension that packs and registers name; else the key."""
        if dim == "status":
            return self.status(kind, key, language)
        if dim == "field":
            return self.field(kind, key, language)
        if dim == "unit":
            return self.unit(key)
        if dim == "area":
            return self.areas.get(key, key)
        info = self.kinds.get(kind)
        if info is not None and dim == "source":
            found = info.sources.get(key)
            return found.in_language(language) if found is not None else key
        return self._choice(info, dim, key, language)

    @staticmethod
    def _choice(info: CaseKindInfo | None, dim: str, key: str, language: str) -> str:
        field = next((f for f in info.data if f"data.{f.data_id}" == dim), None) if info else None
        found: Text | None = field.choices.get(key) if field is not None else None
        return found.in_language(language) if found is not None else key

    def order(self, dim: str, kind: str) -> list[str]:
        """Return the keys of a dimension in the order in which the kind declares them."""
        info = self.kinds.get(kind)
        if info is None:
            return []
        if dim == "status":
            return [status.status for status in info.statuses]
        return list(info.sources) if dim == "source" else []

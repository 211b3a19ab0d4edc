"""The kinds of case that a centre's packs declare, ready to be worked with."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.cases import CaseFile, UnitInfo
from backend.contract.state import Text
from backend.domain.cases.rules import CaseRules
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.codes import CaseCodes
from backend.usecases.calendars import Calendars
from backend.usecases.case_kinds import CaseKinds


class Kind:
    """One kind of case."""

    def __init__(self, spec: CaseKindSpec, rules: CaseRules, codes: CaseCodes, pack_id: str) -> None:
        """Keep the parts; `kinds_of` makes them."""
        self.spec, self.rules, self.codes, self.pack_id = spec, rules, codes, pack_id
        self.statuses = {status.id: status.name for status in spec.statuses}
        self.fields = {field.id: field.name for field in spec.fields}
        self.sources = {source.id: source.name for source in spec.sources}


Kinds = Mapping[str, Kind]


def kinds_of(declared: CaseKinds, calendars: Calendars, zone: ZoneInfo, units: tuple[UnitInfo, ...]) -> Kinds:
    """Return the kinds that packs declare, with their rules and codes.

    Args:
        declared: what the packs say.
        calendars: working time of the units.
        zone: whose days number the codes.
        units: of the centre; their names are words by which sources call them.
    """
    codes: dict[str, CaseCodes] = {}
    found = {}
    for name, spec in declared.kinds.items():
        pattern = spec.code or name.upper()
        made = codes.setdefault(pattern, CaseCodes(pattern, zone))  # kinds of one pattern share its numbers
        rules = CaseRules(spec, calendars.of, zone, units=units)
        found[name] = Kind(spec, rules, made, declared.pack_of[name])
    return found


class CaseWords(msgspec.Struct, frozen=True):
    """What people call the parts of one case."""

    kind: str
    status: str
    field: str
    unit: str


def words_of(file: CaseFile, spec: CaseKindSpec | None, units: Mapping[str, str]) -> CaseWords:
    """Return the Vietnamese names of a case's kind, status, field and unit; ids where there is none."""
    statuses: dict[str, Text] = {} if spec is None else {s.id: s.name for s in spec.statuses}
    fields: dict[str, Text] = {} if spec is None else {f.id: f.name for f in spec.fields}
    return CaseWords(
        kind=spec.name.vi if spec is not None else file.kind,
        status=statuses[file.status].vi if file.status in statuses else file.status,
        field=fields[file.field].vi if file.field in fields else file.field,
        unit=units.get(file.unit_id, file.unit_id),
    )

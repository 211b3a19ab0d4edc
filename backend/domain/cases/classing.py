"""A case is classified: its field says unit, severity and terms, where no person has said otherwise.

That a person has said otherwise is seen by the case itself: its unit (or severity) is not the one that its
former field gives. A unit or severity that the former field does give follows the field.
"""

from __future__ import annotations

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.contract.state import Severity
from backend.domain.cases.change import CaseState
from backend.domain.cases.clocks import Clocks
from backend.domain.cases.spec import CaseKindSpec, FieldSpec


class Classing:
    """What follows from the field of a case."""

    def __init__(self, spec: CaseKindSpec, clocks: Clocks) -> None:
        """Derive by the fields of `spec`."""
        self._spec, self._clocks = spec, clocks
        self._fields = {field.id: field for field in spec.fields}

    def unit_of(self, field_id: str) -> str:
        """Return the unit that usually settles cases of a field."""
        field = self._field(field_id)
        return (field.unit if field else "") or self._spec.default_unit

    def severity_of(self, field_id: str) -> Severity:
        """Return how severe a case of a field is where nobody says."""
        field = self._field(field_id)
        return (field.severity if field else None) or self._spec.severity

    def sorts(self, unit_id: str) -> bool:
        """Return whether a unit only hands on what comes in: the kind's default one, or none yet."""
        return unit_id in ("", self._spec.default_unit)

    def into_field(self, state: CaseState, field_id: str, now: float) -> CaseState:
        """Return a case in another field; its unit gives it away as at a transfer, its terms are new."""
        old: CaseFile = state.file
        file = replace(old, field=field_id)
        if old.severity == self.severity_of(old.field):
            file = replace(file, severity=self.severity_of(field_id))
        if old.unit_id in ("", self.unit_of(old.field)) and self.unit_of(field_id) != old.unit_id:
            file = replace(file, unit_id=self.unit_of(field_id), assignee="")
        state = replace(state, file=file)
        if file.unit_id != old.unit_id:
            state = self._clocks.transferred(state, now, file.unit_id)
        return self._clocks.classified(state)

    def _field(self, field_id: str) -> FieldSpec | None:
        return self._fields.get(field_id)

"""What the desk knows of kinds of cases and of units: asked once, and again after each snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from backend.contract.case_requests import CaseKinds, GetCaseKinds, GetUnits, Units
from backend.contract.cases import CaseFile, CaseKindInfo, UnitInfo
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from widgets.logic.formats import local_instant
from widgets.parts.extent_fields import shape_words
from widgets.tile import TileContext


class CaseBook(QObject):
    """Names of statuses, fields, sources, actions and units."""

    changed = Signal()

    def __init__(self, context: TileContext, parent: QObject | None = None) -> None:
        """Ask; `changed` tells when the answers are there."""
        super().__init__(parent)
        self._context = context
        self.kinds: dict[str, CaseKindInfo] = {}
        self.units: dict[str, UnitInfo] = {}
        self.failure: Failure | None = None
        context.live.snapshot_taken.connect(self.ask)
        self.ask()

    def ask(self) -> None:
        """Ask the daemon anew."""
        self._context.live.request(GetCaseKinds(), self._take_kinds)
        self._context.live.request(GetUnits(), self._take_units)

    def _take_kinds(self, reply: ReplyBody) -> None:
        if isinstance(reply, CaseKinds):
            self.kinds, self.failure = {kind.kind: kind for kind in reply.kinds}, None
        elif isinstance(reply, Failure) and not self.kinds:
            self.failure = reply
        self.changed.emit()

    def _take_units(self, reply: ReplyBody) -> None:
        if isinstance(reply, Units):
            self.units = {unit.unit_id: unit for unit in reply.units}
            self.changed.emit()

    # ---- names ------------------------------------------------------------------------------------

    def kind(self, kind: str) -> CaseKindInfo | None:
        """Return a kind, None where it is not known (yet)."""
        return self.kinds.get(kind)

    def unit_name(self, unit_id: str) -> str:
        """Return a unit's name, its id where it has none."""
        found = self.units.get(unit_id)
        return found.name if found is not None else self._context.live.state.units.get(unit_id, unit_id)

    def acting_units(self) -> list[UnitInfo]:
        """Return the units that exist today, by name: only these can be given work."""
        today = datetime.fromtimestamp(self._context.live.clock.now(), UTC).date().isoformat()
        alive = [unit for unit in self.units.values() if not unit.valid_to or unit.valid_to > today]
        if not alive:
            known = self._context.live.state.units
            alive = [UnitInfo(unit_id, name) for unit_id, name in known.items()]
        return sorted(alive, key=lambda unit: unit.name)

    def areas(self) -> dict[str, str]:
        """Return wards and communes: code → name, from units and places."""
        state = self._context.live.state
        found = {p.area_code: p.area_name for p in state.places.values() if p.area_code and p.area_name}
        for unit in self.acting_units():
            if unit.area_code and unit.level == "ward":
                found[unit.area_code] = unit.name
        return found

    def status_name(self, file: CaseFile) -> str:
        """Return the status of a case in words."""
        kind = self.kind(file.kind)
        names = {s.status: s.name for s in kind.statuses} if kind is not None else {}
        return self._said(names, file.status)

    def field_name(self, file: CaseFile) -> str:
        """Return the field of a case in words."""
        kind = self.kind(file.kind)
        names = {f.field: f.name for f in kind.fields} if kind is not None else {}
        return self._said(names, file.field)

    def source_name(self, file: CaseFile) -> str:
        """Return the channel of a case in words."""
        kind = self.kind(file.kind)
        return self._said(kind.sources if kind is not None else {}, file.source)

    def _said(self, names: Mapping[str, Text], wanted: str) -> str:
        found = names.get(wanted)
        return found.in_language(self._context.language) if found is not None else wanted

    def data_words(self, file: CaseFile, data_id: str) -> str:
        """Return the value of a data field in words."""
        kind, value = self.kind(file.kind), file.data.get(data_id, "")
        infos = {info.data_id: info for info in kind.data} if kind is not None else {}
        info = infos.get(data_id)
        if info is not None and info.type == "place":
            place = self._context.live.state.places.get(value)
            return place.name if place is not None else value
        if info is not None and info.type == "areas":
            names = self.areas()
            return ", ".join(names.get(code, code) for code in value.split())
        if info is not None and info.type == "datetime":
            return local_instant(value, self._context.live.state.centre.timezone, "%H:%M %d/%m/%Y")
        if info is not None and info.type == "shape" and value:
            areas = [file.data.get(each.data_id, "") for each in infos.values() if each.type == "areas"]
            return shape_words(value, len(" ".join(areas).split()))
        return self._said(info.choices, value) if info is not None and info.choices else value

from __future__ import annotations

from pathlib import Path

from backend.demo.departments import DEPARTMENTS, table, units
from backend.demo.places import wards
from backend.usecases.units import load_units


def test_every_ward_has_its_people_s_committee_and_every_id_stands_once() -> None:
    ids = [unit.id for unit in units()]
    assert len(ids) == len(set(ids)) == len(DEPARTMENTS) + len(wards())
    assert {unit.area_code for unit in units() if unit.level == "ward"} == {ward.code for ward in wards()}


def test_a_ward_works_at_its_own_pace_the_same_in_every_run() -> None:
    paces = [unit.pace for unit in units() if unit.level == "ward"]
    assert len(set(paces)) > 20
    assert all(0.5 < pace < 1.6 for pace in paces)


def test_the_table_is_read_as_units_with_parent_and_validity_of_wards(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(table(), encoding="utf-8")
    found = {unit.unit_id: unit for unit in load_units(file, {})}
    assert len(found) == len(units())
    ward = next(unit for unit in found.values() if unit.level == "ward")
    assert (ward.parent, ward.valid_from) == ("ubnd", "2025-07-01")

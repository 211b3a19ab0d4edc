from __future__ import annotations

from pathlib import Path

import yaml

from backend.demo import area_tables
from backend.demo.area_tables import AREA, DENSITY, N_WARDS, POPULATION, SET_ID, TABLE
from backend.demo.places import HOANG_SA_CODE, PROVINCE_CODE, wards
from backend.engine.indicators.importing import with_indicators
from backend.usecases.indicator_areas import MERGED_ON, load_areas
from backend.usecases.indicator_import import ImportedTable, ImportOptions, import_tables
from backend.usecases.indicator_sets import load_indicator_sets


def read(folder: Path) -> ImportedTable:
    (found,) = import_tables(
        folder / "figures-in" / SET_ID / TABLE, ImportOptions(set_id=SET_ID), load_areas()
    )
    assert isinstance(found, ImportedTable), found
    return found


def test_every_province_of_today_has_land_people_and_wards() -> None:
    assert len(area_tables.provinces()) == 34
    for each in area_tables.provinces():
        assert 2_000 < each.area_km2 < 25_000
        assert 500_000 < each.population < 15_000_000
        assert 30 < each.n_wards < 200
    assert 330_000 < sum(each.area_km2 for each in area_tables.provinces()) < 332_500
    city = next(each for each in area_tables.provinces() if each.code == PROVINCE_CODE)
    assert (city.name, city.n_wards) == ("Thành phố Đà Nẵng", 94)
    assert abs(city.area_km2 - sum(ward.area_km2 for ward in wards())) < 20


def test_the_table_is_read_into_the_own_set_which_stays_as_it_is(tmp_path: Path) -> None:
    area_tables.drop(tmp_path)
    table = read(tmp_path)
    assert [each.code for each in table.indicators] == [AREA, POPULATION, N_WARDS]
    values = {(f.entry.code, f.entry.area): f.entry.value for f in table.figures}
    assert len(values) == 3 * 34
    assert (values[AREA, "48"], values[POPULATION, "79"]) == (11_859.59, 14_002_598)
    assert {(f.vintage, f.entry.period, f.entry.final) for f in table.figures} == {(MERGED_ON, "2025", True)}
    spec = load_indicator_sets(tmp_path, [], centre=tmp_path).sets[SET_ID]
    assert with_indicators(spec, [table]) == spec
    assert [each.code for each in spec.indicators if each.formula] == [DENSITY]


def test_it_is_dropped_once_and_the_set_may_be_edited(tmp_path: Path) -> None:
    area_tables.drop(tmp_path)
    dropped, own = tmp_path / "figures-in" / SET_ID / TABLE, tmp_path / "indicators" / f"{SET_ID}.yaml"
    done = dropped.parent / "done" / TABLE
    done.parent.mkdir()
    dropped.rename(done)
    edited = yaml.safe_load(own.read_text(encoding="utf-8")) | {"source": "đã sửa"}
    own.write_text(yaml.safe_dump(edited, allow_unicode=True), encoding="utf-8")
    area_tables.drop(tmp_path)
    assert not dropped.exists()
    assert "đã sửa" in own.read_text(encoding="utf-8")


def test_the_wards_people_sum_up_to_the_city_and_live_more_densely_in_town() -> None:
    people = area_tables.ward_population()
    assert sum(people.values()) == 3_065_628
    assert set(people) == {ward.code for ward in wards()} - {HOANG_SA_CODE}
    density = {ward.code: people[ward.code] / ward.area_km2 for ward in wards() if ward.code in people}
    town = [density[ward.code] for ward in wards() if ward.kind == "phường"]
    country = [density[ward.code] for ward in wards() if ward.kind == "xã"]
    assert sorted(town)[len(town) // 2] > 5 * sorted(country)[len(country) // 2]
    assert max(density.values()) < 25_000
    assert 0.4 < area_tables.urban_population() / 3_065_628 < 0.65
    assert area_tables.ward_population(2) != people

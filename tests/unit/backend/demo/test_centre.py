"""The folder that `prepare` writes is one that the daemon accepts."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from backend.demo import centre, fields
from backend.engine.centre import load_centre
from backend.gateway.settings import load_settings
from backend.usecases.packs import load_packs

PACKS = Path(__file__).parents[4] / "resources" / "usecases"
PORTS = centre.Ports(18912, 8594, 8595)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "centre"
    centre.prepare(made, 1, PORTS)
    return made


def test_the_daemon_reads_it(folder: Path) -> None:
    loaded = load_centre(folder)
    ids = {source.id for source in loaded.sources}
    assert {"mua", "ngap", "muc-nuoc", "tong-dai", "cong-phan-anh", "mot-cua", "camera"} <= ids
    assert {source["id"] for source in fields.sources(folder)} <= ids
    kinds = Counter(place.kind for place in loaded.places)
    assert (kinds["rain_station"], kinds["flood_post"], kinds["camera"]) == (44, 52, 30)
    assert kinds["river_gauge"] + kinds["flood_tower"] == 20
    assert all(place.area_code for place in loaded.places)
    assert [day.day_id for day in loaded.reference_days] == ["2022-10-14"]


def test_every_place_is_measured_and_every_rule_knows_its_unit(folder: Path) -> None:
    loaded = load_centre(folder)
    packs = load_packs(PACKS, loaded.packs)
    # what is only a register (plants, systems) measures nothing, but a pack declares it
    assert all(place.kind in packs.place_kinds for place in loaded.places)
    kinds = {kind for kind, declared in packs.place_kinds.items() if declared.metrics}
    assert all(packs.series_of(place) for place in loaded.places if place.kind in kinds)
    units = {unit.id for unit in loaded.units}
    # a rule may also speak to the unit that it watches: `{place_id}`
    assert {rule.unit_id for rule in packs.rules if "{" not in rule.unit_id} <= units


def test_every_river_has_its_levels(folder: Path) -> None:
    loaded = load_centre(folder)
    packs = load_packs(PACKS, loaded.packs)
    for place in loaded.places:
        if place.kind in {"river_gauge", "flood_tower"}:
            assert [limit.value for limit in packs.limits_of("level_m", place)] == [
                float(place.attributes[key]) for key in ("bd1", "bd2", "bd3")
            ]


def test_the_named_day_is_recorded_for_stations_and_posts(folder: Path) -> None:
    with (folder / "recordings" / "2022-10-14.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    metrics = Counter(row["metric"] for row in rows)
    assert metrics == {"rain_mm_h": 44 * 288, "rain_1h_mm": 44 * 288, "depth_cm": 52 * 288}
    assert rows[0]["at"] == "2022-10-14T00:00:00+07:00"
    assert max(float(row["value"]) for row in rows if row["metric"] == "rain_1h_mm") > 70


def test_it_has_a_map(folder: Path) -> None:
    assert {file.stem for file in (folder / "maps").glob("*.geojson")} >= {"wards", "coast", "islands"}


def test_preparing_again_changes_nothing_and_keeps_the_ports(folder: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    assert centre.prepare(folder, 1).ports == PORTS
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()} == before


def test_free_ports_are_different() -> None:
    ports = centre.free_ports()
    assert len({ports.broker, ports.rtsp, ports.http}) == 3


def test_an_unprepared_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="prepare the folder first"):
        centre.settings_of(tmp_path)


def test_reports_may_be_handed_in_where_a_port_is_given(tmp_path: Path) -> None:
    centre.write_settings(tmp_path / "without", 1, PORTS)
    assert load_settings(tmp_path / "without") is None
    centre.write_settings(tmp_path / "with", 1, msgspec.structs.replace(PORTS, gateway=18913))
    settings = load_settings(tmp_path / "with")
    assert settings is not None
    assert (settings.address, settings.port) == ("127.0.0.1", 18913)
    assert [key.id for key in settings.api_keys] == [centre.APP_KEY_ID]
    assert settings.georeport.hidden_fields == ("cuu-ho", "an-ninh")

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from backend.contract.document import Lines, check
from backend.contract.state import Place
from backend.demo.water_places import points
from backend.demo.water_works import (
    CERTIFICATES,
    CLOUDY,
    COLUMNS,
    SENSORS,
    ZONE,
    WaterWorks,
    make_folders,
    row,
    sources,
    usual,
    value,
)
from backend.domain.checks.checker import Checker
from backend.domain.observation import Observation
from backend.sources.folder import Config
from backend.usecases import load_packs

AT = dt.datetime(2026, 11, 30, 9, 0, tzinfo=ZONE).timestamp()


def lines(folder: Path) -> list[str]:
    (file,) = (folder / SENSORS).glob("*.csv")
    return file.read_text(encoding="utf-8-sig").splitlines()


def test_the_sources_are_right_and_know_every_point_by_its_name(tmp_path: Path) -> None:
    make_folders(tmp_path)
    for given in sources(tmp_path):
        config, faults = check(given, Config, Lines(given["id"]))
        assert faults == []
        assert config is not None
        assert config.table is not None
        assert Path(config.path).is_dir()
        assert set(config.table.places.values()) == {point.place_id for point in points()}


def test_the_beginning_brings_certificates_and_six_hours_then_only_what_is_new(tmp_path: Path) -> None:
    works = WaterWorks(tmp_path, 1)
    works.begin(AT)
    assert list((tmp_path / CERTIFICATES).glob("*.xlsx"))
    n_online = sum(bool(point.online) for point in points())
    before = lines(tmp_path)
    assert before[0].split(";") == ["Thời gian", "Điểm", *COLUMNS]
    assert len(before) == 1 + 360 * n_online
    works.export(AT + 59)
    assert lines(tmp_path) == before
    works.export(AT + 60)
    assert len(lines(tmp_path)) == len(before) + n_online


def test_a_point_has_only_what_its_type_measures() -> None:
    by_id = {point.place_id: point for point in points()}
    assert row(by_id["loc-cau-do"], AT, 1).rstrip("\n").split(";")[4:] == ["", row(by_id["loc-cau-do"], AT, 1).split(";")[5], "", ""]  # fmt: skip
    assert "," in row(by_id["be-cau-do"], AT, 1)


def test_no_check_doubts_what_the_sensors_say(root: Path) -> None:
    packs = load_packs(root / "resources" / "usecases", ["citizen-reports", "water"])
    series = {
        (place, k): packs.facts_of(metric, Place(place.place_id, place.name, "water_point"))
        for place in points()
        for k, (metric, _) in enumerate(COLUMNS.values())
        if usual(place, k) is not None
    }
    checker = Checker(series.values(), packs.checks)
    for minute in range(0, 30 * 60, 5):
        at = AT + 60.0 * minute
        for (place, k), facts in series.items():
            level = usual(place, k)
            assert level is not None
            reading = Observation(facts.series_id, at, float(f"{value(place, k, level, at, 1):.4g}"))
            assert checker.look(reading).doubt is None, (facts.series_id, minute)


@pytest.mark.parametrize("hour", [0, 7, 13, 19])
def test_water_is_fit_but_for_the_cloudy_point(hour: int) -> None:
    at = dt.datetime(2026, 11, 30, hour, tzinfo=ZONE).timestamp()
    for point in points():
        if point.point_type in ("clearwell", "network"):
            turbidity = value(point, 0, usual(point, 0) or 0.0, at, 1)
            assert (turbidity > 1.0) == (point.place_id == CLOUDY)
            assert turbidity < 2.0
            assert 6.4 < value(point, 1, 7.2, at, 1) < 8.3


BANDS = {"turbidity": 0, "ph": 1, "free-chlorine": 2, "conductivity": 3, "pressure": 4}
"""Parameter of the operational limits → column of the file."""


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_on_a_fair_day_every_point_keeps_its_operational_bands(hour: int, root: Path) -> None:
    at = dt.datetime(2026, 11, 30, hour, tzinfo=ZONE).timestamp()
    file = root / "resources" / "usecases" / "water" / "limits" / "van-hanh.yaml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))["rows"]
    n_judged = 0
    for point in points():
        cells = row(point, at, 1, fair=True).rstrip("\n").split(";")[2:]
        for parameter, column in BANDS.items():
            band = rows.get(f"{point.point_type}.{parameter}.warning")
            if band is None or not cells[column]:
                continue
            n_judged += 1
            measured = float(cells[column].replace(",", "."))
            assert band.get("min", 0.0) <= measured <= band.get("max", 1e9), (point.name, parameter)
    assert n_judged > 30

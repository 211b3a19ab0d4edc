from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.usecases.place_positions import Raw, raw_positions, to_wgs84
from backend.usecases.place_tables import Row
from backend.usecases.wards import PositionError, Wards
from tests.unit.backend.usecases.place_files import metres, write_wards

POINTS = [(108.17, 16.065), (108.2272, 16.0611), (108.21, 16.05)]


@pytest.fixture
def wards(tmp_path: Path) -> Wards:
    return Wards.read(write_wards(tmp_path) / "maps" / "wards.geojson")


def raws(pairs: list[tuple[float, float]]) -> list[Raw]:
    return [Raw(Row(i, {}), *pair) for i, pair in enumerate(pairs, start=2)]


def in_metres(meridian: float = 107.75) -> list[tuple[float, float]]:
    return [metres(lon, lat, meridian) for lon, lat in POINTS]


def placed(
    pairs: list[tuple[float, float]], crs: str, meridians: tuple[float, ...], wards: Wards
) -> list[tuple[float, float]]:
    faults: list[str] = []
    found = to_wgs84(raws(pairs), crs, meridians, wards, faults)
    assert faults == []
    return list(zip(found.lon.tolist(), found.lat.tolist(), strict=True))


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("crs", ["vn2000", "vn2000:107.75", "EPSG:5899"])
def test_metres_come_out_in_wgs84_whichever_axis_is_first(wards: Wards, crs: str, swap: bool) -> None:
    pairs = [(b, a) if swap else (a, b) for a, b in in_metres()]
    assert np.allclose(placed(pairs, crs, (107.75,), wards), POINTS, atol=2e-8)


@pytest.mark.parametrize("swap", [False, True])
def test_degrees_may_be_swapped_too(wards: Wards, swap: bool) -> None:
    pairs = [(b, a) if swap else (a, b) for a, b in POINTS]
    assert placed(pairs, "", (), wards) == POINTS


def test_of_several_zones_the_one_that_fills_the_wards_is_taken(wards: Wards) -> None:
    found = to_wgs84(raws(in_metres(108.0)), "vn2000", (107.5, 108.0), wards, [])
    assert found.system == "VN-2000 TM-3 108°00′"
    assert np.allclose(np.column_stack([found.lon, found.lat]), POINTS, atol=2e-8)


def test_a_wrong_zone_is_not_believed(wards: Wards) -> None:
    with pytest.raises(PositionError, match=r"0% of the points lie in a ward"):
        to_wgs84(raws(in_metres(107.0)), "vn2000", (107.75,), wards, [])


def test_several_zones_without_wards_must_be_decided_by_the_person() -> None:
    with pytest.raises(
        PositionError, match="more than one zone is possible; say which: --crs vn2000:107.5, vn2000:108"
    ):
        to_wgs84(raws(in_metres()), "vn2000", (107.5, 108.0), Wards((), (), ()), [])
    with pytest.raises(PositionError, match="zone is not known"):
        to_wgs84(raws(in_metres()), "vn2000", (), Wards((), (), ()), [])


def test_metres_of_no_named_system_are_not_guessed(wards: Wards) -> None:
    with pytest.raises(PositionError, match="give --crs vn2000"):
        to_wgs84(raws(in_metres()), "", (107.75,), wards, [])


@pytest.mark.parametrize(("crs", "pairs"), [("wgs84", in_metres()), ("EPSG:5899", POINTS)])
def test_a_system_of_another_unit_is_refused(
    wards: Wards, crs: str, pairs: list[tuple[float, float]]
) -> None:
    with pytest.raises(PositionError, match="the numbers of the file are not"):
        to_wgs84(raws(pairs), crs, (), wards, [])


def test_an_unknown_system_is_refused(wards: Wards) -> None:
    with pytest.raises(PositionError, match="names no coordinate system"):
        to_wgs84(raws(POINTS), "đâu đó", (), wards, [])


def test_rows_that_stand_apart_are_named(wards: Wards) -> None:
    pairs = in_metres()
    pairs += [(pairs[0][1], pairs[0][0]), (12.0, 7.0)]
    faults: list[str] = []
    to_wgs84(raws(pairs), "vn2000", (107.75,), wards, faults)
    assert faults[0].startswith("row 5: ")
    assert "the other way round" in faults[0]
    assert faults[1].startswith("row 6: 12, 7 lies outside of Việt Nam")


def test_degrees_under_the_name_of_vn2000_are_shifted(wards: Wards) -> None:
    found = placed(POINTS, "vn2000", (107.75,), wards)
    assert all(
        100 < abs(lon - p[0]) * 107_000 + abs(lat - p[1]) * 110_700 < 400
        for (lon, lat), p in zip(found, POINTS, strict=True)
    )


def test_points_belong_to_the_ward_that_holds_them_or_is_near(wards: Wards) -> None:
    lon, lat = np.array([108.17, 108.2272, 108.2422, 109.5]), np.array([16.065, 16.06, 16.06, 16.06])
    found = wards.of(lon, lat)
    assert [wards.names[i] if i >= 0 else "" for i in found] == ["Hòa Khánh", "Hải Châu", "Hải Châu", ""]
    assert wards.share(lon, lat) == 0.75
    assert Wards((), (), ()).of(lon, lat) == [-1, -1, -1, -1]


def test_a_layer_that_is_none_is_refused_and_a_missing_one_is_empty(tmp_path: Path) -> None:
    assert not Wards.read(tmp_path / "none.geojson")
    (tmp_path / "w.geojson").write_text("[]", encoding="utf-8")
    with pytest.raises(PositionError, match="no layer of wards"):
        Wards.read(tmp_path / "w.geojson")


def test_positions_stand_in_columns_cells_or_features() -> None:
    rows = [
        Row(2, {"vd": "16°03'", "kd": "108,2"}),
        Row(3, {"vd": "", "kd": "", "xy": "16.05; 108.2"}),
        Row(4, {"vd": "", "kd": "", "xy": ""}),
        Row(5, {"vd": "16", "kd": ""}),
        Row(6, {"vd": "16", "kd": "abc"}),
        Row(7, {}, (108.3, 16.1)),
    ]
    faults: list[str] = []
    found, without = raw_positions(rows, {"vd": "lat", "kd": "lon", "xy": "position"}, faults)
    assert [(raw.row.number, raw.first, raw.second) for raw in found] == [
        (2, 108.2, 16.05),
        (3, 108.2, 16.05),
        (7, 108.3, 16.1),
    ]
    assert [row.number for row in without] == [4]
    assert faults[0] == "row 5: one of 'kd' and 'vd' is empty; fill both or none"
    assert faults[1].startswith("row 6: 'abc' is no angle")

from __future__ import annotations

import itertools
import math

import pytest

from backend.demo.city import load
from backend.demo.crew_model import METRES_PER_DEGREE as DEGREE_M
from backend.demo.crew_model import STAY_S, THERE_M, Crew, units

ORDER = "LDD.20261124.0001 Giat tui. Den 12 Bach Dang, Hai Chau ({lat:.5f},{lon:.5f}). SDT -. Truoc 19:15. Tra loi: 1 nhan"


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return DEGREE_M * math.hypot(one[0] - other[0], east)


def patrol(hurry: float = 1.0) -> Crew:
    return Crew(next(unit for unit in units() if unit.kind == "patrol"), hurry)


def test_every_crew_lies_in_a_ward_and_has_its_own_telephone() -> None:
    wards = load().area_codes
    assert {unit.area_name for unit in units()} <= wards.keys()
    assert len({unit.phone for unit in units()}) == len(units())
    assert {unit.kind for unit in units()} == {"patrol", "rescue_team", "boat", "police_station"}


@pytest.mark.parametrize(
    "unit", [unit for unit in units() if unit.speed_km_h], ids=lambda unit: unit.place_id
)
def test_a_crew_goes_up_and_down_its_route_at_its_own_speed(unit: object) -> None:
    crew = Crew(unit)  # type: ignore[arg-type]
    seen = []
    for _ in range(2000):
        before = crew.at
        assert crew.advance(5.0) == ""
        assert apart_m(before, crew.at) <= crew.unit.speed_km_h / 3.6 * 5.0 * 1.01
        seen.append(crew.at)
    for corner in crew.unit.route[1:]:
        assert min(apart_m(corner, at) for at in seen) < THERE_M + 1
    assert all(min(apart_m(at, corner) for corner in crew.unit.route) < 6000 for at in seen)


def test_the_heading_is_where_it_goes() -> None:
    crew = patrol()
    crew.advance(2.0)
    north = crew.unit.route[1][0] - crew.unit.route[0][0]
    assert (crew.heading_deg < 90 or crew.heading_deg > 270) == (north > 0)


def test_an_order_is_accepted_followed_and_reported_done() -> None:
    crew = patrol(hurry=4.0)
    lat, lon = crew.unit.route[0][0] + 0.005, crew.unit.route[0][1]
    crew.hear(ORDER.format(lat=lat, lon=lon))
    said = [words for _ in range(400) if (words := crew.advance(2.0))]
    assert [words.split()[0] for words in said] == ["1", "2", "3", "4"]
    assert crew.order is None


def test_it_is_there_before_it_says_so_and_stays_a_while() -> None:
    crew = patrol(hurry=4.0)
    to = (crew.unit.route[0][0] + 0.005, crew.unit.route[0][1])
    crew.hear(ORDER.format(lat=to[0], lon=to[1]))
    for seconds in itertools.count(2, 2):
        if crew.advance(2.0) == "3":
            there_s = seconds
            break
    assert apart_m(crew.at, to) <= THERE_M
    while crew.advance(2.0) == "":
        there_s += 2
    assert there_s >= STAY_S


def test_a_second_order_waits_and_a_cancelled_one_is_forgotten() -> None:
    crew = patrol()
    crew.hear(ORDER.format(lat=16.0, lon=108.2))
    crew.hear(ORDER.replace("0001", "0002").format(lat=16.1, lon=108.2))
    assert crew.order is not None
    assert crew.order.code == "LDD.20261124.0001"
    crew.hear("HUY lenh LDD.20261124.0001: bao nham.")
    assert crew.order is None


def test_an_order_without_position_is_taken_as_well() -> None:
    crew = patrol()
    crew.hear("LDD.20261124.0001 Viec. Den -, - (-). Tra loi: 1 nhan, 2 di")
    assert crew.order is not None
    assert crew.order.to is None


def test_other_words_are_no_order() -> None:
    crew = patrol()
    crew.hear("LDD.20261124.0001: Khoang muoi nguoi")
    assert crew.order is None

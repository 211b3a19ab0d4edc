"""What the other fields measure is plausible, the same in every run, and known to their packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.state import Place, exceeds
from backend.demo.field_figures import COURSES, MARKETS, STALLS, FieldPlace, busy, field_places, readings
from backend.demo.fields import PACKS
from backend.usecases.packs import Packs, load_packs

AT = 1_796_000_000.0
USECASES = Path(__file__).parents[4] / "resources" / "usecases"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(USECASES, PACKS)


def as_the_daemon_sees_it(place: FieldPlace) -> Place:
    attributes = {"column": place.column} if place.column else {}
    return Place(place.place_id, place.name, place.kind, place.lat, place.lon, attributes=attributes)


def test_every_kind_of_place_and_metric_is_declared_by_a_pack(packs: Packs) -> None:
    assert {place.kind for place in field_places()} == set(COURSES)
    for kind, courses in COURSES.items():
        assert set(packs.place_kinds[kind].metrics) == set(courses)


def test_values_lie_in_what_is_possible_and_are_the_same_again(packs: Packs) -> None:
    found = readings(AT, 0.0)
    assert found == readings(AT, 0.0)
    assert found != readings(AT, 0.0, seed=2)
    for reading in found:
        low, high = packs.metrics[reading.metric].range
        assert low <= reading.value <= high, reading


def test_only_what_is_due_is_measured_anew() -> None:
    minute = AT // 60 * 60
    again = {reading.metric for reading in readings(minute + 60, minute)}
    assert "speed_km_h" in again
    assert "n_pupils" not in again


@pytest.mark.parametrize("hour", [3.0, 7.4, 12.0, 17.4])
def test_on_a_fair_day_no_rule_of_the_packs_rings(packs: Packs, hour: float) -> None:
    midnight = (AT + 7 * 3600) // 86_400 * 86_400 - 7 * 3600
    n_judged = 0
    by_id = {place.place_id: as_the_daemon_sees_it(place) for place in field_places()}
    for reading in readings(midnight + hour * 3600, 0.0, fair=True):
        for limit in packs.limits_of(reading.metric, by_id[reading.place_id]):
            n_judged += 1
            assert not exceeds(reading.value, limit), (reading, limit)
    assert n_judged > 150


def test_rush_hours_are_local_and_slow_the_traffic_down() -> None:
    midnight = (AT + 7 * 3600) // 86_400 * 86_400 - 7 * 3600
    assert busy(midnight + 7.4 * 3600) == pytest.approx(1.0)
    assert busy(midnight + 3 * 3600) < 0.01

    def mean(at: float) -> float:
        values = [r.value for r in readings(at, 0.0) if r.metric == "speed_km_h"]
        return sum(values) / len(values)

    assert mean(midnight + 17.4 * 3600) < 0.6 * mean(midnight + 3 * 3600)


def test_each_market_has_the_same_groups_of_stalls_and_few_of_them_fail() -> None:
    stalls = [place for place in field_places() if place.kind == "market_stalls"]
    n_markets = len(MARKETS.read_text(encoding="utf-8").splitlines()) - 1
    assert len(stalls) == n_markets * len(STALLS)
    assert all(place.name == f"{place.market} – {place.stall_group}" for place in stalls)
    failed = [r.value for r in readings(AT, 0.0) if r.metric == "n_tests_failed"]
    assert 0 < sum(failed) < 0.3 * len(failed)
    assert max(failed) == 1.0
    assert not any(r.value for r in readings(AT, 0.0, fair=True) if r.metric == "n_tests_failed")

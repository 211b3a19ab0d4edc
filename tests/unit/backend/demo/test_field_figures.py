"""What the other fields measure is plausible, the same in every run, and known to their packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.demo.field_figures import COURSES, busy, field_places, readings
from backend.demo.fields import PACKS
from backend.usecases.packs import Packs, load_packs

AT = 1_796_000_000.0
USECASES = Path(__file__).parents[4] / "resources" / "usecases"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(USECASES, PACKS)


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


def test_rush_hours_are_local_and_slow_the_traffic_down() -> None:
    midnight = (AT + 7 * 3600) // 86_400 * 86_400 - 7 * 3600
    assert busy(midnight + 7.4 * 3600) == pytest.approx(1.0)
    assert busy(midnight + 3 * 3600) < 0.01

    def mean(at: float) -> float:
        values = [r.value for r in readings(at, 0.0) if r.metric == "speed_km_h"]
        return sum(values) / len(values)

    assert mean(midnight + 17.4 * 3600) < 0.6 * mean(midnight + 3 * 3600)

from __future__ import annotations

import math

import pytest

from backend.analytics.back_test_report import NamedEvent
from backend.analytics.named_events import record, records
from backend.analytics.replay import Stretch

EVENT = NamedEvent(id="e", name="E", start_at=10_000.0, end_at=20_000.0, places=("a",), early_s=1000.0)


@pytest.mark.parametrize(
    ("stretch", "lead_s"),
    [
        (Stretch(9_500.0, 9_600.0), 500.0),
        (Stretch(9_000.0, 9_001.0), 1000.0),
        (Stretch(12_000.0, math.inf), -2000.0),
        (Stretch(20_000.0, math.inf), -10_000.0),
        (Stretch(2_000.0, 10_000.0), 1000.0),  # stood already: counts from the event's opening
    ],
)
def test_an_alarm_near_the_event_catches_it(stretch: Stretch, lead_s: float) -> None:
    got = record(EVENT, {"a": [stretch]}, has_data=True)
    assert (got.outcome, got.lead_s, got.place_id) == ("caught", lead_s, "a")


@pytest.mark.parametrize("stretch", [Stretch(8_999.0, 9_999.0), Stretch(20_001.0, 20_002.0)])
def test_one_far_from_it_does_not(stretch: Stretch) -> None:
    assert record(EVENT, {"a": [stretch]}, has_data=True).outcome == "missed"


def test_the_first_alarm_counts_and_other_places_do_not() -> None:
    held = {"a": [Stretch(9_900.0, 9_950.0), Stretch(9_960.0, 9_970.0)], "b": [Stretch(9_100.0, 9_200.0)]}
    assert record(EVENT, held, has_data=True).lead_s == 100.0


def test_without_places_every_place_counts() -> None:
    anywhere = NamedEvent(id="e", name="E", start_at=10_000.0, end_at=20_000.0)
    (got,) = records([anywhere], {"b": [Stretch(9_100.0, 9_200.0)]}, {"e": frozenset({"b"})})
    assert (got.lead_s, got.place_id) == (900.0, "b")


def test_without_readings_nothing_is_said() -> None:
    (got,) = records([EVENT], {"a": []}, {"e": frozenset()})
    assert got.outcome == "no data"

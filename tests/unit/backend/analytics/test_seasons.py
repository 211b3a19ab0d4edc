from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.seasons import Past, Span, Stretch, episode_of, events_of, maxima_of, stretches_of
from backend.contract.state import ReferenceDay


def past(*values: float, step_s: float = 600.0, gap_s: float = 900.0) -> Past:
    return Past(np.arange(len(values)) * step_s, np.array(values, dtype=float), gap_s)


def test_a_stretch_is_from_the_first_reading_at_the_level_to_the_last() -> None:
    found = stretches_of("p", past(0, 10, 30, 20, 9, 0), 10, kind="level", dry_s=3600)
    assert [(s.start_at, s.end_at, s.peak, s.peak_at) for s in found] == [(600, 1800, 30, 1200)]


def test_a_short_break_belongs_to_the_event_and_a_long_one_ends_it() -> None:
    values = past(12, 0, 12, 0, 0, 0, 15)
    together = stretches_of("p", values, 10, kind="level", dry_s=1200)
    assert [(s.start_at, s.end_at) for s in together] == [(0, 1200), (3600, 3600)]
    assert len(stretches_of("p", values, 10, kind="level", dry_s=600)) == 3
    assert stretches_of("p", values, 16, kind="level", dry_s=600) == []
    assert stretches_of("p", past(), 10, kind="level", dry_s=600) == []


def test_rain_is_above_the_level_and_its_amount_stands_for_the_time_before_each_reading() -> None:
    # 6 mm/h for three times ten minutes: 3 mm; the level itself is not wet
    (event,) = stretches_of("p", past(0.1, 6, 6, 6, 0.1), 0.1, kind="rain", dry_s=3600)
    assert (event.total, event.n_readings) == (pytest.approx(3.0), 3)


def test_a_reading_after_a_gap_stands_for_no_more_than_the_gap() -> None:
    at = np.array([0.0, 600.0, 36_000.0])
    found = stretches_of("p", Past(at, np.array([6.0, 6.0, 6.0]), 900.0), 0.1, kind="rain", dry_s=40_000)
    assert found[0].total == pytest.approx(6 * 600 / 3600 + 6 * 900 / 3600)


def stretch(place: str, start: float, end: float, peak: float, total: float = 0.0) -> Stretch:
    return Stretch(place, start, end, peak, start, total, 1)


def test_places_that_overlap_or_follow_are_one_event() -> None:
    found = events_of(
        [
            stretch("b", 50, 90, 2),
            stretch("a", 0, 100, 1),
            stretch("c", 130, 140, 3),
            stretch("a", 200, 210, 4),
        ],
        dry_s=40,
    )
    assert [[s.place_id for s in event] for event in found] == [["a", "b", "c"], ["a"]]


def test_an_episode_names_its_places_peak_day_and_edges() -> None:
    day = ReferenceDay("d", "14/10/2022", 1000.0)
    event = [stretch("a", 900, 1100, 5, 10), stretch("b", 950, 1200, 9, 4), stretch("a", 1300, 1400, 7, 2)]
    found = episode_of(event, kind="rain", days=[day], span=Span(0, 10_000), dry_s=100)
    assert (found.start_at, found.end_at, found.peak, found.peak_place) == (900, 1400, 9, "b")
    assert [(s.place_id, s.peak, s.total) for s in found.stations] == [("b", 9, 4), ("a", 7, 12)]
    assert (found.total, found.reference_day, found.complete) == (12, "d", True)
    cut = episode_of(event, kind="level", days=[], span=Span(850, 10_000), dry_s=100)
    assert (cut.complete, cut.total, cut.reference_day) == (False, None, "")


def test_maxima_leave_out_places_of_which_nothing_is_known() -> None:
    found = maxima_of({"a": past(1, 5, 5, 2), "b": past(), "c": past(9)})
    assert [(m.place_id, m.peak, m.peak_at, m.n_readings) for m in found] == [
        ("c", 9, 0, 1),
        ("a", 5, 600, 4),
    ]


@given(st.lists(st.floats(0, 50, width=16), min_size=1, max_size=60), st.integers(0, 6))
def test_every_reading_at_the_level_lies_in_exactly_one_event(values: list[float], breaks: int) -> None:
    found = stretches_of("p", past(*values), 25, kind="level", dry_s=600.0 * breaks)
    for at, value in zip(np.arange(len(values)) * 600.0, values, strict=True):
        inside = [s for s in found if s.start_at <= at <= s.end_at]
        assert len(inside) <= 1
        assert value < 25 or len(inside) == 1
    for before, after in itertools.pairwise(found):
        assert after.start_at - before.end_at > 600.0 * breaks

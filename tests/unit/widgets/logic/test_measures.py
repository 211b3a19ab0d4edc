"""Measures against their targets."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from backend.contract.state import Text
from backend.contract.work import LoadRow, Measures, TopAlarm
from tests.unit.widgets.city import NOW
from widgets.logic.measures import bars, figures, mix, overloaded

CALM = Measures(
    NOW - 86400, NOW, LoadRow("", "", 96, 4.0, 8, 0.0), (), (), (), (),
    {"critical": 0.05, "high": 0.15, "medium": 0.3, "low": 0.5}, np.ones(144, "<i4").tobytes(), 48.0,
)  # fmt: skip
MANY = tuple(TopAlarm(str(k), Text("x"), 1, 0.006) for k in range(12))


def changed(**fields):
    return msgspec.structs.replace(CALM, **fields)


def missed(found):
    return [figure.name for figure in figures(found) if figure.missed]


def test_a_calm_day_misses_nothing():
    assert missed(CALM) == []
    assert [f.value for f in figures(CALM)] == [4.0, 8.0, 0.0, 0, 0.0, 0.0, 48.0]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"desk": LoadRow("", "", 160, 6.7, 11, 0.02)}, ["average", "peak", "flood"]),
        ({"desk": LoadRow("", "", 144, 6.0, 10, 0.01)}, []),
        ({"top": MANY, "desk": LoadRow("", "", 200, 4.0, 8, 0.0)}, ["top"]),
        ({"top": MANY, "desk": LoadRow("", "", 199, 4.0, 8, 0.0)}, []),
        ({"stale": ("a",) * 6, "chattering": ("b",)}, ["stale", "chattering"]),
        ({"stale": ("a",) * 5}, []),
        ({"median_ack_s": 9000.0}, []),
    ],
)
def test_what_is_above_its_target_is_missed(fields, names):
    assert missed(changed(**fields)) == names


def test_what_was_not_measured_is_not_missed():
    acknowledged = figures(changed(median_ack_s=None))[-1]
    assert (acknowledged.value, acknowledged.missed) == (None, False)


@pytest.mark.parametrize(
    ("shares", "too_many"),
    [
        ({"critical": 0.05, "high": 0.15, "low": 0.8}, [False, False, False]),
        ({"critical": 0.09, "high": 0.19, "low": 0.72}, [False, False, False]),
        ({"critical": 0.2, "high": 0.4, "medium": 0.4}, [False, True, True]),
        ({"low": 1.0}, [False, False, False]),
        ({}, [False, False, False]),
    ],
)
def test_only_too_many_urgent_ones_spoil_the_mix(shares, too_many):
    assert [share.missed for share in mix(changed(mix=shares))] == too_many


def test_bars_are_as_many_as_fit_and_keep_their_peaks():
    counts = np.zeros(144, "<i4")
    counts[100] = 23
    found = changed(per_10min=counts.tobytes())
    heights, length_s = bars(found, 200)
    assert (len(heights), length_s) == (144, 600.0)
    heights, length_s = bars(found, 40)
    assert (len(heights), length_s) == (36, 2400.0)
    assert heights[25] == 23
    assert heights.sum() == 23
    heights, _length_s = bars(found, 100)
    assert len(heights) == 72


def test_no_time_gives_no_bars():
    heights, _length_s = bars(changed(per_10min=b""), 100)
    assert len(heights) == 0


@pytest.mark.parametrize(
    ("row", "beyond"),
    [((6.0, 10, 0.01), False), ((6.1, 1, 0.0), True), ((1.0, 11, 0.0), True), ((1.0, 1, 0.02), True)],
)
def test_a_unit_is_overloaded_by_any_target_of_load(row, beyond):
    assert overloaded(LoadRow("tn", "Thoát nước", 9, *row)) is beyond

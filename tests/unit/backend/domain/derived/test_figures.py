from __future__ import annotations

import math
from typing import Any

import pytest

from backend.contract.state import Quality
from backend.domain.derived.figures import Figure, coverage, figure
from backend.domain.derived.past import Past
from backend.domain.derived.spec import Derived


def past_of(values: str, step_s: int = 60, n: int = 60) -> Past:
    """Return the past of a minute each: a number, or `_` where nothing came; the first is at 0."""
    past = Past(step_s, n, 90.0, [0.1])
    words = values.split()
    for i, word in enumerate(words):
        if word != "_":
            past.add(i * 60.0, float(word.strip("?")) if "?" not in word else math.nan)
    past.up_to(len(words) - 1)
    return past


def told(values: str, function: str, **keys: Any) -> Figure | None:
    spec = Derived(**({"source": "rain", "function": function, "window_s": 600.0} | keys))
    return figure(spec, past_of(values), len(values.split()) - 1)


FULL = "0 6 6 6 6 6 6 6 6 6 36"
HALF = "0 6 6 6 6 36 _ _ _ _ _"


@pytest.mark.parametrize(
    ("function", "full", "half"),
    [
        ("integral", 1.5, Figure(1.0, Quality.ABOVE)),
        ("sum", 90.0, Figure(60.0, Quality.ABOVE)),
        ("max", 36.0, Figure(36.0, Quality.ABOVE)),
        ("min", 6.0, Figure(6.0, Quality.BELOW)),
        ("mean", 9.0, None),
    ],
)
def test_too_little_data_gives_a_bound_or_nothing(function: str, full: float, half: Figure | None) -> None:
    assert told(FULL, function) == Figure(pytest.approx(full), Quality.GOOD)
    assert told(HALF, function) == half


def test_what_missing_data_could_lower_is_no_bound() -> None:
    assert told("0 6 6 -6 6 6 _ _ _ _ _", "integral") is None
    assert told("0 6 6 -6 6 6 6 6 6 6 6", "integral") == Figure(pytest.approx(0.8), Quality.GOOD)


def test_no_data_is_not_zero() -> None:
    for function in ("integral", "sum", "max", "min", "mean"):
        assert told("6 _ _ _ _ _ _ _ _ _ _ _", function) is None


def test_readings_that_do_not_count_lower_the_coverage() -> None:
    values = "0 6 6 6 6 6 6 6 ?9 ?9 ?9"
    assert told(values, "integral") == Figure(pytest.approx(0.7), Quality.ABOVE)
    spec = Derived(source="rain", function="integral", window_s=600.0)
    assert coverage(spec, past_of(values), 10) == pytest.approx(0.7)


def test_enough_is_what_the_pack_says() -> None:
    assert told(HALF, "integral", min_coverage=0.5) == Figure(pytest.approx(1.0), Quality.GOOD)


EVENT = {"wet_above": 0.1, "dry_s": 300.0, "window_s": 3000.0}
DRY = "0 " * 10


def test_an_event_runs_on_through_short_dry_spells() -> None:
    values = DRY + "6 6 0 0 0 0 12"  # the last one begins 240 s after the last wet reading
    assert told(values, "event_sum", **EVENT) == Figure(pytest.approx(0.4), Quality.GOOD)


def test_after_a_long_dry_spell_another_event_begins() -> None:
    assert told(DRY + "6 6 0 0 0 0 0 12", "event_sum", **EVENT) == Figure(pytest.approx(0.2), Quality.GOOD)


def test_no_event_is_no_rain_where_somebody_watched() -> None:
    assert told(DRY + "6 0 0 0 0", "event_sum", **EVENT) == Figure(pytest.approx(0.1), Quality.GOOD)
    assert told(DRY + "6 0 0 0 0 0", "event_sum", **EVENT) == Figure(0.0, Quality.GOOD)
    assert told(DRY + "6 _ _ _ _ _", "event_sum", **EVENT) == Figure(0.0, Quality.ABOVE)


def test_drizzle_below_the_limit_belongs_to_the_event_once_it_has_begun() -> None:
    assert told(DRY + "0.06 6 0.06", "event_sum", **EVENT) == Figure(pytest.approx(0.101), Quality.GOOD)


def test_an_event_that_may_have_begun_before_is_a_bound() -> None:
    assert told("6 6 6", "event_sum", **EVENT) == Figure(pytest.approx(0.2), Quality.ABOVE)
    assert told("6 " * 51, "event_sum", **EVENT) == Figure(pytest.approx(5.0), Quality.ABOVE)


def test_the_time_since_it_was_wet() -> None:
    keys = {"wet_above": 0.1, "window_s": 3000.0}
    assert told(DRY + "6", "dry_time", **keys) == Figure(0.0, Quality.GOOD)
    assert told(DRY + "6 0 0.1 0", "dry_time", **keys) == Figure(180.0, Quality.GOOD)
    # nobody looked meanwhile: it may have rained again
    assert told(DRY + "6 _ _ _ _ _ 0", "dry_time", **keys) == Figure(360.0, Quality.BELOW)


def test_a_dry_time_beyond_what_is_remembered() -> None:
    keys = {"wet_above": 0.1, "window_s": 600.0}
    assert told("0 " * 11, "dry_time", **keys) == Figure(600.0, Quality.ABOVE)
    assert told("0 " * 5 + "_ _ _ _ _ 0", "dry_time", **keys) is None
    assert told("0 " + "_ " * 20, "dry_time", **keys) is None

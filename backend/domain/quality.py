"""What can be said of one reading before any rule sees it: plausible, from the future, late."""

from __future__ import annotations

import math

from backend.contract.state import Quality, Text
from backend.domain.checks.doubt import Doubt
from backend.domain.observation import Observation

FUTURE_TOLERANCE_S = 60.0
"""Clocks of field equipment differ by this much without anything being wrong."""

_IMPOSSIBLE = Text("Ngoài khoảng có thể có trong tự nhiên", "Outside of what is possible in nature")


def is_number(value: float) -> bool:
    """Return whether `value` can be kept at all: finite."""
    return math.isfinite(value)


def plausible(value: float, low: float, high: float, quality: Quality) -> Quality:
    """Return the quality of a reading after the check of its metric's range.

    Args:
        value: reading in the metric's unit.
        low: lowest value that the metric can have in nature.
        high: highest such value.
        quality: what the source said.

    Returns:
        UNCERTAIN for a good value out of range; a worse or censored quality is kept.
    """
    if low <= value <= high or quality is not Quality.GOOD:
        return quality
    return Quality.UNCERTAIN


def out_of_range(reading: Observation) -> Observation:
    """Return a reading that its metric's range excludes as uncertain, with the reason."""
    doubt = Doubt("range", reading.at, _IMPOSSIBLE)
    return Observation(reading.series_id, reading.at, reading.value, Quality.UNCERTAIN, doubt)


def from_future(at: float, now: float, tolerance_s: float = FUTURE_TOLERANCE_S) -> bool:
    """Return whether a reading claims an instant that has not come yet, beyond the clocks' tolerance."""
    return at > now + tolerance_s


def late(at: float, now: float, max_age_s: float) -> bool:
    """Return whether a reading is older than its metric's maximum age: history, not news."""
    return now - at > max_age_s

"""ISO 8601 durations, cycles and dates as timers and deadlines name them."""

from __future__ import annotations

import datetime
import re

import msgspec

_DURATION = re.compile(
    r"P(?:(?P<w>\d+)W)?(?:(?P<y>\d+)Y)?(?:(?P<mo>\d+)M)?(?:(?P<d>\d+)D)?"
    r"(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<n>\d*)/(?P<each>P.+)")
_SECONDS = {"y": 31_536_000, "mo": 2_592_000, "w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
_VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
"""Dates without offset are meant there; the country has one zone and no summer time."""


class Cycle(msgspec.Struct, frozen=True):
    """A timer that fires again and again."""

    n: int
    """How often; -1: without end."""
    each: str
    """ISO 8601 duration between."""


def seconds(text: str) -> float:
    """Return the length of an ISO 8601 duration in elapsed seconds; a month counts 30 days, a year 365.

    Raises:
        ValueError: it is no duration, or lasts no time.
    """
    match = _DURATION.fullmatch(text)
    parts = {key: float(value) for key, value in match.groupdict().items() if value} if match else {}
    total = sum(_SECONDS[key] * value for key, value in parts.items())
    if match is None or text.endswith("T") or total <= 0:
        raise ValueError(f"{text!r} is no duration; expected ISO 8601 such as PT15M, PT4H or P3D")
    return total


def cycle(text: str) -> Cycle:
    """Return a cycle such as `R3/PT30M`.

    Raises:
        ValueError: it is none.
    """
    match = _CYCLE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no cycle; expected e.g. R3/PT30M")
    seconds(match["each"])
    return Cycle(n=int(match["n"]) if match["n"] else -1, each=match["each"])


def instant(text: str) -> float:
    """Return an ISO 8601 date and time as seconds since the epoch.

    Raises:
        ValueError: it is none.
    """
    found = datetime.datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=_VIETNAM)).timestamp()

"""Events of a season out of stored readings: stretches over a level, and wet events. Pure.

Readings are those that count (good ones), of one place each. Where history is kept as hourly figures only,
an interval stands for its greatest (level) or mean (rain) value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from backend.contract.season import Episode, StationPeak
from backend.contract.state import ReferenceDay

HOUR_S = 3600.0
DAY_S = 86_400.0


class Past(NamedTuple):
    """The past of one place; arrays of one length."""

    at: np.ndarray
    """float64[n], ascending, s since epoch."""
    value: np.ndarray
    """float64[n], in the metric's unit."""
    gap_s: float
    """One reading stands for at most so long."""


class Stretch(NamedTuple):
    """One event at one place."""

    place_id: str
    start_at: float
    end_at: float
    peak: float
    peak_at: float
    total: float
    n_readings: int


def stretches_of(
    place_id: str, past: Past, level: float, *, kind: Literal["level", "rain"], dry_s: float
) -> list[Stretch]:
    """Return the events of one place.

    Args:
        place_id: of the place.
        past: its readings.
        level: at or above it (`level`), or above it (`rain`), is an event.
        kind: what is meant.
        dry_s: two such readings further apart belong to two events, s.

    Returns:
        In their order. An amount counts each reading for the time since the one before it, at most `gap_s`,
        as the packs' derived sums do; within an event readings at or below `level` count as well.
    """
    at, value = past.at, past.value
    stands_s = np.diff(at, prepend=at[:1])
    amount = value * np.minimum(stands_s, past.gap_s) / HOUR_S
    over = np.flatnonzero(value > level if kind == "rain" else value >= level)
    if not len(over):
        return []
    breaks = np.flatnonzero(np.diff(at[over]) > dry_s) + 1
    found = []
    for part in np.split(over, breaks):
        first, last = int(part[0]), int(part[-1])
        top = int(part[value[part].argmax()])
        found.append(
            Stretch(
                place_id,
                float(at[first]),
                float(at[last]),
                float(value[top]),
                float(at[top]),
                float(amount[first : last + 1].sum()),
                last - first + 1,
            )
        )
    return found


def events_of(stretches: Sequence[Stretch], dry_s: float) -> list[list[Stretch]]:
    """Return the stretches of all places as events: those that overlap or follow within `dry_s` are one."""
    events: list[list[Stretch]] = []
    until = 0.0
    for stretch in sorted(stretches, key=lambda each: (each.start_at, each.place_id)):
        if events and stretch.start_at - until <= dry_s:
            events[-1].append(stretch)
            until = max(until, stretch.end_at)
        else:
            events.append([stretch])
            until = stretch.end_at
    return events


class Span(NamedTuple):
    """The span that is looked at, s since epoch."""

    start_at: float
    end_at: float


def episode_of(
    stretches: Sequence[Stretch],
    *,
    kind: Literal["level", "rain"],
    days: Sequence[ReferenceDay],
    span: Span,
    dry_s: float,
) -> Episode:
    """Return one event with its places, the highest peak first."""
    by_place: dict[str, list[Stretch]] = {}
    for stretch in stretches:
        by_place.setdefault(stretch.place_id, []).append(stretch)
    rain = kind == "rain"
    stations = sorted(
        (_station(place_id, own, rain=rain) for place_id, own in by_place.items()),
        key=lambda each: (-each.peak, each.place_id),
    )
    start_at = min(stretch.start_at for stretch in stretches)
    end_at = max(stretch.end_at for stretch in stretches)
    return Episode(
        start_at=start_at,
        end_at=end_at,
        peak=stations[0].peak,
        peak_at=stations[0].peak_at,
        peak_place=stations[0].place_id,
        stations=tuple(stations),
        total=max(each.total or 0.0 for each in stations) if rain else None,
        reference_day=next(
            (d.day_id for d in days if d.start_at <= end_at and start_at < d.start_at + DAY_S), ""
        ),
        complete=start_at - span.start_at > dry_s and span.end_at - end_at > dry_s,
    )


def _station(place_id: str, own: Sequence[Stretch], *, rain: bool) -> StationPeak:
    top = max(own, key=lambda each: (each.peak, -each.peak_at))
    total = sum(each.total for each in own) if rain else None
    return StationPeak(place_id, top.peak, top.peak_at, total, sum(each.n_readings for each in own))


def maxima_of(pasts: Mapping[str, Past]) -> list[StationPeak]:
    """Return the highest reading of each place that has any, highest first."""
    found = []
    for place_id, past in pasts.items():
        if len(past.at):
            top = int(np.argmax(past.value))
            peak, at = float(past.value[top]), float(past.at[top])
            found.append(StationPeak(place_id, peak, at, None, len(past.at)))
    return sorted(found, key=lambda each: (-each.peak, each.place_id))

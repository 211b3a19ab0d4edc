"""How alive a tile is that shows many values, and how long to wait before restarting one. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from backend.contract.state import Freshness
from widgets.logic.live_state import LiveState

FRESH_SHARE = 0.5
"""A tile of many values is late when fewer than this share of them is fresh: each value is marked
by itself, so one silent station of fifty does not grey out the other forty-nine."""

PULSE_MAX_AGE_S = 5.0
"""Alarms are as fresh as the daemon's pulse (1 Hz): after this they are late."""


class Ages(msgspec.Struct, frozen=True):
    """How alive several series are together."""

    state: Freshness
    oldest_at: float | None
    """Oldest newest reading among those that are not lost; of all where all are lost."""
    newest_at: float | None
    n_fresh: int
    n_late: int
    n_lost: int

    @property
    def n_all(self) -> int:
        """Return how many series there are."""
        return self.n_fresh + self.n_late + self.n_lost


def together(states: Iterable[Freshness]) -> Freshness:
    """Return the state of a tile that shows several values; lost where there are none."""
    found = list(states)
    if not found or all(state == "lost" for state in found):
        return "lost"
    return "fresh" if found.count("fresh") >= FRESH_SHARE * len(found) else "late"


def ages_of(state: LiveState, series: Iterable[str], now: float) -> Ages:
    """Return how alive `series` are at `now` (s since epoch)."""
    known = list(series)
    states = [state.freshness_of(series_id, now) for series_id in known]
    every = [r.at for s in known if (r := state.readings.get(s)) is not None]
    alive = [
        state.readings[s].at
        for s, found in zip(known, states, strict=True)
        if found != "lost" and s in state.readings
    ]
    return Ages(
        together(states),
        min(alive or every, default=None),
        max(every, default=None),
        states.count("fresh"),
        states.count("late"),
        states.count("lost"),
    )


def restart_delay_s(n_failures: int) -> float:
    """Return seconds to wait before a tile that failed `n_failures` ≥ 1 times in a row is restarted."""
    return float(min(60, 2 ** min(n_failures - 1, 6)))

"""What the truth bar says: figures of the live state and of the tiles on this wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from app.session.shift import shift_at
from backend.contract.state import LOST_FACTOR
from widgets.live import LiveData
from widgets.logic import formats
from widgets.tile import TileHealth

CHAIN_MAX_AGE_S = 15.0
"""The synthetic reading travels the alert chain every few seconds; older proof is no proof."""
PULSE_MAX_AGE_S = 2.5

ChainState = Literal["alive", "late", "unknown"]


class TruthFigures(msgspec.Struct, frozen=True):
    """Everything on the truth bar that is not the clock."""

    n_tiles: int = 0
    n_tiles_alive: int = 0
    n_sources: int = 0
    n_sources_alive: int = 0
    oldest_s: float | None = None
    """Age of the oldest value shown, None where no value is shown."""
    oldest_late: bool = False
    chain: ChainState = "unknown"
    chain_latency_s: float | None = None
    n_shelved: int = 0
    shift: str = ""
    officer: str = ""
    link_fault: str = ""
    """Words why the link is not live; empty where it is."""


def figures(live: LiveData, healths: Sequence[TileHealth], officer: str) -> TruthFigures:
    """Return the figures of a wall now.

    Args:
        live: the live state.
        healths: of every tile on every screen of this wall.
        officer: display name of the signed-in account.
    """
    state, now = live.state, live.clock.now()
    oldest_at = min((h.oldest_at for h in healths if h.oldest_at is not None), default=None)
    local_time = formats.clock(now, state.centre.timezone, with_seconds=False)
    shift = shift_at(state.centre.shifts, local_time)
    pulse = state.pulse
    return TruthFigures(
        n_tiles=len(healths),
        n_tiles_alive=sum(h.state == "fresh" for h in healths),
        n_sources=len(state.sources),
        n_sources_alive=sum(s.state == "fresh" for s in state.sources.values()),
        oldest_s=None if oldest_at is None else max(0.0, now - oldest_at),
        oldest_late=any(h.state != "fresh" for h in healths),
        chain=chain_state(live),
        chain_latency_s=pulse.chain_latency_s if pulse else None,
        n_shelved=state.desk.n_shelved,
        shift=shift.name if shift else "",
        officer=officer,
        link_fault=live.link.reason if live.link.condition != "live" else "",
    )


def pulse_alive(live: LiveData) -> bool:
    """Return whether the daemon's pulse has come within the last seconds over a live link."""
    pulse = live.state.pulse
    return pulse is not None and live.link.condition == "live"


def chain_state(live: LiveData) -> ChainState:
    """Return whether the alert chain has proven itself lately, on the daemon's own clock."""
    pulse = live.state.pulse
    if pulse is None or pulse.chain_at is None:
        return "unknown"
    if not pulse_alive(live) or pulse.at - pulse.chain_at > CHAIN_MAX_AGE_S:
        return "late"
    return "alive"


def oldest_value_s(live: LiveData) -> float | None:
    """Return the age of the oldest newest-reading among living series; None without any reading.

    A series that is lost says so itself and would hide here that another one is growing old.
    """
    state, now = live.state, live.clock.now()
    ages = [
        reading.age_s(now)
        for series_id, reading in state.readings.items()
        if reading.age_s(now) <= LOST_FACTOR * state.series[series_id].max_age_s
    ]
    return max(ages, default=None)

"""How alive a tile is that shows work: as alive as the daemon's pulse."""

from __future__ import annotations

from widgets.live import LiveData
from widgets.logic.ageing import PULSE_MAX_AGE_S
from widgets.logic.live_state import freshness
from widgets.tile import TileHealth


def pulse_health(live: LiveData, note: str = "") -> TileHealth:
    """Return the health of a tile whose figures come with the feed of `live`."""
    if live.state.pulse is None:
        return TileHealth("fresh" if live.link.condition == "live" else "lost", None, note=note)
    at = live.state.pulse.at
    return TileHealth(freshness(at, PULSE_MAX_AGE_S, live.clock.now()), at, note=note)

"""What the truth bar says: how much of what is shown is alive. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from backend.contract.messages import Pulse
from backend.contract.state import Centre, Freshness, Shift
from widgets.logic import formats
from widgets.logic.alarm_list import DUTY_DESK
from widgets.logic.live_state import LiveState

ChainState = Literal["alive", "slow", "dead", "no_link"]
CHAIN_SLOW_S = 3.0
"""The proof travels once a second: three missed ones are worth a glance."""
CHAIN_DEAD_S = 10.0
"""Ten missed ones: nobody can count on an alarm reaching this wall."""


class TileFact(msgspec.Struct, frozen=True):
    """How one tile on the monitor is."""

    state: Freshness | Literal["failed"]
    oldest_at: float | None = None


class Place(msgspec.Struct, frozen=True):
    """Which monitor this is, what it shows, who is on duty."""

    screen: str
    """`Màn hình 1`."""
    scene: str
    officer: str = ""
    desk: str = DUTY_DESK
    """Desk that this monitor belongs to: muted desks say so."""


class LinkFact(msgspec.Struct, frozen=True):
    """How the wall's link to its daemon is."""

    alive: bool
    reason: str = ""


class TruthFacts(msgspec.Struct, frozen=True):
    """Everything that stands in the truth bar."""

    screen: str
    scene: str
    officer: str
    shift: str
    n_tiles: int
    n_tiles_alive: int
    n_sources: int
    n_sources_alive: int
    oldest_s: float | None
    """Age of the oldest figure on the monitor: of the late ones where any is late."""
    oldest_late: bool
    chain: ChainState
    chain_s: float | None
    """Seconds since the last proof that the alert chain ran, None if it never did."""
    chain_reason: str
    n_shelved: int
    now: float
    timezone: str
    silenced_until_at: float | None = None
    """When the desk sounds again, None where it is not muted."""
    n_flood_10min: int = 0
    """New alarms of ten minutes while they flood the desk; 0: no flood."""


def truth_facts(
    place: Place, tiles: Sequence[TileFact], state: LiveState, link: LinkFact, now: float
) -> TruthFacts:
    """Return the facts of one monitor at `now` (s since epoch)."""
    late = [t.oldest_at for t in tiles if t.state in ("late", "lost") and t.oldest_at is not None]
    every = [t.oldest_at for t in tiles if t.oldest_at is not None]
    oldest_at = min(late or every, default=None)
    chain, chain_s = chain_state(state.pulse, link, now)
    sources = state.sources.values()
    silenced_until_at = state.silenced_until_at.get(place.desk, 0.0)
    return TruthFacts(
        screen=place.screen,
        scene=place.scene,
        officer=place.officer,
        shift=shift_at(state.centre, now),
        n_tiles=len(tiles),
        n_tiles_alive=sum(tile.state in ("fresh", "late") for tile in tiles),
        n_sources=len(sources),
        n_sources_alive=sum(source.state == "fresh" for source in sources),
        oldest_s=max(0.0, now - oldest_at) if oldest_at is not None else None,
        oldest_late=any(tile.state in ("late", "lost") for tile in tiles),
        chain=chain,
        chain_s=chain_s,
        chain_reason="" if link.alive else link.reason,
        n_shelved=state.desk.n_shelved,
        now=now,
        timezone=state.centre.timezone,
        silenced_until_at=silenced_until_at if silenced_until_at > now else None,
        n_flood_10min=state.desk.n_new_10min if state.desk.flood else 0,
    )


def chain_state(pulse: Pulse | None, link: LinkFact, now: float) -> tuple[ChainState, float | None]:
    """Return how the alert chain is, and seconds since its last proof."""
    at = pulse.chain_at if pulse is not None else None
    age_s = max(0.0, now - at) if at is not None else None
    if not link.alive:
        return "no_link", age_s
    if age_s is None or age_s > CHAIN_DEAD_S:
        return "dead", age_s
    return ("slow" if age_s > CHAIN_SLOW_S else "alive"), age_s


def shift_at(centre: Centre, now: float) -> str:
    """Return the name of the shift on duty, empty where the centre has no roster."""
    if not centre.shifts:
        return ""
    time = formats.clock(now, centre.timezone, with_seconds=False)
    begun: list[Shift] = sorted((s for s in centre.shifts if s.starts <= time), key=lambda s: s.starts)
    # before the first start of the day the last shift of yesterday is still on duty
    return begun[-1].name if begun else max(centre.shifts, key=lambda s: s.starts).name

"""Requests about who and what is near: crews to send, cameras to look through; and their answer."""

from __future__ import annotations

from typing import Literal

import msgspec


class GetNearest(msgspec.Struct, frozen=True, tag="get_nearest"):
    """Asks which places are nearest to a point; the answer is `Nearest`."""

    lat: float
    lon: float
    kinds: tuple[str, ...] = ()
    """Kinds of place; empty: all that are resources."""
    n: int = 4
    """1 to 50."""
    order: Literal["distance", "time"] = "distance"
    """`time`: by the travel time, those without one last."""
    free_only: bool = False
    """Leave out what is busy, off duty, full, or whose track is lost."""


class NearPlace(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place that is near."""

    place_id: str
    distance_m: float
    """As the crow flies."""
    lat: float
    lon: float
    state: Literal["free", "busy", "full", "off", "lost", "unknown"] = "unknown"
    """Of a resource: whether it can be sent; of a place with a capacity: whether there is room. `lost`: its
    track is; `unknown`: nothing is known of it."""
    travel_s: float | None = None
    """Estimated time to get there, s; None: it does not move, or nothing is known of its speed."""
    seen_at: float | None = None
    """Instant of the newest position of what moves, s since epoch."""
    case_id: str = ""
    """Order that keeps it busy."""
    note: str = ""
    """What else helps to choose, such as the room that is left."""


class Nearest(msgspec.Struct, frozen=True, tag="nearest"):
    """Answer to `GetNearest`, nearest first."""

    places: tuple[NearPlace, ...]


ResourceRequest = GetNearest
ResourceAnswer = Nearest

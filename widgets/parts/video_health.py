"""What a stream's condition means for a tile. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from backend.contract.state import Freshness
from widgets.tile import TileState
from widgets.video_port import StreamCondition, StreamState

LOST_AFTER_S = 60.0
"""A picture that stands still or is black for so long shows nothing of the street any more."""

CameraState = Freshness | Literal["failed"]


def camera_state(stream: StreamState | None, now: float) -> CameraState:
    """Return how alive a camera is.

    Args:
        stream: its stream; None where it has no address or the wall no players.
        now: seconds since the epoch.
    """
    if stream is None:
        return "failed"
    if stream.condition == "playing":
        return "fresh"
    if stream.condition == "lost":
        return "lost"
    return "lost" if now - stream.since_at > LOST_AFTER_S else "late"


def tile_state(cameras: Iterable[CameraState]) -> TileState:
    """Return the worst of the cameras; lost where there are none. One bad address is no failed tile."""
    found = set(cameras)
    if not found or found & {"lost", "failed"}:
        return "lost"
    return "late" if "late" in found else "fresh"


def is_alive(condition: StreamCondition) -> bool:
    """Return whether the picture may look live; all else is hatched or not there yet."""
    return condition == "playing"

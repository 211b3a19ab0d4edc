"""What was on the wall before a switch, to give back exactly that with one key."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from app.wall.window import WallWindow
from widgets.parts.frame import TileFrame


class Before(msgspec.Struct, frozen=True):
    """What was on before a switch."""

    layout_id: str
    pinned: str
    """Incident that was chosen; empty: the worst was followed."""
    windows: dict[str, tuple[int, str]]
    """By monitor: the page, and the id of the enlarged tile."""


def remember(
    layout_id: str, pinned: str, windows: Mapping[str, WallWindow], frames: Mapping[str, TileFrame]
) -> Before:
    """Return what is on now."""
    ids = {frame: tile_id for tile_id, frame in frames.items()}
    pages = {
        identity: (window.page, ids.get(window.enlarged, "") if window.enlarged else "")
        for identity, window in windows.items()
    }
    return Before(layout_id, pinned, pages)


def give_back(before: Before, windows: Mapping[str, WallWindow], frames: Mapping[str, TileFrame]) -> None:
    """Turn the pages and enlarge the tiles as they were; the layout is on again already."""
    for identity, (page, tile_id) in before.windows.items():
        window = windows.get(identity)
        if window is None:
            continue
        if page < len(window.pages):
            window.turn_to(page)
        frame = frames.get(tile_id)
        if frame is not None and frame.window() is window and window.enlarged is not frame:
            window.enlarge(frame)

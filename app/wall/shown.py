"""What the wall shows: told to the daemon when it changes, and written as a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from backend.contract.messages import ReportShown, ShownTile
from backend.contract.state import LOST_FACTOR
from widgets.live import LiveData
from widgets.tile import CameraHealth, TileHealth

SENSOR_S = 3600.0
"""What may be older than this is no sensor's."""


class ShownScreen(msgspec.Struct, frozen=True):
    """One monitor and its tiles (those of all its pages)."""

    name: str
    """Role in the layout: it stays the same in every language."""
    width: int
    height: int
    tiles: tuple[tuple[str, str, TileHealth], ...]
    """Tile id, kind, health."""


def shown_messages(
    wall: str, layout: str, reason: str, screens: Sequence[ShownScreen]
) -> dict[str, ReportShown]:
    """Return what to tell the daemon, by screen."""
    return {
        screen.name: ReportShown(
            wall, screen.name, layout, reason,
            tuple(ShownTile(tile_id, kind, health.state) for tile_id, kind, health in screen.tiles),
        )
        for screen in screens
    }  # fmt: skip


def report(live: LiveData, screens: Sequence[ShownScreen], n_alarms_raised: int) -> dict[str, Any]:
    """Return the wall's report as plain data.

    Args:
        live: the live state.
        screens: what each monitor shows.
        n_alarms_raised: alarms that were raised or found active since the wall started.
    """
    return {
        "screens": [
            {
                "name": screen.name,
                "width": screen.width,
                "height": screen.height,
                "tiles": [{"id": i, "kind": kind, "state": health.state} for i, kind, health in screen.tiles],
            }
            for screen in screens
        ],
        "sources": [
            {"id": s.source_id, "kind": s.kind, "state": s.state, "received": s.received}
            for s in live.state.sources.values()
        ],
        "cameras": _cameras(live, [h for s in screens for _, _, h in s.tiles]),
        "alarms_raised": n_alarms_raised,
        "oldest_value_s": oldest_value_s(live),
        "pulse_alive": pulse_alive(live),
    }


def _cameras(live: LiveData, healths: Iterable[TileHealth]) -> list[dict[str, Any]]:
    """Return every camera of the city; those on a tile with their tile's state and frames."""
    on_tiles: dict[str, CameraHealth] = {}
    for health in healths:
        for camera in health.cameras:
            known = on_tiles.get(camera.camera_id)
            if known is None or camera.frames_shown > known.frames_shown:
                on_tiles[camera.camera_id] = camera
    return [_camera(live, place_id, on_tiles) for place_id in _camera_ids(live)]


def _camera_ids(live: LiveData) -> list[str]:
    return [place.place_id for place in live.state.places.values() if place.kind == "camera"]


def _camera(live: LiveData, place_id: str, on_tiles: Mapping[str, CameraHealth]) -> dict[str, Any]:
    shown = on_tiles.get(place_id)
    if shown is not None:
        return {"id": place_id, "state": shown.state, "frames_shown": shown.frames_shown}
    now = live.clock.now()
    # A camera that no tile shows is as fresh as the health that its source measures.
    states = [live.state.freshness_of(s.series_id, now) for s in live.state.series_of_place.get(place_id, [])]
    order = ("fresh", "late", "lost")
    return {"id": place_id, "state": min(states, key=order.index, default="lost"), "frames_shown": 0}


def pulse_alive(live: LiveData) -> bool:
    """Return whether the daemon's pulse comes over a live link."""
    return live.state.pulse is not None and live.link.condition == "live"


def oldest_value_s(live: LiveData) -> float | None:
    """Return the age of the oldest newest-reading among living sensors; None without any.

    A series that is lost says so itself and would hide here that another one is growing old; so would results
    of laboratories and daily lists, which are old by their nature.
    """
    state, now = live.state, live.clock.now()
    ages = [
        reading.age_s(now)
        for series_id, reading in state.readings.items()
        if (max_age_s := state.series[series_id].max_age_s) <= SENSOR_S
        and reading.age_s(now) <= LOST_FACTOR * max_age_s
    ]
    return max(ages, default=None)

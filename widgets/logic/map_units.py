"""Crews, boats and stations on a map: glyph, whether they can be sent, track and its age. Pure."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from backend.contract.state import Freshness, Place
from widgets.logic import formats
from widgets.logic.live_state import LiveState
from widgets.logic.position import Position, moves

Glyph = Literal["shield", "boat", "cross", "vehicle", "house", "star", "drone", "dot"]
GLYPHS: tuple[Glyph, ...] = ("shield", "boat", "cross", "vehicle", "house", "star", "drone", "dot")
DEFAULT_GLYPH: Glyph = "dot"
Duty = Literal["free", "busy", "off", "unknown"]

TRACK_S = 600.0
"""Past of a moving place that is drawn."""
TRACK_STEP_S = 10.0
"""Its points stand at least so far apart."""
AGE_STEP_S = 10.0
"""A late track's age grows in such steps, so that the map is not told each second."""
_DUTIES: Mapping[str, Duty] = {"free": "free", "busy": "busy", "full": "busy", "off": "off"}


class TrackWords(msgspec.Struct, frozen=True):
    """Words of a track that is not fresh, with `{age}` or `{time}`."""

    late: str = "late {age}"
    lost: str = "lost since {time}"
    never: str = "never seen"


def glyph_of(state: LiveState, place: Place, chosen: Mapping[str, Glyph]) -> Glyph | None:
    """Return the glyph of a place, None where it is drawn as a station.

    Args:
        state: knows which kinds move.
        place: the place; its attribute `glyph` counts where the layout says nothing.
        chosen: glyphs by kind of place, as the layout says.
    """
    if place.kind in chosen:
        return chosen[place.kind]
    named = place.attributes.get("glyph", "")
    for glyph in GLYPHS:
        if glyph == named:
            return glyph
    return DEFAULT_GLYPH if moves(state, place) else None


def duty_of(state: str) -> Duty:
    """Return whether a crew can be sent, from what the daemon says of it."""
    return _DUTIES.get(state, "unknown")


def unit_label(place: Place, at: Position, words: TrackWords, now: float, zone: tuple[str, str]) -> str:
    """Return the name of a unit, with the age of its track where that is not fresh.

    Args:
        place: the unit.
        at: where it is.
        words: of tracks.
        now: s since epoch.
        zone: time zone and language.
    """
    timezone, language = zone
    age = ""
    if at.state == "late" and at.seen_at is not None:
        age_s = now - at.seen_at
        steps = age_s - age_s % AGE_STEP_S
        age = words.late.format(age=formats.rough_duration(steps, language))
    elif at.state == "lost":
        since = at.seen_at
        age = words.never if since is None else words.lost.format(time=formats.moment(since, now, timezone))
    return unicodedata.normalize("NFC", f"{place.name}\n{age}" if age else place.name)


class Track:
    """The last minutes of one moving place; points come in the order of time."""

    def __init__(self) -> None:
        """Start without any."""
        self._points: deque[tuple[float, float, float]] = deque()

    def take(self, at: float, lon: float, lat: float) -> None:
        """Add where it was at an instant; one that comes too late is left out."""
        points = self._points
        if points and at <= points[-1][0]:
            return
        if len(points) > 1 and points[-1][0] - points[-2][0] < TRACK_STEP_S:
            points[-1] = (at, lon, lat)  # the newest may be close to the one before, till the next
        else:
            points.append((at, lon, lat))

    def take_past(self, past: Iterable[tuple[float, float, float]]) -> None:
        """Put the past (instant, longitude, latitude) before what came meanwhile."""
        came, self._points = list(self._points), deque()
        for at, lon, lat in sorted({*past, *came}):
            self.take(at, lon, lat)

    def line(self, now: float) -> list[list[float]]:
        """Return the points of the last minutes, oldest first; empty where it did not move."""
        while self._points and self._points[0][0] < now - TRACK_S:
            self._points.popleft()
        found = [[round(lon, 5), round(lat, 5)] for _at, lon, lat in self._points]
        return found if len({tuple(point) for point in found}) > 1 else []


def tracks_geojson(
    lines: Mapping[str, list[list[float]]], states: Mapping[str, Freshness]
) -> dict[str, object]:
    """Return the tracks as GeoJSON, each with its state; a unit that stood still has none."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": place_id, "state": states.get(place_id, "lost")},
                "geometry": {"type": "LineString", "coordinates": line},
            }
            for place_id, line in lines.items()
            if line
        ],
    }

"""What a map shows of each place: marker, state, label; and what changed since the last time. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from backend.contract.state import Alarm, Freshness, Place, Series, Severity, as_shown
from widgets.logic import formats
from widgets.logic.limits import rank
from widgets.logic.live_state import LiveState
from widgets.logic.map_cameras import CAMERA_KIND, CameraSight, bearing_of, camera_name, sight
from widgets.logic.map_units import Duty, Glyph, TrackWords, duty_of, glyph_of, unit_label
from widgets.logic.position import Position, position

Layer = Literal["alarmed", "calm", "cameras", "units"]
LAYERS: tuple[Layer, ...] = ("alarmed", "calm", "cameras", "units")
UNITS_EVERY_S = 1.0
"""What moves is drawn anew at most so often."""
MAP_AT_LEAST_S = 5.0
"""An alarmed unit is a marker of the map itself: it moves at least so often, however slowly that draws."""
DRAWING_SHARE = 0.3
"""Drawing markers that move may take this share of the page's time: without a GPU a frame takes long."""


class Mark(msgspec.Struct, frozen=True):
    """How one place is drawn."""

    place_id: str
    layer: Layer
    lon: float
    lat: float
    state: Freshness | CameraSight
    """Of a camera its sight, of a unit its track's, else that of the value which speaks for the place."""
    severity: Severity | None = None
    """Of the worst active alarm that nobody has put aside; None: calm."""
    taken: bool = False
    """That alarm is acknowledged."""
    label: str = ""
    glyph: Glyph | None = None
    """Of a unit."""
    duty: Duty = "unknown"
    """Of a unit: whether it can be sent."""
    bearing_deg: float | None = None
    """Where a unit goes, or a camera looks, clockwise from north."""
    name: str = ""
    """Shown where the pointer rests."""

    def feature(self) -> dict[str, object]:
        """Return the mark as a GeoJSON feature with the properties that the page draws."""
        properties: dict[str, object] = {"id": self.place_id, "state": self.state, "label": self.label}
        if self.severity is not None:
            taken = "taken" if self.taken else "new"
            properties["severity"] = self.severity
            properties["icon"] = f"{self.severity}-{self.state}-{taken}"
        if self.glyph is not None and self.severity is None:
            properties["icon"] = f"unit-{self.glyph}-{self.state}-{self.duty}"
        if self.bearing_deg is not None:
            properties["bearing"] = round(self.bearing_deg)
        if self.name:
            properties["name"] = self.name
        properties["rank"] = rank(self.severity)
        point = {"type": "Point", "coordinates": [self.lon, self.lat]}
        return {"type": "Feature", "properties": properties, "geometry": point}


class MarkStyle(msgspec.Struct, frozen=True):
    """What a map is asked to show of its places."""

    kinds: tuple[str, ...]
    """Kinds of place; empty: all but cameras."""
    cameras: bool
    labels: Literal["alarmed", "all", "none"]
    language: str
    no_data: str
    """The words for a value that is lost."""
    glyphs: Mapping[str, Glyph] = {}
    """Of kinds of place, as the layout says."""
    track: TrackWords = TrackWords()


class Known(msgspec.Struct, frozen=True):
    """What a map knows of places besides the live state."""

    duty: Mapping[str, str] = {}
    """Crew → whether it can be sent, as the daemon says."""
    seen: Mapping[str, CameraSight] = {}
    """Camera that this map plays → what is seen of it."""


def standing_alarms(alarms: Iterable[Alarm]) -> dict[str, list[Alarm]]:
    """Return the active alarms that are not put aside, worst first, by place id."""
    found: dict[str, list[Alarm]] = {}
    for alarm in alarms:
        if alarm.active and alarm.operator in ("unacknowledged", "acknowledged"):
            found.setdefault(alarm.subject, []).append(alarm)
    for of_place in found.values():
        of_place.sort(key=lambda a: (rank(a.severity), a.operator != "unacknowledged", a.raised_at))
    return found


def is_shown(place: Place, style: MarkStyle) -> bool:
    """Return whether a place of this kind is asked for."""
    if place.kind == CAMERA_KIND:
        return style.cameras or CAMERA_KIND in style.kinds
    return not style.kinds or place.kind in style.kinds


def marks(state: LiveState, style: MarkStyle, now: float, known: Known | None = None) -> dict[str, Mark]:
    """Return the mark of every place that is asked for and is somewhere, by its id.

    Args:
        state: live state.
        style: what is asked for.
        now: s since epoch.
        known: what else is known.
    """
    alarms = standing_alarms(state.alarms.values())
    more = known or Known()
    found: dict[str, Mark] = {}
    for place in state.places.values():
        at = position(state, place, now) if is_shown(place, style) else None
        if at is None:
            continue
        of_place = alarms.get(place.place_id, [])
        if of_place:
            found[place.place_id] = _alarmed(state, (place, at), of_place, style, now)
        elif place.kind == CAMERA_KIND:
            found[place.place_id] = _camera(state, place, at, more, now)
        elif (glyph := glyph_of(state, place, style.glyphs)) is not None:
            found[place.place_id] = _unit(state, (place, at, glyph), style, more, now)
        else:
            found[place.place_id] = _calm(state, (place, at), style, now)
    return found


def markers_every_s(drawing_s: float) -> float:
    """Return seconds between two drawings of alarmed units, which cost a frame of the map itself.

    Args:
        drawing_s: how long the page took to draw what it got last for the map itself.
    """
    return min(MAP_AT_LEAST_S, max(UNITS_EVERY_S, drawing_s / DRAWING_SHARE))


def held(before: Mapping[str, Mark], after: dict[str, Mark], layers: frozenset[Layer]) -> dict[str, Mark]:
    """Return `after` with what only moved, in one of `layers`, left where it was drawn last."""
    return {
        place_id: old
        if new.layer in layers and (old := before.get(place_id)) is not None and _only_moved(old, new)
        else new
        for place_id, new in after.items()
    }


def _only_moved(old: Mark, new: Mark) -> bool:
    """Return whether nothing but the place differs; of a unit nothing but an alarm counts besides."""
    if old.layer == new.layer == "units":
        return True
    return msgspec.structs.replace(new, lon=old.lon, lat=old.lat) == old


def _alarmed(
    state: LiveState, found: tuple[Place, Position], alarms: list[Alarm], style: MarkStyle, now: float
) -> Mark:
    place, at = found
    series, worst = headline(state, place.place_id, alarms), alarms[0]
    fresh: Freshness = state.freshness_of(series.series_id, now) if series else "fresh"
    return Mark(
        place.place_id,
        "alarmed",
        at.lon,
        at.lat,
        fresh,
        worst.severity,
        worst.operator == "acknowledged",
        "" if style.labels == "none" else _label(state, place, series, fresh, style),
    )


def _calm(state: LiveState, found: tuple[Place, Position], style: MarkStyle, now: float) -> Mark:
    place, at = found
    series = headline(state, place.place_id, [])
    fresh: Freshness = state.freshness_of(series.series_id, now) if series else "fresh"
    label = _label(state, place, series, fresh, style) if style.labels == "all" else ""
    return Mark(place.place_id, "calm", at.lon, at.lat, fresh, label=label)


def _camera(state: LiveState, place: Place, at: Position, known: Known, now: float) -> Mark:
    return Mark(
        place.place_id,
        "cameras",
        at.lon,
        at.lat,
        sight(state, place.place_id, known.seen, now),
        bearing_deg=bearing_of(place),
        name=camera_name(place),
    )


def _unit(
    state: LiveState, found: tuple[Place, Position, Glyph], style: MarkStyle, known: Known, now: float
) -> Mark:
    place, at, glyph = found
    zone = (state.centre.timezone, style.language)
    return Mark(
        place.place_id,
        "units",
        at.lon,
        at.lat,
        at.state,
        label="" if style.labels == "none" else unit_label(place, at, style.track, now, zone),
        glyph=glyph,
        duty=duty_of(known.duty.get(place.place_id, "")),
        bearing_deg=at.heading_deg if at.state != "lost" else None,
        name=unit_label(place, at, style.track, now, zone),
    )


def headline(state: LiveState, place_id: str, alarms: list[Alarm]) -> Series | None:
    """Return the series that speaks for a place: that of its worst alarm, else its first."""
    for alarm in alarms[:1]:
        if alarm.series_id in state.series:
            return state.series[alarm.series_id]
    of_place = state.series_of_place.get(place_id)
    return of_place[0] if of_place else None


def value_words(state: LiveState, series: Series, language: str) -> str:
    """Return the newest value of a series with its unit: `62 cm`; a dash where there is none."""
    reading = state.readings.get(series.series_id)
    if reading is None:
        return formats.NO_NUMBER
    shown = as_shown(reading.value, series.decimals, series.limits)
    number = formats.number(shown, series.decimals, language)
    return f"{number}\u00a0{series.unit}" if series.unit else number


def _label(state: LiveState, place: Place, series: Series | None, fresh: Freshness, style: MarkStyle) -> str:
    if series is None:
        words = place.name
    elif fresh == "lost":
        words = f"{place.name} · {style.no_data}"
    else:
        words = f"{place.name} {value_words(state, series, style.language)}"
    # letters with their marks composed: the map draws one glyph per code point
    return unicodedata.normalize("NFC", words)


def changes(before: Mapping[str, Mark], after: Mapping[str, Mark]) -> dict[str, dict[str, list[object]]]:
    """Return, for each layer that changed, the features to `put` and the place ids to `drop`."""
    found: dict[str, dict[str, list[object]]] = {}

    def part(layer: Layer) -> dict[str, list[object]]:
        return found.setdefault(layer, {"put": [], "drop": []})

    for place_id, old in before.items():
        new = after.get(place_id)
        if new is None or new.layer != old.layer:
            part(old.layer)["drop"].append(place_id)
    for place_id, new in after.items():
        if before.get(place_id) != new:
            part(new.layer)["put"].append(new.feature())
    return found

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

Layer = Literal["alarmed", "calm", "cameras"]
LAYERS: tuple[Layer, ...] = ("alarmed", "calm", "cameras")
CAMERA_KIND = "camera"


class Mark(msgspec.Struct, frozen=True):
    """How one place is drawn."""

    place_id: str
    layer: Layer
    lon: float
    lat: float
    state: Freshness
    severity: Severity | None = None
    """Of the worst active alarm that nobody has put aside; None: calm."""
    taken: bool = False
    """That alarm is acknowledged."""
    label: str = ""

    def feature(self) -> dict[str, object]:
        """Return the mark as a GeoJSON feature with the properties that the page draws."""
        properties: dict[str, object] = {"id": self.place_id, "state": self.state, "label": self.label}
        if self.severity is not None:
            taken = "taken" if self.taken else "new"
            properties["severity"] = self.severity
            properties["icon"] = f"{self.severity}-{self.state}-{taken}"
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
    """Return whether a place is on the map at all."""
    if place.lat is None or place.lon is None:
        return False
    if place.kind == CAMERA_KIND:
        return style.cameras or CAMERA_KIND in style.kinds
    return not style.kinds or place.kind in style.kinds


def marks(state: LiveState, style: MarkStyle, now: float) -> dict[str, Mark]:
    """Return the mark of every shown place by its id, at `now` (s since epoch)."""
    alarms = standing_alarms(state.alarms.values())
    return {
        place.place_id: mark(state, place, alarms.get(place.place_id, []), style, now)
        for place in state.places.values()
        if is_shown(place, style)
    }


def mark(state: LiveState, place: Place, alarms: list[Alarm], style: MarkStyle, now: float) -> Mark:
    """Return how one place is drawn; `alarms` are its standing ones, worst first."""
    assert place.lon is not None  # noqa: S101 - is_shown() has asked
    assert place.lat is not None  # noqa: S101 - likewise
    series = headline(state, place.place_id, alarms)
    fresh: Freshness = state.freshness_of(series.series_id, now) if series else "fresh"
    worst = alarms[0] if alarms else None
    wants_label = style.labels == "all" or (style.labels == "alarmed" and worst is not None)
    layer: Layer = "alarmed" if worst else "cameras" if place.kind == CAMERA_KIND else "calm"
    return Mark(
        place.place_id,
        layer,
        place.lon,
        place.lat,
        fresh,
        worst.severity if worst else None,
        worst is not None and worst.operator == "acknowledged",
        _label(state, place, series, fresh, style) if wants_label else "",
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

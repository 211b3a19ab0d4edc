"""Words of the map: kinds of station, severities in the legend, the sea."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.state import SEVERITIES, Severity
from widgets.logic.map_config import LegendMarker, severity_markers
from widgets.logic.map_units import TrackWords
from widgets.parts.words import severity_word

translate = QCoreApplication.translate


def kind_words(kind: str, count: int, name: str = "") -> str:
    """Return `44 trạm mưa`.

    Args:
        kind: of place.
        count: how many.
        name: of the kind as its pack says it, for one without a translation here.
    """
    template = {
        "rain_station": translate("Map", "{count} rain stations"),
        "flood_post": translate("Map", "{count} flood posts"),
        "river_gauge": translate("Map", "{count} river gauges"),
        "flood_tower": translate("Map", "{count} flood towers"),
        "reservoir": translate("Map", "{count} reservoirs"),
        "camera": translate("Map", "{count} cameras"),
        "hotline": translate("Map", "{count} call desks"),
    }.get(kind, "{count} " + (name[:1].lower() + name[1:] or kind.replace("_", " ")))
    return template.format(count=count)


def legend_names(
    limits: dict[Severity, str], *, cameras: bool = False, units: bool = False
) -> tuple[LegendMarker, ...]:
    """Return the legend's markers: severities with their limits, calm and lost stations, cameras, units."""
    names = {severity: _capital(severity_word(severity)) for severity in SEVERITIES}
    return (
        *severity_markers(names, limits),
        LegendMarker("calm", translate("Map", "Normal")),
        LegendMarker("lost", translate("Map", "No data")),
        *(_camera_markers() if cameras else ()),
        *(_unit_markers() if units else ()),
    )


def _camera_markers() -> tuple[LegendMarker, ...]:
    return (
        LegendMarker("camera-fresh", translate("Map", "Camera")),
        LegendMarker("camera-frozen", translate("Map", "Camera: frozen or late")),
        LegendMarker("camera-lost", translate("Map", "Camera: no picture")),
    )


def _unit_markers() -> tuple[LegendMarker, ...]:
    return (
        LegendMarker("unit-free", translate("Map", "Crew: free")),
        LegendMarker("unit-busy", translate("Map", "Crew: busy")),
        LegendMarker("unit-lost", translate("Map", "Crew: track lost")),
    )


def track_words() -> TrackWords:
    """Return the words of a track that is not fresh."""
    return TrackWords(
        translate("Map", "track late {age}"),
        translate("Map", "track lost since {time}"),
        translate("Map", "no position yet"),
    )


def sea_name() -> str:
    """Return the name of the sea on the small map."""
    return translate("Map", "EAST SEA")


def unmeasured() -> str:
    """Return the words for a ward that no station speaks for."""
    return translate("Map", "not measured")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

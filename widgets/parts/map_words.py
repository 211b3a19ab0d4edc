"""Words of the map: kinds of station, severities in the legend, the sea."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.state import SEVERITIES, Severity
from widgets.logic.map_config import LegendMarker, severity_markers
from widgets.parts.words import severity_word

translate = QCoreApplication.translate


def kind_words(kind: str, count: int) -> str:
    """Return `44 trạm mưa`; a kind without a translation is shown as it is named."""
    template = {
        "rain_station": translate("Map", "{count} rain stations"),
        "flood_post": translate("Map", "{count} flood posts"),
        "river_gauge": translate("Map", "{count} river gauges"),
        "flood_tower": translate("Map", "{count} flood towers"),
        "reservoir": translate("Map", "{count} reservoirs"),
        "camera": translate("Map", "{count} cameras"),
        "hotline": translate("Map", "{count} call desks"),
    }.get(kind, "{count} " + kind.replace("_", " "))
    return template.format(count=count)


def legend_names(limits: dict[Severity, str]) -> tuple[LegendMarker, ...]:
    """Return the legend's markers: severities with their limits, then calm and lost stations."""
    names = {severity: _capital(severity_word(severity)) for severity in SEVERITIES}
    return (
        *severity_markers(names, limits),
        LegendMarker("calm", translate("Map", "Normal")),
        LegendMarker("lost", translate("Map", "No data")),
    )


def sea_name() -> str:
    """Return the name of the sea on the small map."""
    return translate("Map", "EAST SEA")


def unmeasured() -> str:
    """Return the words for a ward that no station speaks for."""
    return translate("Map", "not measured")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

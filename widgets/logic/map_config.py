"""What a map's page is told once: look, view, fill scale, legend. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from backend.contract.state import SEVERITIES, Limit, Series, Severity
from widgets.logic import formats
from widgets.logic.map_fill import Point, WardFill

HOT_SHARE = 0.25
"""A cluster of cases of which at least this share needs a person is drawn hot."""


class LegendMarker(msgspec.Struct, frozen=True):
    """One symbol with its words."""

    shape: str
    """A severity, `calm` or `lost`; `camera-…` or `unit-…` with a state."""
    words: str


class Legend(msgspec.Struct, frozen=True):
    """The box at the bottom left, and the word in the small map's sea."""

    markers: tuple[LegendMarker, ...]
    note: str
    sea: str


class FillScale(msgspec.Struct, frozen=True):
    """The colours of the wards with the bounds between them."""

    title: str
    unit: str
    colours: tuple[str, ...]
    words: tuple[str, ...]
    """One fewer than colours."""
    unknown: str
    """Words for a ward that no station speaks for."""


class ToneFace(msgspec.Struct, frozen=True):
    """How points of one tone look."""

    shape: str
    """A severity's shape, or `dot`."""
    colour: str
    words: str


class CaseScale(msgspec.Struct, frozen=True):
    """What the page is told of the layer."""

    title: str
    tones: tuple[ToneFace, ...]
    hot: tuple[int, ...]
    """Tones that need a person."""
    hot_words: str = ""
    """What a hot cluster means."""
    hot_share: float = HOT_SHARE
    heat: bool = False


class MapConfig(msgspec.Struct, frozen=True):
    """Argument of the page's `start`."""

    token: str
    language: str
    scale: float
    """1 at desk density."""
    tokens: dict[str, str | tuple[str, ...]]
    city: Point
    """Marked on the small map."""
    centre: Point
    """Of the view."""
    zoom: float
    labels: str
    legend: Legend
    layers: tuple[str, ...]
    """Layers that the page can fetch at once; others are told when they come."""
    fill: FillScale | None = None
    reports: CaseScale | None = None
    """The layer of case files; None: there is none."""
    glyphs: tuple[str, ...] = ()
    """Of units on the map: their pictures are made."""


def camel_case(name: str) -> str:
    """Return `text_second` as `textSecond`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def fill_scale(
    fill: WardFill, series: Iterable[Series], rain: tuple[str, ...], language: str, unknown: str
) -> FillScale:
    """Return the scale of a fill; name and unit are the metric's where the options give none.

    Args:
        fill: bounds in the metric's unit.
        series: all series known.
        rain: five colours, little to much.
        language: "vi" or "en".
        unknown: words for a ward that no station speaks for.
    """
    of_metric = next((s for s in series if s.metric == fill.metric), None)
    n_colours = len(fill.steps) + 1
    # spread over the five tokens, so that two colours are the outermost two
    colours = tuple(rain[round(i * (len(rain) - 1) / (n_colours - 1))] for i in range(n_colours))
    title = fill.title or (of_metric.name.in_language(language) if of_metric else fill.metric)
    unit = fill.unit or (of_metric.unit if of_metric else "")
    words = tuple(formats.number(step, 0 if step == int(step) else 1, language) for step in fill.steps)
    return FillScale(title, unit, colours, words, unknown)


def limit_words(series: Iterable[Series], metric: str, language: str) -> dict[Severity, str]:
    """Return `≥ 40 cm` for each severity that a metric has a limit of; empty where stations differ."""
    sets: set[tuple[Limit, ...]] = {s.limits for s in series if s.metric == metric and s.limits}
    if len(sets) != 1:
        return {}
    unit = next(s.unit for s in series if s.metric == metric and s.limits)
    found: dict[Severity, str] = {}
    for limit in sets.pop():
        sign = "≥" if limit.direction == "above" else "≤"
        number = formats.number(limit.value, 0 if limit.value == int(limit.value) else 1, language)
        found[limit.severity] = f"{sign} {number}\u00a0{unit}".rstrip()
    return found


def severity_markers(names: dict[Severity, str], limits: dict[Severity, str]) -> tuple[LegendMarker, ...]:
    """Return the legend's severities, worst first: with limits only those that have one."""
    shown = [s for s in SEVERITIES if not limits or s in limits]
    return tuple(LegendMarker(s, f"{names[s]} {limits.get(s, '')}".strip()) for s in shown)

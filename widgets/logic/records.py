"""Rows of a table of places: their newest values, what is exceeded, how old. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from backend.contract.standing import alarm_levels
from backend.contract.state import Freshness, Limit, Quality, Series, Severity
from widgets.logic.ageing import ages_of
from widgets.logic.limits import as_shown, exceeded, rank, worst_severity
from widgets.logic.live_state import LiveState
from widgets.logic.search import folded, matches
from widgets.logic.standing import said_of
from widgets.logic.value_class import class_in

Order = Literal["severity", "value", "name"]


class Cell(msgspec.Struct, frozen=True):
    """One metric of one place."""

    value: float
    """NaN where there is none."""
    decimals: int
    severity: Severity | None
    state: Freshness
    quality: Quality = Quality.GOOD
    share: float = math.nan
    """How much of the mildest limit it has reached (1: all); NaN where there is none."""
    said: str = ""
    """Beside the number: where it stands among alarm levels, and its class."""
    class_severity: Severity | None = None
    """Of its class; None: the words are not coloured."""


class Row(msgspec.Struct, frozen=True):
    """One place."""

    place_id: str
    name: str
    area: str
    cells: tuple[Cell, ...]
    severity: Severity | None
    state: Freshness
    oldest_at: float | None


class Column(msgspec.Struct, frozen=True):
    """One metric of the table."""

    metric: str
    name: str
    unit: str
    words: str = ""
    """The longest words that may stand beside a number."""


EMPTY = Cell(math.nan, 0, None, "lost")


def columns_of(state: LiveState, kind: str, metrics: Sequence[str], language: str) -> list[Column]:
    """Return the table's columns with the words of the first series that has each metric."""
    found: dict[str, Column] = {}
    for series in state.series.values():
        place = state.places.get(series.place_id)
        if place is not None and place.kind == kind and series.metric in metrics:
            name, known = series.name.in_language(language), found.get(series.metric)
            words = max((known.words if known else "", *_longest(series, language)), key=len)
            if known is None or known.words != words:
                found[series.metric] = Column(series.metric, name, series.unit, words)
    return [found.get(metric, Column(metric, metric, "")) for metric in metrics]


def _longest(series: Series, language: str) -> Iterator[str]:
    """Yield the words of each class, and of the highest alarm level."""
    yield from (each.name.in_language(language) for each in series.classes)
    yield from (
        said_of(series, level.value + 1, language, short=True) for level in alarm_levels(series.limits)
    )


def cell_of(state: LiveState, series_id: str, now: float, language: str = "vi") -> Cell:
    """Return the newest value of a series; one that is bad or uncertain exceeds nothing."""
    series, reading = state.series.get(series_id), state.readings.get(series_id)
    if series is None or reading is None:
        return EMPTY
    trusted = reading.quality not in (Quality.BAD, Quality.UNCERTAIN)
    limit = exceeded(reading.value, series.limits) if trusted else None
    exact = reading.quality is Quality.GOOD  # what is only known to be more or less may lie in another class
    in_class = class_in(series, reading.value) if exact else None
    return Cell(
        as_shown(reading.value, series.decimals, series.limits),
        series.decimals,
        limit.severity if limit is not None else None,
        state.freshness_of(series_id, now),
        reading.quality,
        _share(reading.value, series.limits),
        said_of(series, reading.value, language, short=True) if exact else "",
        in_class.severity if in_class is not None else None,
    )


def _share(value: float, limits: Sequence[Limit]) -> float:
    first = next(iter(limits), None)
    if first is None or first.direction != "above" or first.value <= 0:
        return math.nan
    return value / first.value


def row_of(state: LiveState, place_id: str, metrics: Sequence[str], now: float, language: str = "vi") -> Row:
    """Return the row of a place at `now` (s since epoch); the first metric says how old it is."""
    place = state.places[place_id]
    ids = [f"{place_id}.{metric}" for metric in metrics]
    cells = tuple(cell_of(state, series_id, now, language) for series_id in ids)
    ages = ages_of(state, ids[:1], now)
    return Row(
        place_id,
        place.name,
        place.area_name,
        cells,
        worst_severity(cell.severity for cell in cells if cell.severity is not None),
        ages.state,
        ages.oldest_at,
    )


def places_of(state: LiveState, kind: str) -> list[str]:
    """Return the ids of all places of a kind."""
    return [place_id for place_id, place in state.places.items() if place.kind == kind]


def ordered(rows: Iterable[Row], order: Order, column: int = 0) -> list[Row]:
    """Return rows in order: worst limit first, greatest value of `column` first, or by name.

    Of equal severity the one that is farthest on its way to its limit comes first: levels of two
    gauges cannot be compared in metres.
    """

    def value(row: Row) -> float:
        found = row.cells[column].value if column < len(row.cells) else math.nan
        return math.inf if math.isnan(found) else -found

    if order == "name":
        return sorted(rows, key=lambda row: (folded(row.name), row.place_id))
    if order == "value":
        return sorted(rows, key=lambda row: (value(row), folded(row.name)))

    def reached(row: Row) -> float:
        found = row.cells[column].share if column < len(row.cells) else math.nan
        return math.inf if math.isnan(found) else -found

    return sorted(rows, key=lambda row: (rank(row.severity), reached(row), value(row), folded(row.name)))


def filtered(rows: Iterable[Row], wanted: str) -> list[Row]:
    """Return the rows whose name or area holds every word of `wanted`, with or without diacritics."""
    return [row for row in rows if matches(wanted, (row.name, row.area))] if wanted else list(rows)

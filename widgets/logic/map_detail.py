"""What the card of a chosen place says: values with their ages, and its alarms. Pure."""

from __future__ import annotations

import msgspec

from backend.contract.state import Freshness, Place, Quality, Series, Severity
from widgets.logic import formats
from widgets.logic.live_state import LiveState
from widgets.logic.map_marks import standing_alarms, value_words
from widgets.logic.position import HEADING, LAT, LON, moves, position
from widgets.logic.standing import said_of

MAX_ROWS = 6
SYMBOLS: dict[Severity, str] = {"critical": "◆", "high": "▲", "medium": "■", "low": "●"}


class DetailRow(msgspec.Struct, frozen=True):
    """One value."""

    name: str
    value: str
    age: str
    state: Freshness
    said: str = ""
    """Where it stands among the alarm levels, and its class."""


class DetailAlarm(msgspec.Struct, frozen=True):
    """One standing alarm."""

    symbol: str
    severity: Severity
    title: str
    detail: str


class Detail(msgspec.Struct, frozen=True):
    """The card of one place."""

    id: str
    at: tuple[float, float]
    """Longitude, latitude."""
    name: str
    where: str
    rows: tuple[DetailRow, ...]
    alarms: tuple[DetailAlarm, ...]


def detail(
    state: LiveState, place_id: str, now: float, language: str, lost_since: dict[str, str]
) -> Detail | None:
    """Return the card of a place, None where it is unknown or has no position.

    Args:
        state: live state.
        place_id: the chosen place.
        now: s since epoch.
        language: "vi" or "en".
        lost_since: words for each series that is lost, by series id.
    """
    place = state.places.get(place_id)
    at = position(state, place, now) if place is not None else None
    if place is None or at is None:
        return None
    rows = tuple(
        _row(state, series, now, language, lost_since.get(series.series_id, ""))
        for series in _shown(state, place)
    )
    alarms = tuple(
        DetailAlarm(
            SYMBOLS[a.severity], a.severity, a.title.in_language(language), a.detail.in_language(language)
        )
        for a in standing_alarms(state.alarms.values()).get(place_id, [])[:3]
    )
    return Detail(place_id, (at.lon, at.lat), place.name, place.area_name, rows, alarms)


def _shown(state: LiveState, place: Place) -> list[Series]:
    """Return the series of the card; where something is, the map itself shows."""
    found = state.series_of_place.get(place.place_id, [])
    if moves(state, place):
        found = [series for series in found if series.metric not in (LAT, LON, HEADING)]
    return found[:MAX_ROWS]


def _row(state: LiveState, series: Series, now: float, language: str, lost_words: str) -> DetailRow:
    fresh = state.freshness_of(series.series_id, now)
    reading = state.readings.get(series.series_id)
    age = formats.rough_duration(reading.age_s(now), language) if reading else ""
    trusted = reading is not None and reading.quality not in (Quality.BAD, Quality.UNCERTAIN)
    said = said_of(series, reading.value, language) if reading is not None and trusted else ""
    return DetailRow(
        series.name.in_language(language),
        formats.NO_NUMBER if fresh == "lost" else value_words(state, series, language),
        lost_words if fresh == "lost" else age,
        fresh,
        "" if fresh == "lost" else said,
    )

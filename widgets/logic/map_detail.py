"""What the card of a chosen place says: values with their ages, and its alarms. Pure."""

from __future__ import annotations

import msgspec

from backend.contract.state import Freshness, Severity
from widgets.logic import formats
from widgets.logic.live_state import LiveState
from widgets.logic.map_marks import standing_alarms, value_words

MAX_ROWS = 6
SYMBOLS: dict[Severity, str] = {"critical": "◆", "high": "▲", "medium": "■", "low": "●"}


class DetailRow(msgspec.Struct, frozen=True):
    """One value."""

    name: str
    value: str
    age: str
    state: Freshness


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
    if place is None or place.lon is None or place.lat is None:
        return None
    rows = []
    for series in state.series_of_place.get(place_id, [])[:MAX_ROWS]:
        fresh = state.freshness_of(series.series_id, now)
        reading = state.readings.get(series.series_id)
        age = formats.rough_duration(reading.age_s(now), language) if reading else ""
        rows.append(
            DetailRow(
                series.name.in_language(language),
                formats.NO_NUMBER if fresh == "lost" else value_words(state, series, language),
                lost_since.get(series.series_id, "") if fresh == "lost" else age,
                fresh,
            )
        )
    alarms = tuple(
        DetailAlarm(
            SYMBOLS[a.severity], a.severity, a.title.in_language(language), a.detail.in_language(language)
        )
        for a in standing_alarms(state.alarms.values()).get(place_id, [])[:3]
    )
    return Detail(place_id, (place.lon, place.lat), place.name, place.area_name, tuple(rows), alarms)

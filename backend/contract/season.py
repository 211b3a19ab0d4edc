"""Requests for the archive of past seasons: events over stored history, and their export."""

from __future__ import annotations

from typing import Literal

import msgspec


class GetEpisodes(msgspec.Struct, frozen=True, tag="get_episodes"):
    """Asks for the events of a metric in a span of time; the answer is `Episodes`."""

    metric: str
    start_at: float
    end_at: float
    kind: Literal["level", "rain"] = "level"
    """`level`: stretches at or above `level`; `rain`: wet events of a rate per hour."""
    level: float = 0.0
    """In the metric's unit: at or above it is an event; of rain, above it is wet."""
    dry_s: float = 21_600.0
    """So long below (or dry) ends an event; shorter breaks belong to it."""
    places: tuple[str, ...] = ()
    """Place ids; empty: all that measure it."""


class StationPeak(msgspec.Struct, frozen=True):
    """One place in one event, or in the whole span."""

    place_id: str
    peak: float
    peak_at: float
    total: float | None = None
    """Of rain: its amount, in the rate's unit times hours."""
    n_readings: int = 0


class Episode(msgspec.Struct, frozen=True):
    """One event, at one or more places at once."""

    start_at: float
    end_at: float
    """Last instant at which some place was in it."""
    peak: float
    peak_at: float
    peak_place: str
    stations: tuple[StationPeak, ...]
    """Places that were in it, the highest peak first."""
    total: float | None = None
    """Of rain: the greatest amount at one place."""
    reference_day: str = ""
    """Id of the named historic day that falls into it."""
    complete: bool = True
    """False: it had begun before the span, or goes on after it."""


class Episodes(msgspec.Struct, frozen=True, tag="episodes"):
    """Answer to `GetEpisodes`, oldest first."""

    metric: str
    unit: str
    episodes: tuple[Episode, ...]
    maxima: tuple[StationPeak, ...]
    """Highest reading of each place in the whole span, highest first."""
    n_readings: int
    """That were looked at; good ones alone count."""
    without_data: tuple[str, ...] = ()
    """Places that have no reading in the span: nothing is known of them."""
    left_out: int = 0
    """Events beyond the most that an answer holds, the lowest ones."""
    coarse: bool = False
    """True: of a span that is kept as hourly figures only; ends of events are exact to the hour."""


class ExportSeries(msgspec.Struct, frozen=True, tag="export_series"):
    """Asks for readings or events as a spreadsheet; the answer is `Kept`."""

    query: GetEpisodes
    what: Literal["readings", "events"] = "events"
    format: Literal["xlsx", "csv"] = "xlsx"


SeasonRequest = GetEpisodes | ExportSeries
SeasonAnswer = Episodes

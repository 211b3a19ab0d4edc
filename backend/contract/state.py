"""The nouns that daemon and walls share: places, series, readings, alarms, sources.

Instants are seconds since the Unix epoch in UTC (float); durations are seconds.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable
from typing import Literal

import msgspec

Freshness = Literal["fresh", "late", "lost"]
"""Signal axis: within its maximum age, over it, or silent for more than `LOST_FACTOR` times that age."""

LOST_FACTOR = 3.0
"""A value older than this many times its maximum age is lost, not just late."""


def freshness(at: float | None, max_age_s: float, now: float) -> Freshness:
    """Return how alive a value measured at `at` (s since epoch) is, given its declared maximum age (s)."""
    if at is None or now - at > LOST_FACTOR * max_age_s:
        return "lost"
    return "late" if now - at > max_age_s else "fresh"


Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")
"""Worst first."""

OperatorState = Literal["unacknowledged", "acknowledged", "shelved", "suppressed", "out_of_service", "none"]
"""Operator axis of an alarm; `none` is a normal, acknowledged alarm that asks for nothing."""


class Quality(enum.IntEnum):
    """What is known of a reading besides its value."""

    GOOD = 0
    UNCERTAIN = 1
    """Suspicious (out of plausible range, stuck): shown marked, never alarms alone."""
    BELOW = 2
    """Censored: the true value is below `value`, a detection limit (`<0,5`)."""
    ABOVE = 3
    """Censored: the true value is above `value`."""
    BAD = 4
    """The source itself says that the value is not to be used."""


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words for people, Vietnamese first."""

    vi: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the words in `language` ("vi" or "en"), Vietnamese where English is missing."""
        return self.en if language == "en" and self.en else self.vi


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something is measured or seen."""

    place_id: str
    name: str
    kind: str
    """rain_station, flood_post, river_gauge, camera, hotline, … as the packs declare."""
    lat: float | None = None
    """Degrees north, WGS84."""
    lon: float | None = None
    """Degrees east, WGS84."""
    area_code: str = ""
    """Code of the ward or commune."""
    area_name: str = ""
    attributes: dict[str, str] = {}
    """Free: `stream` (RTSP address of a camera), `river`, `bearing_deg`, …"""


class Limit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A threshold drawn on charts and used to colour values."""

    name: Text
    value: float
    """In the series' unit."""
    direction: Literal["above", "below"]
    severity: Severity
    inclusive: bool = False
    """The value of the limit itself already exceeds it (river alarm levels)."""


def exceeds(value: float, limit: Limit) -> bool:
    """Return whether `value` (in the limit's unit) exceeds `limit`, as its rule says; NaN exceeds nothing."""
    return reaches(value, limit) and (limit.inclusive or value != limit.value)


def reaches(value: float, limit: Limit) -> bool:
    """Return whether `value` (in the limit's unit) is at or beyond `limit`; NaN is nowhere."""
    return value >= limit.value if limit.direction == "above" else value <= limit.value


def as_shown(value: float, decimals: int, limits: Iterable[Limit]) -> float:
    """Return `value` rounded for people, but never past a limit that it does not exceed.

    9,7 cm below a limit whose 10 cm already exceed it is shown as 9, not as a 10 that raises no alarm.
    """
    if not math.isfinite(value):
        return value
    rounded, step = round(value, decimals), 10.0**-decimals
    if any(exceeds(rounded, limit) and not exceeds(value, limit) for limit in limits):
        rounded = round(rounded - math.copysign(step, rounded - value), decimals)
    return rounded


class ValueClass(msgspec.Struct, frozen=True, omit_defaults=True):
    """One class of a metric's values, from `lowest` up to the next one's: "mưa to", "ngập nguy cấp"."""

    lowest: float
    """In the series' unit; it belongs to the class itself."""
    name: Text
    severity: Severity | None = None
    """How it is coloured; None: it asks for nobody."""


class PlaceKindInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What screens need to know of a kind of place."""

    kind: str
    name: Text
    moves: bool = False
    """Its places are where their series `lat_deg` and `lon_deg` say, `heading_deg` is where they go; the age
    of these values is the age of the track."""
    resource: bool = False
    """Its places are crews, boats or patrols that can be sent somewhere."""


class Series(msgspec.Struct, frozen=True, omit_defaults=True):
    """One metric of one place."""

    series_id: str
    """`<place_id>.<metric>`."""
    index: int
    """Its number in `Values`; unique and stable as long as the daemon's epoch."""
    place_id: str
    metric: str
    name: Text
    unit: str
    max_age_s: float
    decimals: int = 1
    source_id: str = ""
    limits: tuple[Limit, ...] = ()
    classes: tuple[ValueClass, ...] = ()
    """Ascending; empty: its values are not classed."""


class ReferenceDay(msgspec.Struct, frozen=True):
    """A named historic day that charts compare with, such as 14/10/2022."""

    day_id: str
    name: str
    start_at: float
    """Local midnight of that day, or the instant that lines up with the start of the chart's day."""
    note: Text = Text(vi="")
    """What a reader must know of that day's figures."""


class Shift(msgspec.Struct, frozen=True):
    """One shift of the duty roster."""

    name: str
    starts: str
    """Local time `hh:mm`; it lasts until the next shift starts."""


class Centre(msgspec.Struct, frozen=True):
    """The centre that this wall belongs to."""

    centre_id: str
    name: str
    timezone: str = "Asia/Ho_Chi_Minh"
    shifts: tuple[Shift, ...] = ()
    map_centre: tuple[float, float] = (108.2, 16.05)
    """Longitude, latitude."""
    map_zoom: float = 9.5
    map_note: Text = Text(vi="")
    """What the reader of the map must know (e.g. that boundaries are approximate)."""


class Source(msgspec.Struct, frozen=True):
    """One source of readings and how it is."""

    source_id: str
    kind: str
    name: str
    state: Freshness
    max_age_s: float
    last_at: float | None
    """When something was last received, None if never."""
    received: int
    """Readings accepted since the daemon started."""
    refused: int
    """Messages or rows put in quarantine since the daemon started."""
    reason: str = ""
    """Why it is not fresh, in words."""


class Alarm(msgspec.Struct, frozen=True, omit_defaults=True):
    """One alarm with its three independent axes: process, operator, signal."""

    alarm_id: str
    """`<rule_id>@<subject>`: one condition has one alarm that lives through many raisings."""
    rule_id: str
    subject: str
    """Place the condition is about."""
    series_id: str
    title: Text
    """What and where: `Ngập 62 cm — Mẹ Suốt, Hòa Khánh`; the value is the one at `changed_at`."""
    detail: Text
    """Which limit, since when."""
    severity: Severity
    peak_severity: Severity
    """Worst since the last acknowledgement."""
    active: bool
    """Process axis: the condition holds now."""
    operator: OperatorState
    signal: Freshness
    raised_at: float
    changed_at: float
    occurrence: int
    """Counts raisings of this alarm; (alarm_id, occurrence) is one episode."""
    cleared_at: float | None = None
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    flapping: bool = False
    latched: bool = False
    first_out: bool = False
    """The first of the flood or group that it belongs to."""
    owner: str = ""
    comment: str = ""
    until_at: float | None = None
    """Acknowledged: the owner looks until then. Shelved: it comes back then."""
    suppressed_by: str = ""
    """Alarm id of the parent, or the plan's name."""
    unit_id: str = ""
    """Responsible unit."""
    consequence: Text = Text(vi="")
    response: Text = Text(vi="")
    respond_within_s: float = 0.0
    procedure: str = ""
    """Procedure id, or "none" said on purpose."""
    n_changes: int = 0
    assignee: str = ""
    """Person or unit that it was given to and that has not taken it yet."""
    incident_id: str = ""
    """Incident that it belongs to: back to normal, it stays in the list until that is closed."""
    note: str = ""
    """Newest remark of a person."""


class DeskLoad(msgspec.Struct, frozen=True):
    """Load of alarms on the duty desk, ISA-18.2 measures."""

    n_active: int = 0
    n_unacknowledged: int = 0
    n_shelved: int = 0
    n_suppressed: int = 0
    n_new_10min: int = 0
    flood: bool = False
    flood_since_at: float | None = None
    first_out: str = ""
    """Alarm id of the first alarm of the running flood."""

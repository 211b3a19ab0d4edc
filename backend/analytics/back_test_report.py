"""What a back-test finds."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Severity


class NamedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that really happened, and that a rule may have caught."""

    id: str
    name: str
    start_at: float
    """s since epoch."""
    end_at: float
    """s since epoch."""
    places: tuple[str, ...] = ()
    """Ids of the places that it touched; empty: all."""
    early_s: float = 3600.0
    """An alarm raised so long before the start still belongs to it, s."""


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """The rule held at a place from an instant to another."""

    place_id: str
    raised_at: float
    """s since epoch."""
    cleared_at: float | None
    """s since epoch, None if it still held at the end of the history."""
    duration_s: float
    """Up to the end of the history if it still held."""
    peak_value: float | None
    """Value furthest beyond the limit, in `unit` of the report; None where a rule has no value."""
    severity: Severity
    """The worst one of the episode."""
    rang: bool
    """It would have called an operator: not hidden by a parent, not a switch of a flapping alarm."""
    chattering: bool
    """Shorter than 10 min, or raised again within 10 min."""


class PlaceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One place that the rule judges."""

    place_id: str
    name: str
    n_readings: int
    first_at: float | None
    """Oldest reading in the time looked at, s since epoch."""
    last_at: float | None
    n_episodes: int
    n_chattering: int
    longest_s: float
    active_share: float
    """Of the time from the first to the last reading, 0 … 1 (absence rules: of the whole time)."""


class FloodPeriod(msgspec.Struct, frozen=True):
    """More than 10 new alarms in 10 min, until fewer than 5."""

    start_at: float
    end_at: float | None
    """None if it still lasted at the end of the history."""


class EventRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How the rule stands to a named event."""

    event: NamedEvent
    outcome: Literal["caught", "missed", "no data"]
    """`no data`: none of its places has a reading in that time."""
    lead_s: float | None = None
    """First alarm before the start (negative: after it), s; an alarm that stood already counts as raised
    `early_s` before."""
    place_id: str = ""
    """Where the first alarm was."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The load that a rule makes."""

    n_episodes: int
    n_rings: int
    """Episodes that call an operator; see `Episode.rang`."""
    n_chattering: int
    chattering_share: float
    """Of the episodes, 0 … 1."""
    longest_s: float
    active_s: float
    """Summed over the places."""
    active_share: float
    """Mean over the places that have readings, 0 … 1."""
    n_floods: int
    flood_s: float


class Settings(msgspec.Struct, frozen=True):
    """What a proposal may change in a threshold rule."""

    hold_s: float
    off_delay_s: float
    deadband: float
    """In the unit of the rule's limit."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A change that removes most ringing and loses no known event."""

    before: Settings
    after: Settings
    unit: str
    """Of the deadband."""
    figures: Figures
    """The load with the change."""
    events: tuple[EventRecord, ...]
    removed_share: float
    """Of all episodes, 0 … 1."""
    n_kept: int
    """Episodes that are no chatter, or last 30 min or more: kept like named events."""
    later_s: float
    """Most that the alarm of a caught event or kept episode comes later, s."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The back-test of one rule."""

    rule_id: str
    kind: str
    unit: str
    """Of the peak values."""
    start_at: float
    """s since epoch."""
    end_at: float
    figures: Figures
    per_day: dict[str, int]
    """Episodes raised on each local day (YYYY-MM-DD) that had some."""
    places: tuple[PlaceRecord, ...]
    """Those with most episodes first."""
    episodes: tuple[Episode, ...]
    """By time."""
    floods: tuple[FloodPeriod, ...]
    events: tuple[EventRecord, ...]
    unjudged: tuple[tuple[str, str], ...]
    """(series id, why) where the rule cannot judge a place that it is about."""
    tolerance_s: float
    proposal: Proposal | None
    no_proposal: str
    """Why there is none; empty if there is one."""

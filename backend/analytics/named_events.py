"""Holds alarms against what really happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from backend.analytics.back_test_report import EventRecord, NamedEvent
from backend.analytics.replay import Stretch

Sounded = Mapping[str, Sequence[Stretch]]
"""Place id -> when the rule held there, ascending."""


def record(event: NamedEvent, sounded: Sounded, *, has_data: bool) -> EventRecord:
    """Return whether an event was caught, and how early.

    An alarm belongs to the event if it was raised from `early_s` before its start up to its end, or stood
    already at its start.

    Args:
        event: what happened.
        sounded: of the rule.
        has_data: whether some place of the event has a reading in that time.
    """
    opens_at = event.start_at - event.early_s
    first: tuple[float, str] | None = None
    for place_id in event.places or sounded:
        for raised_at, cleared_at in sounded.get(place_id, ()):
            belongs = opens_at <= raised_at <= event.end_at
            stood = raised_at < opens_at and cleared_at >= event.start_at
            if (belongs or stood) and (first is None or max(raised_at, opens_at) < first[0]):
                first = (max(raised_at, opens_at), place_id)
    if first is None:
        return EventRecord(event=event, outcome="missed" if has_data else "no data")
    at, place_id = first
    return EventRecord(event=event, outcome="caught", lead_s=event.start_at - at, place_id=place_id)


def records(
    events: Iterable[NamedEvent], sounded: Sounded, with_data: Mapping[str, frozenset[str]]
) -> tuple[EventRecord, ...]:
    """Return how each event stands to the rule.

    Args:
        events: what happened.
        sounded: of the rule.
        with_data: event id -> places with a reading in its time.
    """
    return tuple(
        record(event, sounded, has_data=bool(with_data[event.id] & set(event.places or sounded)))
        for event in events
    )

"""The centre's named events (`events.yaml`): what really happened, for back-tests to hold rules against."""

from __future__ import annotations

import contextlib
import datetime
import math
from collections.abc import Container
from pathlib import Path
from typing import Any

import msgspec

from backend.analytics.back_test_report import NamedEvent
from backend.contract.document import DocumentError, Fault, Lines, check, read_yaml


class EventItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event as a person writes it."""

    id: str
    name: str
    start: Any
    """Day, or day and time (`2026-10-14T06:00`), the centre's where it names no zone; a day alone: its
    midnight."""
    end: Any
    """Likewise; a day alone: to its end."""
    places: tuple[str, ...] = ()
    """Ids of the places that it touched; left out: all."""
    early_s: float = 3600.0
    """An alarm raised so long before the start still belongs to it, s."""


class EventsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content of events.yaml."""

    events: tuple[EventItem, ...]


def load_events(path: Path, places: Container[str], zone: datetime.tzinfo) -> tuple[NamedEvent, ...]:
    """Return the events of a centre; none if it has no such file.

    Args:
        path: of events.yaml.
        places: ids of the centre's places.
        zone: of times that name none.

    Raises:
        DocumentError: with every fault of the file.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cure = "save it as UTF-8 text that the daemon's user may read"
        raise DocumentError([Fault(str(path), 0, "", f"cannot be read ({error})", cure)]) from error
    data, lines = read_yaml(text, str(path))
    file, faults = check(data, EventsFile, lines)
    if file is None:
        raise DocumentError(faults)
    events: list[NamedEvent] = []
    for i, item in enumerate(file.events):
        key = f"events[{i}]"
        start_at = _instant(item.start, zone, datetime.timedelta(), f"{key}.start", lines, faults)
        end_at = _instant(item.end, zone, datetime.timedelta(days=1), f"{key}.end", lines, faults)
        event = NamedEvent(
            id=item.id,
            name=item.name,
            start_at=start_at,
            end_at=end_at,
            places=item.places,
            early_s=item.early_s,
        )
        faults += _faults(event, key, {e.id for e in events}, places, lines)
        events.append(event)
    if faults:
        raise DocumentError(faults)
    return tuple(events)


def _instant(  # noqa: PLR0913 - what was written, what it means, where it stands
    given: object,
    zone: datetime.tzinfo,
    of_a_day: datetime.timedelta,
    key: str,
    lines: Lines,
    faults: list[Fault],
) -> float:
    """Return what was written as s since epoch; NaN, with a fault added, if it is no time."""
    if isinstance(given, str):
        with contextlib.suppress(ValueError):
            given = datetime.datetime.fromisoformat(given)
    if isinstance(given, datetime.date) and not isinstance(given, datetime.datetime):
        given = datetime.datetime.combine(given + of_a_day, datetime.time())
    if not isinstance(given, datetime.datetime):
        faults.append(lines.fault(key, f"found {given!r}", "write 2026-10-14 or 2026-10-14T06:00"))
        return math.nan
    return (given if given.tzinfo else given.replace(tzinfo=zone)).timestamp()


def _faults(
    event: NamedEvent, key: str, earlier: set[str], places: Container[str], lines: Lines
) -> list[Fault]:
    faults = []
    if event.id in earlier:
        faults.append(
            lines.fault(f"{key}.id", f"the event '{event.id}' stands twice", "give each its own id")
        )
    if event.end_at < event.start_at:
        faults.append(lines.fault(f"{key}.end", "the event ends before it starts", "correct start or end"))
    if event.early_s < 0:
        faults.append(lines.fault(f"{key}.early_s", f"found {event.early_s:g}", "seconds, 0 or more"))
    faults += [
        lines.fault(f"{key}.places[{i}]", f"there is no place '{place}'", "write an id of places.csv")
        for i, place in enumerate(event.places)
        if place not in places
    ]
    return faults

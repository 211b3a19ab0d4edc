"""What breaches a deadline soon: settle or accept, ordered by what comes first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from backend.contract.cases import CaseFile, CaseGroup, CaseQuery

RUNNING: tuple[CaseGroup, ...] = ("waiting", "working")
"""Groups whose clock runs; a paused case breaches nothing."""
What = Literal["settle", "accept"]


class Breach(msgspec.Struct, frozen=True):
    """One deadline that runs out, or has."""

    file: CaseFile
    what: What
    due_at: float
    """s since epoch."""


def settle_query(where: CaseQuery, now: float, hours: float) -> CaseQuery:
    """Return the cases that must be settled within `hours` from `now` on."""
    return msgspec.structs.replace(
        where, groups=where.groups or RUNNING, due_from=now, due_to=now + 3600 * hours, at=now
    )


def accept_query(where: CaseQuery, now: float, hours: float) -> CaseQuery:
    """Return the cases that nobody has accepted and whose time for it is over then: `hours` 0 is now."""
    return msgspec.structs.replace(where, unaccepted=True, at=now + 3600 * hours)


def breaches(settle: Iterable[CaseFile], accept: Iterable[CaseFile]) -> list[Breach]:
    """Return all that runs out, the earliest first; a case may stand in it for both of its deadlines."""
    found = [Breach(file, "settle", file.due_at) for file in settle if file.due_at is not None]
    found += [Breach(file, "accept", file.accept_due_at) for file in accept if file.accept_due_at is not None]
    return sorted(found, key=lambda breach: (breach.due_at, breach.file.case_id, breach.what))


def countdown(seconds: float) -> str:
    """Return `2:05:09`, `04:32`, or `−0:12:40` once it has run out: fixed places, so that it can tick."""
    whole = int(abs(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    days, day_hours = divmod(hours, 24)
    sign = "−" if seconds < 0 and whole else ""
    if days:
        return f"{sign}{days}d {day_hours:02d}:{minutes:02d}"
    return f"{sign}{hours}:{minutes:02d}:{left:02d}" if hours else f"{sign}{minutes:02d}:{left:02d}"

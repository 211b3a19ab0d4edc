"""Which actions fit which cases, and whether what was filled in is enough. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from backend.contract.cases import CaseActionInfo, CaseFile, CaseKindInfo
from widgets.logic.formats import zone

RATINGS = ("1", "2", "3", "4", "5")


class Offer(msgspec.Struct, frozen=True):
    """One action and to how many of the chosen cases it can be done."""

    action: CaseActionInfo
    n_fit: int


def fits(action: CaseActionInfo, file: CaseFile) -> bool:
    """Return whether an action starts from the status of a case."""
    if not action.statuses:
        return file.group != "deleted"
    return file.status in action.statuses


def offers(
    kind: CaseKindInfo, files: Sequence[CaseFile], allowed: Collection[str] | None = None
) -> list[Offer]:
    """Return the actions for all of `files` together, in the kind's order.

    Args:
        kind: what the actions are.
        files: the chosen cases; with more than one only what may be done to many is offered.
        allowed: what the daemon allows the person; None: it is asked when the action is sent.
    """
    found = []
    for action in kind.actions:
        if not action.offered or (len(files) > 1 and not action.bulk):
            continue
        if allowed is not None and action.action not in allowed:
            continue
        n_fit = sum(fits(action, file) for file in files)
        if n_fit:
            found.append(Offer(action, n_fit))
    return found


def by_key(kind: CaseKindInfo, key: str) -> CaseActionInfo | None:
    """Return the action of a key, None where there is none that the person's role may do."""
    keyed = (a for a in kind.actions if a.key and a.offered)
    return next((a for a in keyed if a.key.casefold() == key.casefold()), None)


def first_missing(action: CaseActionInfo, values: Mapping[str, str]) -> str:
    """Return the first need that is required and not filled in, empty where all are there."""
    for need in action.needs:
        if need.required and not values.get(need.need, "").strip():
            return need.need
    return ""


def due_value(words: str, timezone: str) -> str | None:
    """Return a date that a person wrote as ISO 8601 with its offset; None where it is none.

    `24/11/2026 17:00`; without a time the end of that day is meant.
    """
    for form in ("%d/%m/%Y %H:%M", "%d/%m/%Y"):
        try:
            day = datetime.strptime(words.strip(), form)  # noqa: DTZ007 - the zone is put on below
        except ValueError:
            continue
        if form == "%d/%m/%Y":
            day += timedelta(hours=23, minutes=59)
        return day.replace(tzinfo=zone(timezone)).isoformat()
    return None

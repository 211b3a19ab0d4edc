"""Checks limit sets: rows with a limit in a known unit, and versions of a family that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.contract.document import Fault, Lines, unknown_cure
from backend.domain.limit_sets import LimitSet
from backend.domain.units import known, units


def limit_faults(limit_set: LimitSet, others: Mapping[str, LimitSet], lines: Lines) -> Iterator[Fault]:
    """Yield what is wrong with a limit set.

    Args:
        limit_set: as read.
        others: those that were read before it, by id.
        lines: of its file.
    """
    if limit_set.id in others:
        found = f"there is another limit set '{limit_set.id}'"
        yield lines.fault("id", found, "a version of a limit set has its own id")
    if limit_set.effective_to is not None and limit_set.effective_to <= limit_set.effective_from:
        found = f"found {limit_set.effective_to}, not after {limit_set.effective_from}"
        yield lines.fault("effective_to", found, "the first day on which it no longer holds")
    yield from _family_faults(limit_set, others, lines)
    yield from _row_faults(limit_set, lines)


def _family_faults(limit_set: LimitSet, others: Mapping[str, LimitSet], lines: Lines) -> Iterator[Fault]:
    if limit_set.applies_to and not limit_set.family:
        cure = "name the family, of which the place chooses its version"
        yield lines.fault("applies_to", "the set belongs to no family", cure)
    families = {each.family for each in others.values()}
    if limit_set.family in others or limit_set.id in families or limit_set.family == limit_set.id:
        key = "family" if limit_set.family in {*others, limit_set.id} else "id"
        found = f"'{getattr(limit_set, key)}' is both a limit set and a family"
        yield lines.fault(key, found, "a rule could mean either: give the family a name of its own")
    for other in others.values():
        if limit_set.family and _like(limit_set, other):
            found = f"'{other.id}' holds for the same places from the same day"
            yield lines.fault("effective_from", found, "two versions differ in their day or in applies_to")


def _like(one: LimitSet, other: LimitSet) -> bool:
    return (one.family, one.effective_from, one.applies_to) == (
        other.family,
        other.effective_from,
        other.applies_to,
    )


def _row_faults(limit_set: LimitSet, lines: Lines) -> Iterator[Fault]:
    for key, row in limit_set.rows.items():
        at = f"rows.{key}"
        if row.min is None and row.max is None and not row.requirement:
            yield lines.fault(at, "no limit", "give 'min', 'max' or 'requirement'")
        if row.min is not None and row.max is not None and row.min >= row.max:
            yield lines.fault(f"{at}.min", f"found {row.min:g}, above max", "the lower value in min")
        if (row.min is not None or row.max is not None) and not known(row.unit):
            yield lines.fault(f"{at}.unit", f"unknown unit '{row.unit}'", unknown_cure(row.unit, units()))

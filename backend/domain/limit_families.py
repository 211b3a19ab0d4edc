"""Families of limit sets: which version judges a place at an instant.

A regulation is replaced by a later one, a province has its own beside the national one, the alarm levels of a
river change. Each version is a set of its own, with the days between which it holds and the places for which
it does; sets that are versions of one thing name the same family.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping

from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, LimitSets, UnboundError, begin_of, fits

MONTH = "month"
"""Stands in the key of a row for the local month of the reading, `01` to `12`."""


def members(limit_sets: LimitSets, family: str) -> list[LimitSet]:
    """Return the versions of a family, oldest first; of a set's id that set alone."""
    named = limit_sets.get(family)
    if named is not None:
        return [named]
    found = [each for each in limit_sets.values() if each.family == family]
    return sorted(found, key=lambda each: (each.effective_from, each.id))


def family_names(limit_sets: LimitSets) -> set[str]:
    """Return the families that there are."""
    return {each.family for each in limit_sets.values() if each.family}


def in_force(limit_set: LimitSet, at: float) -> bool:
    """Return whether a set holds at an instant (s since epoch)."""
    return begin_of(limit_set.effective_from, -math.inf) <= at < begin_of(limit_set.effective_to, math.inf)


def row_applies(row: LimitRow, attributes: Mapping[str, str]) -> bool:
    """Return whether a row is a limit at a place with these attributes."""
    return fits(row.only_where, attributes)


def chosen_set(limit_sets: LimitSets, family: str, attributes: Mapping[str, str], at: float) -> LimitSet:
    """Return the set of a family that judges a place at an instant.

    Of several that hold there and then the one that asks for more attributes is meant, and of equally exact
    ones the newer: a later version takes over on its day, whether or not the older one names its end.

    Args:
        limit_sets: by id.
        family: a family, or the id of one set.
        attributes: of the place, with whatever else a set may ask for (`place_id`, `area_code`, `kind`).
        at: instant of the measurement or of the sampling, s since epoch.

    Raises:
        UnboundError: no set of the family holds there and then; says which there are.
    """
    versions = members(limit_sets, family)
    if not versions:
        raise UnboundError(f"there is no limit set or family '{family}'")
    there = [each for each in versions if fits(each.applies_to, attributes)]
    now = [each for each in there if in_force(each, at)]
    if now:
        return max(now, key=lambda each: (len(each.applies_to), each.effective_from, each.id))
    day = datetime.datetime.fromtimestamp(at, VIETNAM).date()
    names = ", ".join(each.id for each in versions)
    if there:
        raise UnboundError(f"no limit set of '{family}' is in force on {day} (of {names})")
    asked = sorted({key for each in versions for key in each.applies_to})
    has = ", ".join(f"{key}: {attributes.get(key, '')!r}" for key in asked)
    raise UnboundError(f"no limit set of '{family}' is for a place with {has} (of {names})")


def limit_for(
    limit_sets: LimitSets, family: str, row: str, attributes: Mapping[str, str], at: float
) -> tuple[LimitSet, LimitRow]:
    """Return the row that judges a place at an instant, and the set it stands in: the regulation and version.

    Args:
        limit_sets: by id (`Packs.limit_sets`).
        family: `nuoc-sach`, `bao-dong`, or the id of one set.
        row: key of the row; `{month}` and attributes of the place may stand in it (`{gauge}.bd1`).
        attributes: of the place.
        at: instant of the measurement or of the sampling, s since epoch.

    Returns:
        The row even where it is no limit for this place: `row_applies` tells.

    Raises:
        UnboundError: no set holds there and then, or it says nothing of this row. That is no pass: nothing
            is known.
    """
    chosen = chosen_set(limit_sets, family, attributes, at)
    try:
        key = row.format_map({**attributes, MONTH: month_of(at)})
    except KeyError as missing:
        raise UnboundError(f"the place has no attribute {missing} for the row '{row}'") from None
    found = chosen.rows.get(key)
    if found is None:
        raise UnboundError(f"limit set '{chosen.id}' has no row '{key}'")
    return chosen, found


def month_of(at: float) -> str:
    """Return the local month of an instant, `01` to `12`."""
    return f"{datetime.datetime.fromtimestamp(at, VIETNAM).month:02d}"


def month_span(at: float) -> tuple[float, float]:
    """Return when the local month of an instant begins and ends, s since epoch."""
    day = datetime.datetime.fromtimestamp(at, VIETNAM)
    first = day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    later = first + datetime.timedelta(days=32)
    return first.timestamp(), later.replace(day=1).timestamp()


def set_span(limit_sets: LimitSets, families: Iterable[str], at: float) -> tuple[float, float]:
    """Return the longest time around an instant in which no set of these families begins or ends."""
    edges = [
        edge
        for family in families
        for each in members(limit_sets, family)
        for edge in (begin_of(each.effective_from, -math.inf), begin_of(each.effective_to, math.inf))
    ]
    before = max((edge for edge in edges if edge <= at), default=-math.inf)
    return before, min((edge for edge in edges if edge > at), default=math.inf)

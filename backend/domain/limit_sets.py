"""Versioned limit sets: standards, decisions and historic days whose rows rules point to."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Literal

import msgspec

from backend.contract.state import Text
from backend.domain.series import SeriesFacts
from backend.domain.units import factor

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
"""Dates of Vietnamese regulations begin at midnight there; the country has one zone and no summer time."""


class LimitRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of a limit set."""

    name: Text
    unit: str = ""
    min: float | None = None
    """Lowest allowed value, in `unit`."""
    max: float | None = None
    """Highest allowed value, in `unit`."""
    strict: bool = False
    """The limit itself is already too much (`<3`), or an alarm level counts as soon as it is reached."""
    requirement: str = ""
    """What is asked where it is no number (`no strange odour`); no rule can judge it."""
    mark: Literal["seen", "ck", ""] = ""
    """How the figure is known: seen in a source, or common knowledge to be verified."""
    note: str = ""
    only_where: dict[str, str | list[str]] = {}
    """It is a limit only at places whose attribute has this value, or one of these (free chlorine: where
    chlorine disinfects); `""` stands for "has none"."""


class LimitSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits that came into force together."""

    id: str
    name: Text
    source: str
    """Regulation, decision or bulletin that the figures stand in."""
    effective_from: datetime.date
    effective_to: datetime.date | None = None
    """First day on which it no longer holds; empty while in force."""
    family: str = ""
    """What several sets are versions of (`bao-dong`, `nuoc-sach`): a rule that names the family is judged by
    the one that holds at the place and the instant; see `backend.domain.limit_families`."""
    applies_to: dict[str, str | list[str]] = {}
    """Only places whose attribute has this value, or one of these values; `""` stands for "has none"."""
    rows: dict[str, LimitRow]


class RowRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points to a row of a limit set."""

    set: str
    """Id of a limit set, or a family of sets."""
    row: str
    """Key of the row. `{place_id}`, `{area_code}`, `{kind}` and any attribute of the place may stand in
    it: `{gauge}.bd1`. A place without that attribute is not judged by the rule. `{month}` is the month of
    the reading in local time, `01` to `12`."""


class Band(msgspec.Struct, frozen=True):
    """Allowed values of one place: outside of `low … high` a limit is crossed."""

    low: float
    """Shown lower limit in the series' unit, -inf if there is none."""
    high: float
    """Shown upper limit, inf if there is none."""
    strict: bool
    """The limits themselves are already crossed."""
    valid_from: float = -math.inf
    """s since epoch."""
    valid_to: float = math.inf
    name: Text | None = None


LimitSets = Mapping[str, LimitSet]


class UnboundError(ValueError):
    """A rule cannot judge a place; the message says why."""


def fits(wanted: Mapping[str, str | list[str]], attributes: Mapping[str, str]) -> bool:
    """Return whether a place has the attributes that are wanted; one that it lacks is `""`."""
    return all(
        attributes.get(key, "") in ([values] if isinstance(values, str) else values)
        for key, values in wanted.items()
    )


def words_of(series: SeriesFacts) -> dict[str, str]:
    """Return the attributes of a series' place, with what every place has."""
    return {
        **series.attributes,
        "place_id": series.place_id,
        "area_code": series.area_code,
        "kind": series.kind,
    }


def row_key(template: str, series: SeriesFacts) -> str:
    """Return the row's key for one place.

    Raises:
        UnboundError: the place lacks an attribute that the key is made of.
    """
    try:
        return template.format_map(words_of(series))
    except KeyError as missing:
        raise UnboundError(f"{series.place_id} has no attribute {missing} for the row '{template}'") from None


def find_row(ref: RowRef, series: SeriesFacts, sets: LimitSets) -> tuple[LimitSet, LimitRow]:
    """Return the row that `ref` means for one place.

    Raises:
        UnboundError: there is no such set or row.
    """
    chosen = sets.get(ref.set)
    if chosen is None:
        raise UnboundError(f"there is no limit set '{ref.set}'")
    key = row_key(ref.row, series)
    row = chosen.rows.get(key)
    if row is None:
        raise UnboundError(f"limit set '{ref.set}' has no row '{key}'")
    return chosen, row


def begin_of(day: datetime.date | None, missing: float) -> float:
    """Return the instant (s since epoch) at which `day` begins in Vietnam, `missing` for None."""
    if day is None:
        return missing
    return datetime.datetime(day.year, day.month, day.day, tzinfo=VIETNAM).timestamp()


def resolve(ref: RowRef, series: SeriesFacts, sets: LimitSets) -> Band:
    """Return the band of a limit set's row, in the unit of `series`.

    Raises:
        UnboundError: no such row, no number in it, no limit at this place, or a unit that does not convert.
    """
    chosen, row = find_row(ref, series, sets)
    if row.min is None and row.max is None:
        raise UnboundError(f"row '{ref.row}' of '{ref.set}' has no number to compare with")
    if not fits(row.only_where, words_of(series)):
        where = ", ".join(f"{key}: {values}" for key, values in row.only_where.items())
        raise UnboundError(f"row '{ref.row}' of '{ref.set}' is a limit only where {where}")
    scale = factor(row.unit, series.unit)
    if scale is None:
        raise UnboundError(f"row '{ref.row}' of '{ref.set}' is in {row.unit}, the series in {series.unit}")
    return Band(
        low=-math.inf if row.min is None else row.min * scale,
        high=math.inf if row.max is None else row.max * scale,
        strict=row.strict,
        valid_from=begin_of(chosen.effective_from, -math.inf),
        valid_to=begin_of(chosen.effective_to, math.inf),
        name=row.name,
    )

"""Figures of former units told in those of today: sums where parts sum up, never an invented mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from backend.contract.state import Text


class Part(msgspec.Struct, frozen=True):
    """A former unit that went into one of today, whole."""

    code: str
    name: str
    until: str = ""
    """First day (ISO date) on which it was part of another former unit already; empty: it lived on to the
    merger."""


class AreaChange(msgspec.Struct, frozen=True):
    """A unit of today and the former ones that it was made of."""

    area: str
    name: str
    parts: tuple[Part, ...]


class Merger(msgspec.Struct, frozen=True):
    """One reform: from its date on, other units."""

    date: str
    """ISO date; the vintage of figures in the new units."""
    name: Text
    areas: tuple[AreaChange, ...]
    divided: tuple[tuple[str, str], ...] = ()
    """Code and name of former units that went to several new ones: their figures cannot be placed."""


class Restated(msgspec.Struct, frozen=True):
    """One figure in the units of today."""

    area: str
    value: float | None
    why: Text = Text("")
    """Why there is none, or how it came about."""
    parts: tuple[tuple[str, float | None], ...] = ()
    """Former units with their values."""


def restate(
    values: Mapping[str, float | None], merger: Merger, last_day: str, *, additive: bool
) -> list[Restated]:
    """Return the figures of one period in the units after a merger.

    A unit that nothing was joined to keeps its figure. One made of several has their sum where the indicator
    is additive and no part is missing; else it has none and says why.

    Args:
        values: former unit's code → figure.
        merger: what became of the units.
        last_day: of the period, ISO date.
        additive: figures of parts sum up to that of the whole.
    """
    return [_restated(change, values, last_day, additive=additive) for change in merger.areas]


def _restated(
    change: AreaChange, values: Mapping[str, float | None], last_day: str, *, additive: bool
) -> Restated:
    there = [part for part in change.parts if not part.until or last_day < part.until]
    parts = tuple((part.code, values.get(part.code)) for part in there)
    if len(parts) == 1:
        return Restated(change.area, parts[0][1], Text(""), parts)
    names = [part.name for part in there]
    if not additive:
        words = Text(
            f"Không cộng được: {_list(names)} có số liệu riêng trước sáp nhập",
            f"does not sum up: {', '.join(names)} had figures of their own before the merger",
        )
        return Restated(change.area, None, words, parts)
    missing = [name for (_, value), name in zip(parts, names, strict=True) if value is None]
    if missing:
        why = Text(f"Thiếu số liệu của {_list(missing)}", f"no figure of {', '.join(missing)}")
        return Restated(change.area, None, why, parts)
    total = sum(value for _, value in parts if value is not None)
    return Restated(change.area, total, Text(f"Cộng {_list(names)}", f"sum of {', '.join(names)}"), parts)


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"


def breaks(vintages: Iterable[tuple[str, str]], mergers: Sequence[Merger]) -> list[tuple[str, Text]]:
    """Return where a series changes to other units: period and reason.

    Args:
        vintages: period and vintage of each figure, ascending in time; an empty vintage is not known.
        mergers: that are known, by their date.
    """
    found: list[tuple[str, Text]] = []
    before: str | None = None
    by_date = {merger.date: merger.name for merger in mergers}
    for period, vintage in vintages:
        if before is not None and vintage != before:
            newer = max(vintage, before)
            words = by_date.get(newer, Text(f"Đơn vị hành chính từ {newer}", f"units as of {newer}"))
            found.append((period, words))
        before = vintage
    return found

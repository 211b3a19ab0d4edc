"""How rules write their limits, and how these become steps in a series' unit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from backend.contract.expected import unknown_cure
from backend.contract.state import SEVERITIES, Limit, Severity, Text
from backend.domain.ladder import Step, step
from backend.domain.limit_families import family_names, members
from backend.domain.limit_sets import Band, LimitSets, RowRef, UnboundError, resolve
from backend.domain.rule import Ground, Problem, number
from backend.domain.series import SeriesFacts
from backend.domain.units import alike, factor, shown

Direction = Literal["above", "below", "outside"]
LimitValue = float | tuple[float, float] | RowRef
"""A number, `[low, high]` for `outside`, or a row of a limit set."""

UNNAMED = Text("Ngưỡng", "Limit")
_WORDS: dict[Direction, Text] = {
    "above": Text("Vượt", "Above"),
    "below": Text("Dưới", "Below"),
    "outside": Text("Ngoài", "Outside"),
}


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A further, worse step of the same alarm."""

    limit: LimitValue
    severity: Severity
    name: Text | None = None
    """`Báo động II`; fills `{step}` in the title."""


def band_of(limit: LimitValue, direction: Direction, series: SeriesFacts, sets: LimitSets) -> Band:
    """Return the allowed values that `limit` means for one series, before any factor of the rule.

    Raises:
        UnboundError: the row is missing, has no limit on that side, or its unit does not convert.
    """
    if isinstance(limit, RowRef):
        band = resolve(limit, series, sets)
        low = -math.inf if direction == "above" else band.low
        high = math.inf if direction == "below" else band.high
        if math.isinf(low) and math.isinf(high):
            side = "max" if direction == "above" else "min"
            raise UnboundError(f"row '{limit.row}' of '{limit.set}' has no {side}")
        return msgspec.structs.replace(band, low=low, high=high)
    if isinstance(limit, tuple):
        return Band(limit[0], limit[1], strict=False)
    if direction == "below":
        return Band(limit, math.inf, strict=False)
    return Band(-math.inf, limit, strict=False)


def scaled(band: Band, scale: float) -> Band:
    """Return `band` with its limits multiplied by `scale`."""
    return msgspec.structs.replace(band, low=band.low * scale, high=band.high * scale)


def steps_of(
    bands: Sequence[Band], severities: Sequence[Severity], names: Sequence[Text | None], *, inclusive: bool
) -> tuple[Step, ...]:
    """Return the steps of a ladder.

    Args:
        bands: allowed values of each step, mildest first, in the series' unit.
        severities: of each step.
        names: of each step, None to take the row's or a general one.
        inclusive: the limit itself already crosses, whatever the row says.

    Raises:
        UnboundError: a later step is not further out than the one before.
    """
    result = [
        step(
            band.low,
            band.high,
            strict=inclusive or band.strict,
            severity=severity,
            name=name or band.name or UNNAMED,
        )
        for band, severity, name in zip(bands, severities, names, strict=True)
    ]
    for inner, outer in itertools.pairwise(result):
        if (
            outer.low > inner.low
            or outer.high < inner.high
            or (outer.low, outer.high) == (inner.low, inner.high)
        ):
            raise UnboundError(
                f"step {outer.low:g}…{outer.high:g} is not further out than {inner.low:g}…{inner.high:g}"
            )
    return tuple(result)


def validity(bands: Iterable[Band]) -> tuple[float, float]:
    """Return from when and until when all of `bands` are in force, s since epoch."""
    pairs = [(band.valid_from, band.valid_to) for band in bands]
    return max(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def chart_limits(steps: Sequence[Step]) -> tuple[Limit, ...]:
    """Return the steps as lines on a chart, mildest first."""
    lines: list[Limit] = []
    for each in steps:
        if math.isfinite(each.high):
            lines.append(Limit(each.name, each.high, "above", each.severity, each.high_trip != each.high))
        if math.isfinite(each.low):
            lines.append(Limit(each.name, each.low, "below", each.severity, each.low_trip != each.low))
    return tuple(lines)


def limit_words(  # noqa: PLR0913 - a limit, how it is written, what it is called
    direction: Direction, limit: float, decimals: int, unit: str, over: Text, name: Text
) -> Text:
    """Return which limit was crossed, such as `Vượt 40 cm (Nguy cấp)`.

    Args:
        direction: where the rule looks.
        limit: in `unit`.
        decimals: digits after the comma.
        unit: of the limit; things that are only counted have none.
        over: words after the limit, such as ` trong 60 phút`; may be empty.
        name: of the step; empty words leave the brackets out.
    """

    def said(language: str) -> str:
        words, after = name.in_language(language), over.in_language(language)
        if abs(limit) < 1 and not shown(unit) and words:
            return words + after  # "above 0" of things counted says less than the name of the step
        value = " ".join(part for part in (number(limit, decimals, language), shown(unit)) if part)
        brackets = f" ({words})" if words else ""
        return f"{_WORDS[direction].in_language(language)} {value}{after}{brackets}"

    return Text(said("vi"), said("en"))


def limit_problems(
    limits: Sequence[LimitValue], direction: Direction, unit: str, ground: Ground
) -> Iterable[Problem]:
    """Yield what is wrong with the limits of a rule; the first stands at `limit`, the rest in `escalate`."""
    for i, limit in enumerate(limits):
        key = "limit" if i == 0 else f"escalate[{i - 1}].limit"
        if isinstance(limit, RowRef):
            yield from _row_problems(key, limit, direction, unit, ground)
        elif isinstance(limit, tuple):
            if direction != "outside":
                yield Problem(key, "found two numbers", f"one number, for a rule that looks '{direction}'")
            elif limit[0] >= limit[1]:
                yield Problem(key, f"found [{limit[0]:g}, {limit[1]:g}]", "the lower limit first")
        elif direction == "outside":
            yield Problem(key, f"found {limit:g}", "[low, high] or a row of a limit set, for 'outside'")
    plain = [limit for limit in limits if isinstance(limit, float | int)]
    wrong = sorted(plain, reverse=direction == "below") != plain or len(set(plain)) != len(plain)
    if wrong and direction != "outside":
        cure = "each further limit lies further out than the one before"
        yield Problem("escalate", f"the limits are {', '.join(f'{v:g}' for v in plain)}", cure)


def severity_problems(severities: Sequence[Severity]) -> Iterable[Problem]:
    """Yield a problem where a further step is not worse than the one before."""
    for i, (mild, worse) in enumerate(itertools.pairwise(severities)):
        if SEVERITIES.index(worse) >= SEVERITIES.index(mild):
            found = f"'{worse}' after '{mild}'"
            yield Problem(f"escalate[{i}].severity", found, "a further step is worse: critical is the worst")


def _row_problems(
    key: str, ref: RowRef, direction: Direction, unit: str, ground: Ground
) -> Iterable[Problem]:
    versions = members(ground.limit_sets, ref.set)
    if not versions:
        cure = unknown_cure(ref.set, [*ground.limit_sets, *family_names(ground.limit_sets)])
        yield Problem(f"{key}.set", f"there is no limit set or family '{ref.set}'", cure)
        return
    if "{" in ref.row:
        return  # resolved place by place; a place without the row is reported by the evaluator
    rows = [each.rows[ref.row] for each in versions if ref.row in each.rows]
    if not rows:
        cure = unknown_cure(ref.row, list({name: None for each in versions for name in each.rows}))
        yield Problem(f"{key}.row", f"'{ref.set}' has no row '{ref.row}'", cure)
    for row in rows:
        missing = (direction == "above" and row.max is None) or (direction == "below" and row.min is None)
        if missing or (row.min is None and row.max is None):
            yield Problem(f"{key}.row", f"the row has no limit to look '{direction}'", "point to another row")
        if factor(row.unit, unit) is None:
            found = f"the row is in '{row.unit}', the metric in '{unit}'"
            yield Problem(f"{key}.row", found, f"a row whose unit is one of: {', '.join(alike(unit))}")

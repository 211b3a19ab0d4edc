"""Judges results against rows of limit sets: the five things that can be said of one parameter at one place.

What a laboratory cannot see it has not shown to be absent: a result below a detection limit passes only where
that limit itself is allowed. A parameter that nobody measured is missing, never passed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import msgspec

from backend.contract.state import Quality
from backend.domain.limit_sets import LimitRow
from backend.domain.units import factor

Verdict = Literal["pass", "fail", "inconclusive", "missing", "not_applicable"]
VERDICTS: tuple[Verdict, ...] = ("fail", "inconclusive", "missing", "pass", "not_applicable")
"""Worst first."""

Why = Literal[
    "", "too_high", "too_low", "as_required", "not_as_required", "detection_limit", "beyond_range",
    "doubtful", "unit", "not_measured", "not_here", "no_limit", "not_required",
]  # fmt: skip
"""Reason of a verdict, for words on screens: `detection_limit`: the limit lies below what the laboratory can
see; `beyond_range`: above what it can; `not_here`: the row is no limit at such a place; `no_limit`: the set
says nothing of it."""

_CLOSE = 1e-9
"""Two numbers that differ by less (relative) are equal: the conversion of units rounds."""


class Result(msgspec.Struct, frozen=True):
    """What was measured of one parameter."""

    value: float
    """In `unit`; of a parameter without number how many deviations were found: 0 is as required."""
    unit: str
    quality: Quality = Quality.GOOD
    at: float = 0.0
    """When the sample was taken, s since epoch."""


class Judgement(msgspec.Struct, frozen=True):
    """A verdict and its reason."""

    verdict: Verdict
    why: Why = ""


def judge(result: Result | None, row: LimitRow | None, *, applies: bool = True) -> Judgement:
    """Return what a result says against a row.

    Args:
        result: None where nothing was measured.
        row: the limit; None where the set that judges the place says nothing of this parameter.
        applies: whether the row is a limit at this place at all (free chlorine where chlorine disinfects).

    Source: QCVN 01-1:2018/BYT (limits of both sides, strict limits of microbiology); values below a detection
        limit as in laboratories' certificates.
    """
    if not applies:
        return Judgement("not_applicable", "not_here")
    if row is None:
        return Judgement("not_applicable" if result is None else "inconclusive", "no_limit")
    if result is None:
        return Judgement("missing", "not_measured")
    if row.min is None and row.max is None:
        return _qualitative(result)
    return _numeric(result, row)


def _qualitative(result: Result) -> Judgement:
    if result.quality is not Quality.GOOD:
        return Judgement("inconclusive", "doubtful")
    return Judgement("pass", "as_required") if result.value == 0 else Judgement("fail", "not_as_required")


def _numeric(result: Result, row: LimitRow) -> Judgement:
    """Judge both sides: one that is surely crossed fails, one that may be crossed leaves it open."""
    if result.quality in (Quality.BAD, Quality.UNCERTAIN):
        return Judgement("inconclusive", "doubtful")
    scale = factor(result.unit, row.unit)
    if scale is None:
        return Judgement("inconclusive", "unit")
    value, quality = result.value * scale, result.quality
    sides = [
        _upper(value, quality, row.max, strict=row.strict) if row.max is not None else Judgement("pass"),
        _lower(value, quality, row.min, strict=row.strict) if row.min is not None else Judgement("pass"),
    ]
    return min(sides, key=lambda side: VERDICTS.index(side.verdict))


def _upper(value: float, quality: Quality, limit: float, *, strict: bool) -> Judgement:
    same = math.isclose(value, limit, rel_tol=_CLOSE)
    if quality is Quality.BELOW:  # the true value is below `value`
        return Judgement("pass") if same or value < limit else Judgement("inconclusive", "detection_limit")
    if quality is Quality.ABOVE:
        crossed = same or value > limit
        return Judgement("fail", "too_high") if crossed else Judgement("inconclusive", "beyond_range")
    return Judgement("fail", "too_high") if _crosses(value - limit, same, strict) else Judgement("pass")


def _lower(value: float, quality: Quality, limit: float, *, strict: bool) -> Judgement:
    same = math.isclose(value, limit, rel_tol=_CLOSE)
    if quality is Quality.ABOVE:
        return Judgement("pass") if same or value > limit else Judgement("inconclusive", "beyond_range")
    if quality is Quality.BELOW:
        crossed = same or value < limit
        return Judgement("fail", "too_low") if crossed else Judgement("inconclusive", "detection_limit")
    return Judgement("fail", "too_low") if _crosses(limit - value, same, strict) else Judgement("pass")


def _crosses(excess: float, same: bool, strict: bool) -> bool:
    return strict if same else excess > 0


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of some verdicts; of none `not_applicable`."""
    return min(verdicts, key=VERDICTS.index, default="not_applicable")

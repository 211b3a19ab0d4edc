"""Threshold: a value above, below or outside of a limit, with steps, hold, deadband and off-delay."""

from __future__ import annotations

import math

import msgspec

from backend.contract.state import Limit, Severity, Text
from backend.domain.ladder import Climb, Ladder
from backend.domain.limit_sets import LimitSets, UnboundError
from backend.domain.observation import Observation
from backend.domain.rule import Finding, Ground, Problem, RuleMemory, RuleSpec
from backend.domain.series import SeriesFacts
from backend.domain.steps import (
    Direction,
    Escalation,
    LimitValue,
    band_of,
    chart_limits,
    limit_problems,
    limit_words,
    scaled,
    severity_problems,
    steps_of,
    validity,
)
from backend.domain.units import alike, factor


class Spec(RuleSpec, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value crosses a limit."""

    direction: Direction = "above"
    limit: LimitValue
    """A number, `[low, high]` for `outside`, or `{set: …, row: …}`."""
    limit_name: Text | None = None
    """Name of the first step (`Báo động I`); fills `{step}`."""
    escalate: tuple[Escalation, ...] = ()
    """Further, worse steps of the same alarm."""
    unit: str = ""
    """Unit of plain numbers in `limit`, if not the metric's; must convert."""
    inclusive: bool = False
    """The limit itself already crosses (river alarm levels)."""
    hold_s: float = 0.0
    """On-delay: must be crossed this long, s."""
    off_delay_s: float = 0.0
    """Must be back this long before the alarm clears, s."""
    deadband: float = 0.0
    """Must be this far behind the limit to count as back, in the unit of `limit`."""
    min_count: int = 1
    """Samples in a row that must cross."""


class Bound(msgspec.Struct, frozen=True):
    """The rule for one series."""

    ladder: Ladder
    direction: Direction
    unit: str
    decimals: int
    valid_from: float
    valid_to: float
    safe_low: float
    safe_high: float
    severities: tuple[Severity, ...]
    limits: tuple[Limit, ...]
    takes_all: bool = False

    @property
    def memory_s(self) -> float:
        """How far back readings matter after a restart, s."""
        ladder = self.ladder
        return max(ladder.hold_s, ladder.off_delay_s) + ladder.min_count * ladder.max_gap_s

    def words(self, finding: Finding) -> tuple[Text, Text]:
        """Return the name of the step and which limit was crossed."""
        chosen = self.ladder.steps[max(finding.level, 1) - 1]
        limit = finding.limit if finding.limit is not None else math.nan
        return chosen.name, limit_words(
            self.direction, limit, self.decimals, self.unit, Text(""), chosen.name
        )


class Memory(RuleMemory):
    """Where the series stands on the rule's steps."""

    __slots__ = ("climb",)

    def __init__(self, n_steps: int = 1) -> None:
        """Start at normal."""
        super().__init__()
        self.climb = Climb(n_steps)

    @property
    def at_rest(self) -> bool:
        """Whether a value inside of the limits changes nothing."""
        return self.climb.at_rest

    def adopt(self, level: int, at: float) -> None:
        """Take over a level that stood before a restart."""
        self.climb.adopt(level, at)


def problems(spec: Spec, ground: Ground) -> list[Problem]:
    """Return what is wrong with the limits, their order, their rows and the delays."""
    found = list(
        limit_problems(
            [spec.limit, *(e.limit for e in spec.escalate)], spec.direction, spec.unit or ground.unit, ground
        )
    )
    found += severity_problems([spec.severity, *(e.severity for e in spec.escalate)])
    if spec.unit and factor(spec.unit, ground.unit) is None:
        cure = f"expected one of: {', '.join(alike(ground.unit))}"
        found.append(Problem("unit", f"'{spec.unit}' does not convert", cure))
    for key in ("hold_s", "off_delay_s", "deadband"):
        if getattr(spec, key) < 0:
            found.append(Problem(key, f"found {getattr(spec, key):g}", "0 or more"))
    if spec.min_count < 1:
        found.append(Problem("min_count", f"found {spec.min_count}", "1 or more"))
    if isinstance(spec.limit, tuple) and 2 * spec.deadband >= spec.limit[1] - spec.limit[0]:
        cure = "less than half of the distance of the limits, or the alarm never clears"
        found.append(Problem("deadband", f"found {spec.deadband:g}", cure))
    return found


def bind(spec: Spec, series: SeriesFacts, limit_sets: LimitSets) -> Bound:
    """Return the rule for one series, limits in its unit.

    Raises:
        UnboundError: the limit of this place cannot be found or converted.
    """
    scale = factor(spec.unit or series.unit, series.unit)
    if scale is None:
        raise UnboundError(f"unit '{spec.unit}' of rule '{spec.id}' does not convert to '{series.unit}'")
    given = [spec.limit, *(e.limit for e in spec.escalate)]
    bands = []
    for limit in given:
        band = band_of(limit, spec.direction, series, limit_sets)
        bands.append(scaled(band, scale) if isinstance(limit, float | int | tuple) else band)
    steps = steps_of(
        bands,
        [spec.severity, *(e.severity for e in spec.escalate)],
        [spec.limit_name, *(e.name for e in spec.escalate)],
        inclusive=spec.inclusive,
    )
    valid_from, valid_to = validity(bands)
    ladder = Ladder(
        steps, spec.hold_s, spec.off_delay_s, spec.deadband * scale, spec.min_count, series.max_age_s
    )
    return Bound(
        ladder,
        spec.direction,
        series.unit,
        series.decimals,
        valid_from,
        valid_to,
        steps[0].low_trip,
        steps[0].high_trip,
        tuple(each.severity for each in steps),
        chart_limits(steps),
    )


def evaluate(bound: Bound, memory: Memory, sample: Observation | None, now: float) -> Finding | None:
    """Return what the rule says after `sample`, or when an awaited instant has come.

    Args:
        bound: the rule for this series.
        memory: of this series; changed.
        sample: GOOD, BELOW or ABOVE, later than the one before; None for an awaited instant.
        now: s since epoch.

    Returns:
        None if the sample is inconclusive.
    """
    climb = memory.climb
    at = now if sample is None else sample.at
    if not bound.valid_from <= at < bound.valid_to:
        climb.forget()
        memory.due_at = math.inf
        return Finding(0, None if sample is None else sample.value, None, at)
    if sample is None:
        climb.settle(bound.ladder, now)
    elif not climb.sample(bound.ladder, sample.at, sample.value, sample.quality, now):
        return None
    memory.due_at = climb.due_at
    chosen = bound.ladder.steps[max(climb.level, 1) - 1]
    return Finding(climb.level, climb.value, chosen.limit(climb.value), at)

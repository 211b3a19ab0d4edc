"""Aggregate: sum, extreme, mean, rate or integral over a window, never judged on too little data."""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from backend.contract.state import Limit, Quality, Severity, Text
from backend.domain.ladder import Climb, Ladder
from backend.domain.limit_sets import Band, LimitSets, RowRef, UnboundError, resolve
from backend.domain.observation import Observation
from backend.domain.rule import Finding, Ground, Problem, RuleMemory, RuleSpec
from backend.domain.series import SeriesFacts
from backend.domain.steps import (
    Escalation,
    LimitValue,
    band_of,
    limit_problems,
    limit_words,
    scaled,
    severity_problems,
    steps_of,
    validity,
)
from backend.domain.units import canonical
from backend.domain.window import Window

Function = Literal["sum", "integral", "max", "min", "mean", "rate"]
_PER_HOUR = {"mm/h": "mm", "cm/h": "cm", "m³/h": "m³", "km/h": "km"}
"""Unit of a rate per hour -> unit of its integral over time."""


class Spec(RuleSpec, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure over a window crosses a limit."""

    function: Function
    """`sum` of amounts; `integral` of a rate (mm/h gives mm); `max`, `min`, time-weighted `mean`;
    `rate`: change per hour across the window."""
    window_s: float
    """Width of the window (t - window_s, t], s."""
    min_coverage: float = 0.8
    """Share of the window that data must cover, 0 … 1. With less there is no verdict; only a sum that is
    already above its limit, or an extreme already beyond it, is proven by what is there."""
    max_gap_s: float | None = None
    """Longest time that one sample stands for, s; empty: the series' maximum age."""
    direction: Literal["above", "below"] = "above"
    limit: LimitValue
    """A number in the aggregate's unit, or `{set: …, row: …}`; with `percent_of`: in percent of it."""
    limit_name: Text | None = None
    escalate: tuple[Escalation, ...] = ()
    percent_of: float | RowRef | None = None
    """Reference that the limits are percents of: a number or a row (its max), e.g. of a historic day."""
    percent_name: Text | None = None
    """Name of the reference (`14/10/2022`)."""
    hold_s: float = 0.0
    off_delay_s: float = 0.0
    deadband: float = 0.0
    """In the unit of `limit` (percent with `percent_of`)."""


class Bound(msgspec.Struct, frozen=True):
    """The rule for one series."""

    ladder: Ladder
    function: Function
    direction: Literal["above", "below"]
    window_s: float
    max_gap_s: float
    min_coverage: float
    unit: str
    """Of the aggregate."""
    decimals: int
    reference: Text
    """What the limits are percents of, empty without `percent_of`."""
    valid_from: float
    valid_to: float
    severities: tuple[Severity, ...]
    safe_low: float = math.inf
    safe_high: float = -math.inf
    limits: tuple[Limit, ...] = ()
    takes_all: bool = False

    @property
    def memory_s(self) -> float:
        """How far back readings matter after a restart, s."""
        ladder = self.ladder
        return self.window_s + self.max_gap_s + max(ladder.hold_s, ladder.off_delay_s)

    def words(self, finding: Finding) -> tuple[Text, Text]:
        """Return the name of the step and which limit was crossed over which window."""
        chosen = self.ladder.steps[max(finding.level, 1) - 1]
        limit = math.nan if finding.limit is None else finding.limit
        minutes = f"{self.window_s / 60:g}"
        over = Text(f" trong {minutes} phút", f" in {minutes} min")
        name = Text(self._named(chosen.name, "vi"), self._named(chosen.name, "en"))
        return chosen.name, limit_words(self.direction, limit, self.decimals, self.unit, over, name)

    def _named(self, step: Text, language: str) -> str:
        """Return the step's name with what it is a share of, unless the name says that itself."""
        name, of = step.in_language(language), self.reference.in_language(language)
        return name if not of or of in name else f"{name}, {of}"


class Memory(RuleMemory):
    """The window of one series, and where its aggregate stands on the rule's steps."""

    __slots__ = ("climb", "window")

    def __init__(self, n_steps: int = 1) -> None:
        """Start with no sample."""
        super().__init__()
        self.climb = Climb(n_steps)
        self.window = Window()

    @property
    def at_rest(self) -> bool:
        """Return False: every sample enters the window."""
        return False

    def adopt(self, level: int, at: float) -> None:
        """Take over a level that stood before a restart."""
        self.climb.adopt(level, at)

    def take_late(self, bound: Bound, reading: Observation) -> None:
        """Have a reading in the window that is older than its series may be: it is part of it all the same.

        A gauge that was off the air sends what it kept; after a restart its readings would count, too.
        """
        if reading.quality == Quality.GOOD:
            self.window.add(reading.at, reading.value, bound.max_gap_s)


def unit_of(function: Function, unit: str) -> str:
    """Return the unit of an aggregate of values in `unit`."""
    if function == "integral":
        return _PER_HOUR.get(canonical(unit), f"{unit}·h")
    return f"{unit}/h" if function == "rate" else unit


def problems(spec: Spec, ground: Ground) -> list[Problem]:
    """Return what is wrong with the window, the limits and the reference."""
    unit = "%" if spec.percent_of is not None else unit_of(spec.function, ground.unit)
    limits = [spec.limit, *(e.limit for e in spec.escalate)]
    found = list(limit_problems(limits, spec.direction, unit, ground))
    found += severity_problems([spec.severity, *(e.severity for e in spec.escalate)])
    if spec.window_s <= 0:
        found.append(Problem("window_s", f"found {spec.window_s:g}", "seconds above 0"))
    if not 0.0 < spec.min_coverage <= 1.0:
        found.append(Problem("min_coverage", f"found {spec.min_coverage:g}", "above 0, at most 1"))
    for key in ("hold_s", "off_delay_s", "deadband"):
        if getattr(spec, key) < 0:
            found.append(Problem(key, f"found {getattr(spec, key):g}", "0 or more"))
    if spec.max_gap_s is not None and not 0 < spec.max_gap_s <= spec.window_s:
        found.append(Problem("max_gap_s", f"found {spec.max_gap_s:g}", "above 0, at most window_s"))
    if isinstance(spec.percent_of, RowRef):
        base = unit_of(spec.function, ground.unit)
        found += [
            Problem(p.key.replace("limit", "percent_of", 1), p.found, p.cure)
            for p in limit_problems([spec.percent_of], "above", base, ground)
        ]
    return found


def _reference(spec: Spec, series: SeriesFacts, sets: LimitSets) -> tuple[float, Band | None]:
    if isinstance(spec.percent_of, RowRef):
        band = resolve(spec.percent_of, series, sets)
        if math.isinf(band.high):
            raise UnboundError(f"row '{spec.percent_of.row}' has no max to take percents of")
        return band.high / 100.0, band
    return (1.0 if spec.percent_of is None else spec.percent_of / 100.0), None


def bind(spec: Spec, series: SeriesFacts, limit_sets: LimitSets) -> Bound:
    """Return the rule for one series, limits in the unit of its aggregate.

    Raises:
        UnboundError: the limit or the reference of this place cannot be found or converted.
    """
    unit = unit_of(spec.function, series.unit)
    facts = msgspec.structs.replace(series, unit=unit)
    scale, named = _reference(spec, facts, limit_sets)
    in_percent = msgspec.structs.replace(series, unit="%") if spec.percent_of is not None else facts
    given = [spec.limit, *(e.limit for e in spec.escalate)]
    bands = [scaled(band_of(limit, spec.direction, in_percent, limit_sets), scale) for limit in given]
    steps = steps_of(
        bands,
        [spec.severity, *(e.severity for e in spec.escalate)],
        [spec.limit_name, *(e.name for e in spec.escalate)],
        inclusive=False,
    )
    valid_from, valid_to = validity([*bands, *([named] if named else [])])
    gap = min(spec.max_gap_s or series.max_age_s, spec.window_s)
    ladder = Ladder(steps, spec.hold_s, spec.off_delay_s, spec.deadband * scale, 1, math.inf)
    name = spec.percent_name or (named.name if named else None)
    return Bound(
        ladder=ladder,
        function=spec.function,
        direction=spec.direction,
        window_s=spec.window_s,
        max_gap_s=gap,
        min_coverage=spec.min_coverage,
        unit=unit,
        decimals=series.decimals,
        reference=name or Text(""),
        valid_from=valid_from,
        valid_to=valid_to,
        severities=tuple(each.severity for each in steps),
    )


def _figure(bound: Bound, window: Window, start_at: float) -> float:
    match bound.function:
        case "sum":
            return window.amount
        case "integral":
            return window.integral(start_at) / 3600.0
        case "max":
            return window.highest
        case "min":
            return window.lowest
        case "rate":
            return window.rate
    covered_s = window.covered_s(start_at)
    return window.integral(start_at) / covered_s if covered_s > 0 else math.nan


def _proven(bound: Bound, window: Window, figure: float, level: int) -> bool:
    """Return whether missing data could not take the crossing back: only more could be added."""
    if bound.ladder.crossed(figure) <= level:
        return False  # nothing new; and too little data never brings a level down
    if bound.function in ("sum", "integral"):
        return bound.direction == "above" and window.lowest >= 0.0
    return (bound.function, bound.direction) in (("max", "above"), ("min", "below"))


def evaluate(bound: Bound, memory: Memory, sample: Observation | None, now: float) -> Finding | None:
    """Return what the rule says after `sample`, or when the window has slid.

    Censored samples are left out of the window: their time stays uncovered.

    Args:
        bound: the rule for this series.
        memory: of this series; changed.
        sample: later than the one before; None for an awaited instant.
        now: s since epoch.

    Returns:
        None if the window holds too little data.
    """
    window, climb = memory.window, memory.climb
    at = now if sample is None else min(sample.at, now)
    if sample is not None and sample.quality == Quality.GOOD:
        window.add(sample.at, sample.value, bound.max_gap_s)
    start_at = at - bound.window_s
    window.slide(start_at)
    memory.due_at = math.inf
    if not bound.valid_from <= at < bound.valid_to:
        climb.forget()
        return Finding(0, None, None, at)
    figure = _figure(bound, window, start_at)
    enough = window.covered_s(start_at) >= bound.min_coverage * bound.window_s - 1e-6
    if math.isnan(figure) or not (enough or _proven(bound, window, figure, climb.level)):
        return None
    climb.sample(bound.ladder, at, figure, Quality.GOOD, now)
    leaves_at = window.oldest_at + bound.window_s
    slides = climb.level > 0 or bound.direction == "below"
    memory.due_at = min(climb.due_at, leaves_at if slides and leaves_at > now else math.inf)
    chosen = bound.ladder.steps[max(climb.level, 1) - 1]
    return Finding(climb.level, figure, chosen.limit(figure), at)

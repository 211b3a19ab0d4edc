"""What a pack says of a metric that is computed from another one, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from backend.domain.limit_sets import RowRef
from backend.domain.rule import Ground, Problem
from backend.domain.steps import limit_problems
from backend.domain.units import canonical, factor

Function = Literal["sum", "integral", "max", "min", "mean", "event_sum", "dry_time", "percent_of"]
EVENTS = ("event_sum", "dry_time")
MOST_STEPS = 20_000
"""Steps that the longest window of one metric may hold: what is remembered of each place."""


class Derived(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`derived:` of a metric."""

    source: str = msgspec.field(name="from")
    """Metric of the same place that it is computed from."""
    function: Function
    """`sum` of amounts; `integral` of a rate (mm/h gives mm); `max`, `min`, time-weighted `mean`;
    `event_sum`: amount of the running wet event; `dry_time`: time since it was last wet; `percent_of`."""
    window_s: float = 0.0
    """The value at t is about the time (t - window_s, t], s; events are looked for so far back."""
    step_s: float = 60.0
    """A value is made at each full step, s."""
    min_coverage: float = 0.8
    """Share of the time that readings must cover, 0 … 1. With less the value is a bound, or not made."""
    max_gap_s: float | None = None
    """Longest time that one reading stands for, s; empty: the maximum age of the metric in `from`."""
    coverage_as: str = ""
    """Metric that tells which share of the time readings cover."""
    wet_above: float | None = None
    """`event_sum`, `dry_time`: a reading above it is wet, in the unit of the metric in `from`."""
    dry_s: float | None = None
    """`event_sum`: after so long without a wet reading the next one begins another event, s."""
    percent_of: float | RowRef | None = None
    """`percent_of`: what 100 % is, a number in the unit of the metric in `from` or a row of a limit set."""
    percent_of_attribute: str = ""
    """`percent_of`: instead, the attribute of each place that says what 100 % is there, in that unit."""

    @property
    def is_share(self) -> bool:
        """Whether each reading is answered by its share of something, without a window."""
        return self.function == "percent_of"

    def gap_s(self, max_age_s: float) -> float:
        """Return the longest time that one reading stands for, s.

        Args:
            max_age_s: maximum age of the metric in `from`.
        """
        return self.max_gap_s or max_age_s


def scale_of(spec: Derived, from_unit: str, unit: str) -> float | None:
    """Return the factor from what the function gives to the metric's unit, None if there is none.

    Args:
        spec: of the metric.
        from_unit: unit of the metric in `from`.
        unit: unit of the derived metric.

    Returns:
        For `integral` and `event_sum` the factor from (unit of `from`) x hours; for `dry_time` from seconds;
        for `percent_of` from percent.
    """
    if spec.function in ("integral", "event_sum"):
        return factor(from_unit, f"{canonical(unit)}/h")
    if spec.function == "dry_time":
        return factor("s", unit)
    return factor("%" if spec.is_share else from_unit, unit)


def problems(spec: Derived, ground: Ground, unit: str) -> Iterator[Problem]:
    """Yield what is wrong with a derived metric.

    Args:
        spec: of the metric.
        ground: unit of the metric in `from`, and the limit sets.
        unit: of the derived metric.
    """
    if scale_of(spec, ground.unit, unit) is None:
        cure = "give the metric a unit that it converts to (an integral of mm/h is mm)"
        yield Problem("function", f"'{spec.function}' of {ground.unit} is no {unit}", cure)
    if spec.is_share:
        yield from _share_problems(spec, ground)
    else:
        yield from _window_problems(spec)
        yield from _event_problems(spec)


def _share_problems(spec: Derived, ground: Ground) -> Iterator[Problem]:
    if (spec.percent_of is None) == (not spec.percent_of_attribute):
        found = "what 100 % is is missing" if spec.percent_of is None else "100 % is said twice"
        cure = "a number, {set: …, row: …}, or 'percent_of_attribute' with an attribute of the places"
        yield Problem("percent_of", found, cure)
    elif spec.percent_of is None:
        pass  # places without the attribute are told of when the daemon starts
    elif isinstance(spec.percent_of, RowRef):
        for problem in limit_problems([spec.percent_of], "above", ground.unit, ground):
            yield Problem(problem.key.replace("limit", "percent_of", 1), problem.found, problem.cure)
    elif spec.percent_of <= 0:
        yield Problem("percent_of", f"found {spec.percent_of:g}", "above 0")
    for key in ("window_s", "max_gap_s", "coverage_as", "wet_above", "dry_s"):
        if getattr(spec, key):
            yield Problem(key, "'percent_of' has no window", "leave it out, or use another function")


def _window_problems(spec: Derived) -> Iterator[Problem]:
    if spec.step_s < 1 or not spec.step_s.is_integer():
        yield Problem("step_s", f"found {spec.step_s:g}", "whole seconds, 1 or more")
    elif spec.window_s <= 0:
        yield Problem("window_s", f"found {spec.window_s:g}", "seconds above 0")
    elif spec.window_s % spec.step_s:
        found = f"found {spec.window_s:g}, no multiple of step_s ({spec.step_s:g})"
        yield Problem("window_s", found, "a whole number of steps")
    if not 0.0 < spec.min_coverage <= 1.0:
        yield Problem("min_coverage", f"found {spec.min_coverage:g}", "above 0, at most 1")
    if spec.max_gap_s is not None and not 0 < spec.max_gap_s <= spec.window_s:
        yield Problem("max_gap_s", f"found {spec.max_gap_s:g}", "above 0, at most window_s")
    for key in ("percent_of", "percent_of_attribute"):
        if getattr(spec, key):
            yield Problem(key, f"'{spec.function}' takes no percent", "use 'function: percent_of'")


def _event_problems(spec: Derived) -> Iterator[Problem]:
    if spec.function not in EVENTS:
        for key in ("wet_above", "dry_s"):
            if getattr(spec, key) is not None:
                yield Problem(key, f"'{spec.function}' knows no events", "leave it out")
        return
    if spec.wet_above is None:
        yield Problem("wet_above", "the key is missing", "above which reading it is wet, e.g. 0.1")
    if spec.function == "event_sum" and spec.dry_s is None:
        yield Problem("dry_s", "the key is missing", "how long it is dry before another event, e.g. 21600")
    elif spec.dry_s is not None and not spec.step_s <= spec.dry_s <= spec.window_s:
        yield Problem("dry_s", f"found {spec.dry_s:g}", "at least step_s, at most window_s")
    if spec.function == "dry_time" and spec.dry_s is not None:
        yield Problem("dry_s", "'dry_time' needs none", "leave it out")
    if spec.coverage_as:
        yield Problem("coverage_as", f"'{spec.function}' has no fixed window", "leave it out")

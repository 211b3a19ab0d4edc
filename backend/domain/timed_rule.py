"""A rule whose limits change while it runs: another version of a limit set comes into force, or a month ends.

Such a rule is bound anew for each stretch of time, when the first reading of that stretch comes: a reading is
judged by the limits of its own instant. What the rule remembers of the series goes on through the change.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from backend.contract.state import Limit, Severity, Text
from backend.domain.limit_families import (
    MONTH,
    chosen_set,
    family_names,
    members,
    month_of,
    month_span,
    set_span,
)
from backend.domain.limit_sets import LimitSets, RowRef, UnboundError, begin_of, words_of
from backend.domain.observation import Observation
from backend.domain.rule import BoundRule, Finding, RuleKind, RuleMemory, RuleSpec, applies
from backend.domain.rule_kinds import kind_of
from backend.domain.series import SeriesFacts

Evaluate = Callable[[Any, Any, Observation | None, float], Finding | None]
_MONTH_S = 31 * 86_400.0
_IN_MONTH = "{" + MONTH + "}"


def refs_of(part: object) -> Iterator[RowRef]:
    """Yield every row of a limit set that a rule points to."""
    if isinstance(part, RowRef):
        yield part
    elif isinstance(part, msgspec.Struct):
        for key in part.__struct_fields__:
            yield from refs_of(getattr(part, key))
    elif isinstance(part, tuple):
        for each in part:
            yield from refs_of(each)


def is_timed(spec: RuleSpec, limit_sets: LimitSets) -> bool:
    """Return whether the limits of a rule depend on the instant."""
    refs = list(refs_of(spec))
    families = family_names(limit_sets) if refs else ()
    return any(ref.set in families or _IN_MONTH in ref.row for ref in refs)


class Bindable(NamedTuple):
    """A rule that is about a series."""

    spec: RuleSpec
    kind: RuleKind
    timed: bool
    """Whether its limits depend on the instant."""
    limit_sets: LimitSets

    def bind(self, series: SeriesFacts) -> tuple[BoundRule, Evaluate]:
        """Return the rule for one series, and what judges by it.

        Raises:
            UnboundError: it cannot judge the series, at no time.
        """
        if not self.timed:
            return self.kind.bind(self.spec, series, self.limit_sets), self.kind.evaluate
        return TimedRule(self.kind, self.spec, series, self.limit_sets), evaluate


class Bindables:
    """The rules of a centre by metric; what is the same for thousands of series is found out once."""

    def __init__(self, specs: Iterable[RuleSpec], limit_sets: LimitSets) -> None:
        """Sort checked rules; `limit_sets` are those that they point to, by id."""
        self._of_metric: dict[str, list[Bindable]] = {}
        for spec in specs:
            rule = Bindable(spec, kind_of(spec.kind), is_timed(spec, limit_sets), limit_sets)
            self._of_metric.setdefault(spec.metric, []).append(rule)

    def about(self, series: SeriesFacts) -> list[Bindable]:
        """Return the rules that are about a series, in their order."""
        return [rule for rule in self._of_metric.get(series.metric, ()) if applies(rule.spec, series)]


class TimedRule:
    """A rule for one series that is bound anew for each stretch of time."""

    safe_low = math.inf
    """Every value matters: it may be the first one of another stretch."""
    safe_high = -math.inf

    def __init__(self, kind: RuleKind, spec: RuleSpec, series: SeriesFacts, limit_sets: LimitSets) -> None:
        """Bind for some instant at which the rule can judge the series.

        Raises:
            UnboundError: there is none.
        """
        self.evaluate = kind.evaluate
        self._kind, self._spec, self._series, self._sets = kind, spec, series, limit_sets
        refs = list(refs_of(spec))
        self._families = {ref.set for ref in refs}
        self._by_month = any(_IN_MONTH in ref.row for ref in refs)
        self._span = (math.inf, -math.inf)
        self._now = self._any()

    def at(self, instant: float) -> BoundRule:
        """Return the rule as it judges at an instant (s since epoch); it judges nothing where it cannot."""
        if not self._span[0] <= instant < self._span[1]:
            self._span = self._span_of(instant)
            try:
                self._now = self._bound(instant)
            except UnboundError:
                self._now = _at_no_time(self._now)
        return self._now

    def at_last(self) -> BoundRule:
        """Return the rule as it judged last."""
        return self._now

    def limits_at(self, instant: float) -> tuple[Limit, ...]:
        """Return the lines on a chart at an instant, none where the rule cannot judge then."""
        try:
            return self._bound(instant).limits
        except UnboundError:
            return ()

    def _bound(self, instant: float) -> BoundRule:
        series = self._series
        known = self._sets
        words = words_of(series)
        chosen = {
            family: chosen_set(known, family, words, instant)
            for family in self._families
            if family not in known
        }
        attributes = series.attributes | {MONTH: month_of(instant)}
        facts = msgspec.structs.replace(series, attributes=attributes)
        return self._kind.bind(self._spec, facts, ChainMap(chosen, dict(known)))

    def _span_of(self, instant: float) -> tuple[float, float]:
        begin, end = set_span(self._sets, self._families, instant)
        if not self._by_month:
            return begin, end
        first, last = month_span(instant)
        return max(begin, first), min(end, last)

    def _any(self) -> BoundRule:
        """Return the rule bound for the newest version that can judge the series."""
        why: UnboundError | None = None
        for instant in self._tries():
            try:
                return _at_no_time(self._bound(instant))
            except UnboundError as error:
                why = why or error
        raise why or UnboundError("its limit sets hold at no time")

    def _tries(self) -> Iterator[float]:
        begins = {
            begin_of(each.effective_from, 0.0)
            for family in self._families
            for each in members(self._sets, family)
        }
        for begin in sorted(begins or {0.0}, reverse=True):
            for k in range(12 if self._by_month else 1):
                yield begin + k * _MONTH_S

    # ---- what the newest stretch says -------------------------------------------------------------

    @property
    def severities(self) -> tuple[Severity, ...]:
        """Severity of each step: the same at all times."""
        return self._now.severities

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The steps as they were judged by last."""
        return self._now.limits

    @property
    def unit(self) -> str:
        """Unit of a finding's value and limit."""
        return self._now.unit

    @property
    def direction(self) -> str:
        """Where it looks: `above`, `below`, `outside`."""
        return getattr(self._now, "direction", "")

    @property
    def memory_s(self) -> float:
        """How far back readings matter after a restart, s."""
        return self._now.memory_s

    @property
    def takes_all(self) -> bool:
        """Whether uncertain and late readings matter too."""
        return self._now.takes_all

    def words(self, finding: Finding) -> tuple[Text, Text]:
        """Return the name of the step and the detail line of a finding."""
        return self._now.words(finding)


def next_change(specs: Iterable[RuleSpec], limit_sets: LimitSets, at: float) -> float:
    """Return when the limits of any of these rules may change next after an instant (s since epoch).

    It is infinite where they never do.
    """
    refs = [ref for spec in specs if is_timed(spec, limit_sets) for ref in refs_of(spec)]
    month_ends = month_span(at)[1] if any(_IN_MONTH in ref.row for ref in refs) else math.inf
    return min(month_ends, set_span(limit_sets, {ref.set for ref in refs}, at)[1])


def limits_then(bound: BoundRule, at: float | None) -> tuple[Limit, ...]:
    """Return the lines on a chart at an instant (s since epoch); None: those of the newest versions."""
    if isinstance(bound, TimedRule) and at is not None:
        return bound.limits_at(at)
    return bound.limits


def _at_no_time(bound: BoundRule) -> BoundRule:
    """Return a rule that finds nothing: as it is outside of the days on which its limits hold."""
    return msgspec.structs.replace(bound, valid_from=math.inf)  # type: ignore[type-var]


def evaluate(bound: TimedRule, memory: RuleMemory, sample: Observation | None, now: float) -> Finding | None:
    """Return what the rule says by the limits of the sample's instant.

    An awaited instant is judged by the limits of the newest sample: a month that ends changes nothing of what
    was measured in it.

    Args:
        bound: the rule for this series.
        memory: of this series; changed.
        sample: later than the one before; None for an awaited instant.
        now: s since epoch.
    """
    chosen = bound.at(sample.at) if sample is not None else bound.at_last()
    return bound.evaluate(chosen, memory, sample, now)

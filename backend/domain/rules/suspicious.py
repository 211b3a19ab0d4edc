"""Suspicious: a series whose readings are uncertain for too long; its sensor needs a look, not the city."""

from __future__ import annotations

import math

import msgspec

from backend.contract.state import Limit, Quality, Severity, Text
from backend.domain.limit_sets import LimitSets
from backend.domain.observation import Observation
from backend.domain.rule import Finding, Ground, Problem, RuleMemory, RuleSpec
from backend.domain.series import SeriesFacts

_STEP = Text("Số liệu đáng ngờ", "Suspicious data")
_BY_SOURCE = Text("Nguồn tự đánh dấu là không chắc", "Its source marks it as uncertain")


class Spec(RuleSpec, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Readings of a series are uncertain."""

    after_s: float = 0.0
    """They must have been uncertain for so long without one that is trusted, s."""
    clear_s: float = 0.0
    """They must have been trusted for so long before the alarm ends, s."""


class Bound(msgspec.Struct, frozen=True):
    """The rule for one series."""

    after_s: float
    clear_s: float
    severities: tuple[Severity, ...]
    unit: str
    safe_low: float = -math.inf
    safe_high: float = math.inf
    limits: tuple[Limit, ...] = ()
    takes_all: bool = True
    memory_s: float = 0.0

    def words(self, finding: Finding) -> tuple[Text, Text]:
        """Return the step's name and which check the readings fail."""
        return _STEP, finding.note or _BY_SOURCE


class Memory(RuleMemory):
    """Since when a series is doubted, and since when it is trusted again."""

    __slots__ = ("doubted", "note", "since_at", "trusted_at")

    def __init__(self, n_steps: int = 1) -> None:
        """Start as trusted."""
        super().__init__()
        self.doubted = False
        self.since_at = math.nan
        """Instant of the first uncertain reading of those that go on, s since epoch."""
        self.trusted_at = math.nan
        """Instant of the first trusted reading since, s since epoch."""
        self.note: Text | None = None

    @property
    def at_rest(self) -> bool:
        """Whether a trusted reading changes nothing."""
        return not self.doubted and math.isnan(self.since_at)

    def adopt(self, level: int, at: float) -> None:
        """Take over a level that stood before a restart."""
        self.doubted = level > 0
        self.since_at = at if self.doubted else math.nan


def problems(spec: Spec, ground: Ground) -> list[Problem]:
    """Return what is wrong with the delays."""
    return [
        Problem(key, f"found {getattr(spec, key):g}", "seconds, 0 or more")
        for key in ("after_s", "clear_s")
        if getattr(spec, key) < 0
    ]


def bind(spec: Spec, series: SeriesFacts, limit_sets: LimitSets) -> Bound:
    """Return the rule for one series."""
    return Bound(spec.after_s, spec.clear_s, (spec.severity,), series.unit)


def evaluate(bound: Bound, memory: Memory, sample: Observation | None, now: float) -> Finding | None:
    """Return whether the series is suspicious after `sample`.

    Both delays are counted from reading to reading: a silence proves nothing, and `absence` tells it.

    Args:
        bound: the rule for this series.
        memory: of this series; changed.
        sample: of any quality but BAD; None for an awaited instant, of which there are none.
        now: s since epoch.
    """
    if sample is None:
        return None
    if sample.quality == Quality.UNCERTAIN:
        memory.trusted_at = math.nan
        memory.note = sample.doubt.words if sample.doubt else None
        if math.isnan(memory.since_at):
            memory.since_at = sample.at
        memory.doubted = memory.doubted or sample.at - memory.since_at >= bound.after_s
    else:
        if math.isnan(memory.trusted_at):
            memory.trusted_at = sample.at
        if not memory.doubted or sample.at - memory.trusted_at >= bound.clear_s:
            memory.doubted, memory.since_at = False, math.nan
    at = memory.since_at if memory.doubted else sample.at
    return Finding(int(memory.doubted), sample.value, None, at, memory.note)

"""Absence: a series says nothing for too long. Its alarm never clears, hides or acknowledges another."""

from __future__ import annotations

import math

import msgspec

from backend.contract.state import LOST_FACTOR, Limit, Severity, Text
from backend.domain.limit_sets import LimitSets
from backend.domain.observation import Observation
from backend.domain.rule import Finding, Ground, Problem, RuleMemory, RuleSpec
from backend.domain.series import SeriesFacts

_STEP = Text("Mất dữ liệu", "Data lost")


class Spec(RuleSpec, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No usable reading for a while."""

    after_s: float | None = None
    """Silence that counts as lost, s; empty: three times the series' maximum age."""


class Bound(msgspec.Struct, frozen=True):
    """The rule for one series."""

    after_s: float
    severities: tuple[Severity, ...]
    unit: str
    safe_low: float = -math.inf
    safe_high: float = math.inf
    limits: tuple[Limit, ...] = ()
    takes_all: bool = True
    memory_s: float = 0.0

    def words(self, finding: Finding) -> tuple[Text, Text]:
        """Return the step's name and how long nothing came."""
        minutes = f"{self.after_s / 60:g}"
        return _STEP, Text(f"Không có số liệu quá {minutes} phút", f"No data for more than {minutes} min")


class Memory(RuleMemory):
    """Whether the series is lost."""

    __slots__ = ("began_at", "lost")

    def __init__(self, n_steps: int = 1) -> None:
        """Start as not lost; the silence of a series that never spoke begins with the first look."""
        super().__init__()
        self.lost = False
        self.began_at = math.nan
        self.due_at = -math.inf

    @property
    def at_rest(self) -> bool:
        """Whether a reading changes nothing."""
        return not self.lost

    def adopt(self, level: int, at: float) -> None:
        """Take over a level that stood before a restart."""
        self.lost = level > 0


def problems(spec: Spec, ground: Ground) -> list[Problem]:
    """Return what is wrong with the silence."""
    if spec.after_s is not None and spec.after_s <= 0:
        return [Problem("after_s", f"found {spec.after_s:g}", "seconds above 0, or leave it out")]
    return []


def bind(spec: Spec, series: SeriesFacts, limit_sets: LimitSets) -> Bound:
    """Return the rule for one series."""
    return Bound(spec.after_s or LOST_FACTOR * series.max_age_s, (spec.severity,), series.unit)


def evaluate(bound: Bound, memory: Memory, sample: Observation | None, now: float) -> Finding | None:
    """Return whether the series is lost at `now`.

    Args:
        bound: the rule for this series.
        memory: of this series; changed; its `seen_at` is the newest usable reading.
        sample: what just came, None for an awaited instant.
        now: s since epoch.
    """
    if math.isnan(memory.began_at):
        memory.began_at = now  # silence before the first look is nobody's
    seen_at = -math.inf if memory.seen_at is None else min(memory.seen_at, now)
    base_at = seen_at if memory.lost else max(seen_at, memory.began_at)
    silent_at = base_at + bound.after_s
    memory.lost = silent_at <= now
    memory.due_at = math.inf if memory.lost else silent_at
    value = None if sample is None else sample.value
    return Finding(int(memory.lost), value, None, max(silent_at, memory.began_at) if memory.lost else now)

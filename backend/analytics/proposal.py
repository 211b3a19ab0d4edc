"""Looks for the smallest change of a threshold rule that removes most ringing and loses nothing known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.analytics.back_test_report import EventRecord, Settings
from backend.analytics.columns import Readings
from backend.analytics.episodes import chattering
from backend.analytics.judging import evaluator_of
from backend.analytics.named_events import record
from backend.analytics.replay import Stretch, replay, stretches
from backend.analytics.thinning import thinned, thinned_for
from backend.domain.limit_sets import LimitSets
from backend.domain.rules import threshold
from backend.domain.series import SeriesFacts

TARGET_SHARE = 0.8
"""The smallest change that removes so much of what may go is proposed …"""
LEAST_SHARE = 0.5
"""… or, if none does, the one that removes most, but at least this much."""
LASTING_S = 1800.0
"""An unbroken episode of this length is kept, even if it was raised again at once after it."""
GROWTH = 3.0
"""A change may make the time in alarm so many times as long at most: else it hides ringing by never
clearing."""
_HOLDS_S = (30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0)
_OFF_DELAYS_S = (60.0, 120.0, 300.0, 600.0, 900.0)
_NOISE_TIMES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Deadbands that are tried, in usual steps between two readings while the limit is crossed."""
_ROUND = (10, 15, 20, 25, 30, 40, 50, 60, 80, 100)

Held = Mapping[str, Sequence[Stretch]]
"""Place id -> when the rule held there."""


class Track(NamedTuple):
    """A place at which the rule held at least once."""

    facts: SeriesFacts
    readings: Readings


class Known(NamedTuple):
    """What must not be lost."""

    start_at: float
    """s since epoch."""
    end_at: float
    before: Held
    """The rule as it is."""
    caught: tuple[EventRecord, ...]
    """The events that the rule catches as it is."""
    tolerance_s: float
    """An alarm may come so much later."""


class Outcome(NamedTuple):
    """What became of one setting."""

    settings: Settings
    n_episodes: int
    gone_share: float
    """Of what may go, 0 … 1."""
    later_s: float
    """Most that a known alarm comes later, s."""


def settings_of(rule: threshold.Spec) -> Settings:
    """Return what a rule has now."""
    return Settings(rule.hold_s, rule.off_delay_s, rule.deadband)


def with_settings(rule: threshold.Spec, settings: Settings) -> threshold.Spec:
    """Return the rule with other settings."""
    return msgspec.structs.replace(
        rule, hold_s=settings.hold_s, off_delay_s=settings.off_delay_s, deadband=settings.deadband
    )


def candidates(rule: threshold.Spec, noise: NDArray[np.float64], tolerance_s: float) -> list[Settings]:
    """Return the settings to try, smallest change first; a hold counts double, for it delays.

    Args:
        rule: as it is.
        noise: usual steps between readings near the limit, float64[n] > 0, in the unit of the rule's limit.
        tolerance_s: longest further hold.
    """
    holds = [rule.hold_s, *(h for h in _HOLDS_S if rule.hold_s < h <= rule.hold_s + tolerance_s)]
    offs = [rule.off_delay_s, *(d for d in _OFF_DELAYS_S if d > rule.off_delay_s)]
    bands = [rule.deadband, *_deadbands(rule, noise)]
    grid = itertools.product(enumerate(holds), enumerate(offs), enumerate(bands))
    sized = [(2 * i + j + k, Settings(hold, off, band)) for (i, hold), (j, off), (k, band) in grid]
    sized.sort(key=lambda item: (item[0], item[1].hold_s, item[1].off_delay_s))
    return [settings for _, settings in sized[1:]]


def _deadbands(rule: threshold.Spec, noise: NDArray[np.float64]) -> list[float]:
    if not len(noise):
        return []
    usual = float(np.median(noise))
    widest = math.inf
    if isinstance(rule.limit, tuple):
        widest = (rule.limit[1] - rule.limit[0]) / 2
    found = {round_up(usual * times) for times in _NOISE_TIMES}
    return sorted(band for band in found if rule.deadband < band < widest)


def round_up(value: float) -> float:
    """Return the next round figure (such as 0.15, 0.2, 250) that is not below a positive value."""
    power = math.floor(math.log10(value))
    digits = next(d for d in _ROUND if float(f"{d}e{power - 1}") >= value * (1 - 1e-9))
    return float(f"{digits}e{power - 1}")


def kept(held: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of one place that are kept like named events: no chatter, or lasting."""
    return [
        stretch
        for stretch, chatters in zip(held, chattering(held), strict=True)
        if not chatters or stretch.cleared_at - stretch.raised_at >= LASTING_S
    ]


class Search:
    """Tries settings on the places at which the rule held; elsewhere a stricter rule holds neither."""

    def __init__(
        self, rule: threshold.Spec, tracks: Sequence[Track], limit_sets: LimitSets, known: Known
    ) -> None:
        """Take what is to be searched."""
        self._rule, self._limit_sets, self._known = rule, limit_sets, known
        self.tracks = list(tracks)
        self._kept = {place: kept(held) for place, held in known.before.items()}
        self.n_before = sum(len(held) for held in known.before.values())
        self.n_kept = sum(len(held) for held in self._kept.values())
        self._active_s = _active_s(known.before, known)
        self.n_tried = 0

    def best(self, grid: Sequence[Settings]) -> tuple[Outcome | None, Outcome | None]:
        """Return the setting to propose, and the best that loses nothing, if there are any."""
        best: Outcome | None = None
        self._thin(grid)
        for settings in grid:
            self.n_tried += 1
            outcome = self.outcome(settings)
            if outcome is None:
                continue
            if best is None or outcome.gone_share > best.gone_share:
                best = outcome
            if outcome.gone_share >= TARGET_SHARE:
                break
        return (best if best and best.gone_share >= LEAST_SHARE else None), best

    def _thin(self, grid: Sequence[Settings]) -> None:
        widest = [with_settings(self._rule, settings) for settings in _corners(self._rule, grid)]
        for i, (facts, readings) in enumerate(self.tracks):
            bounds = [threshold.bind(rule, facts, self._limit_sets) for rule in widest]
            self.tracks[i] = Track(facts, thinned_for(bounds, readings))

    def held(self, settings: Settings) -> dict[str, list[Stretch]]:
        """Return when the rule with other settings would have held."""
        found = {}
        rule = with_settings(self._rule, settings)
        for facts, readings in self.tracks:
            evaluator, bound, _ = evaluator_of(rule, facts, self._limit_sets)
            if bound is None:
                continue
            first_at = float(readings.at[0]) if len(readings) else self._known.start_at
            few = thinned(bound, readings)
            said = replay(evaluator, facts.series_id, few, first_at, self._known.end_at)
            found[facts.place_id] = [s for s in stretches(said) if s.cleared_at > self._known.start_at]
        return found

    def outcome(self, settings: Settings) -> Outcome | None:
        """Return what became of a setting, None if it loses what is known or never clears."""
        known = self._known
        held = self.held(settings)
        n_after = sum(len(some) for some in held.values())
        if _active_s(held, known) > GROWTH * self._active_s:
            return None
        later = [self._kept_later(held), *(_event_later(event, held) for event in known.caught)]
        if max(later) > known.tolerance_s:
            return None
        may_go = self.n_before - self.n_kept
        gone = (self.n_before - n_after) / may_go if may_go else 0.0
        return Outcome(settings, n_after, min(gone, 1.0), max(later))

    def _kept_later(self, held: Held) -> float:
        """Return how much later the latest of the kept episodes is met, s; inf if one is lost."""
        worst = 0.0
        for place_id, some in self._kept.items():
            after = held.get(place_id, ())
            for raised_at, cleared_at in some:
                met = [s.raised_at for s in after if s.raised_at < cleared_at and s.cleared_at > raised_at]
                worst = max(worst, min(met, default=math.inf) - raised_at)
        return worst


def _event_later(before: EventRecord, held: Held) -> float:
    """Return how much later an event is caught, s; inf if it is missed."""
    after = record(before.event, held, has_data=True)
    if after.lead_s is None or before.lead_s is None:
        return math.inf
    return max(0.0, before.lead_s - after.lead_s)


def _active_s(held: Held, known: Known) -> float:
    return sum(min(s.cleared_at, known.end_at) - s.raised_at for some in held.values() for s in some)


def _corners(rule: threshold.Spec, grid: Sequence[Settings]) -> list[Settings]:
    """Return settings between them that have every deadband and the longest delays of the grid."""
    hold_s = max((s.hold_s for s in grid), default=rule.hold_s)
    off_delay_s = max((s.off_delay_s for s in grid), default=rule.off_delay_s)
    bands = sorted({rule.deadband, *(s.deadband for s in grid)})
    return [Settings(hold_s, off_delay_s, band) for band in bands]

"""Runs all rules over all series: calm readings cost two comparisons, held alarms come due by a heap."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from backend.contract.state import Alarm, Quality
from backend.domain.limit_sets import LimitSets, UnboundError
from backend.domain.observation import Observation
from backend.domain.rule import BoundRule, Finding, RuleKind, RuleSpec, title
from backend.domain.series import SeriesFacts
from backend.domain.timed_rule import Bindable, Bindables, Evaluate
from backend.domain.verdict import Verdict

REFRESH_S = 5.0
"""An alarm that goes on tells its value at most this often."""

_JUDGED = (Quality.GOOD, Quality.BELOW, Quality.ABOVE)


class _Watch:
    """One rule on one series."""

    __slots__ = (
        "bound",
        "evaluate",
        "high",
        "level",
        "low",
        "memory",
        "queued_at",
        "said_at",
        "series",
        "spec",
        "take_late",
        "takes_all",
        "track",
    )

    def __init__(
        self, spec: RuleSpec, kind: RuleKind, bound: BoundRule, evaluate: Evaluate, track: _Track
    ) -> None:
        self.spec, self.bound, self.track, self.evaluate = spec, bound, track, evaluate
        self.low, self.high, self.takes_all = bound.safe_low, bound.safe_high, bound.takes_all
        self.series = track.series
        self.memory = kind.Memory(len(bound.severities))
        self.take_late: Callable[[BoundRule, Observation], None] | None = getattr(
            self.memory, "take_late", None
        )
        """Notes a reading that came too late to be judged alone; None: this kind has no use for one."""
        self.level = 0
        """Level of the newest verdict."""
        self.said_at = -math.inf
        self.queued_at = math.inf
        """Earliest instant at which the heap holds this watch."""


class _Track:
    """One series: its safe band while nothing is pending, and the rules that watch it."""

    __slots__ = ("high", "last_at", "low", "series", "watches")

    def __init__(self, series: SeriesFacts) -> None:
        self.series = series
        self.low, self.high = -math.inf, math.inf
        self.last_at = -math.inf
        """Instant of the newest usable reading."""
        self.watches: list[_Watch] = []

    def settle(self) -> None:
        """Set the safe band again: every value matters while something is pending."""
        low, high = -math.inf, math.inf
        for watch in self.watches:
            if not watch.memory.at_rest:
                self.low, self.high = math.inf, -math.inf
                return
            low, high = max(low, watch.low), min(high, watch.high)
        self.low, self.high = low, high


class Evaluator:
    """All rules over all series. Time is always an argument; nothing here reads a clock."""

    def __init__(
        self,
        rules: Iterable[RuleSpec],
        series: Sequence[SeriesFacts],
        limit_sets: LimitSets | None = None,
        refresh_s: float = REFRESH_S,
    ) -> None:
        """Bind each rule to each series that it is about.

        Args:
            rules: checked rules.
            series: all series of the centre.
            limit_sets: by id, for rules that point to one.
            refresh_s: an alarm that goes on tells its value at most this often, s.
        """
        self._refresh_s = refresh_s
        self.unbound: list[tuple[str, str, str]] = []
        """(rule id, series id, why) where a rule is about a series but cannot judge it."""
        self._tracks = {facts.series_id: _Track(facts) for facts in series}
        self._heap: list[tuple[float, int, _Watch]] = []
        self._n_queued = 0
        self._warming = False
        """Past readings are replayed: silence between them is not silence now."""
        self._watches: list[_Watch] = []
        bindables = Bindables(rules, limit_sets or {})
        for track in self._tracks.values():
            for rule in bindables.about(track.series):
                self._bind(rule, track)
            track.settle()

    def _bind(self, rule: Bindable, track: _Track) -> None:
        try:
            bound, evaluate = rule.bind(track.series)
        except UnboundError as error:
            self.unbound.append((rule.spec.id, track.series.series_id, str(error)))
            return
        watch = _Watch(rule.spec, rule.kind, bound, evaluate, track)
        track.watches.append(watch)
        self._watches.append(watch)
        self._queue(watch)

    def bound_rules(self, series_id: str) -> tuple[tuple[RuleSpec, BoundRule], ...]:
        """Return the rules that watch a series, resolved for it."""
        track = self._tracks.get(series_id)
        return tuple((w.spec, w.bound) for w in track.watches) if track else ()

    def unbound_rules(self) -> list[tuple[str, int, tuple[str, str]]]:
        """Return each rule that cannot judge some of its series: how many, and the first with the reason."""
        found: dict[str, list[tuple[str, str]]] = {}
        for rule_id, series_id, why in self.unbound:
            found.setdefault(rule_id, []).append((series_id, why))
        return [(rule_id, len(series), series[0]) for rule_id, series in found.items()]

    def watched(self) -> frozenset[tuple[str, str]]:
        """Return (rule id, series id) of everything that is judged, for `AlarmBook.retire`."""
        return frozenset((watch.spec.id, watch.series.series_id) for watch in self._watches)

    def horizons(self) -> dict[str, float]:
        """Return how far back from now `warm` needs the readings of each series, s; only of judged ones."""
        return {
            series_id: max(watch.bound.memory_s for watch in track.watches)
            for series_id, track in self._tracks.items()
            if track.watches
        }

    def observe(self, batch: Iterable[Observation], now: float) -> list[Verdict]:
        """Judge readings in the order in which they came.

        Unknown series, readings out of order or older than the series' maximum age, and uncertain or
        bad ones raise nothing: they are history.

        Args:
            batch: readings of any series.
            now: s since epoch.

        Returns:
            What changed, and values of alarms that go on (at most every `REFRESH_S`).
        """
        verdicts: list[Verdict] = []
        tracks = self._tracks
        for reading in batch:
            track = tracks.get(reading.series_id)
            if track is None or reading.at <= track.last_at:
                continue
            # the hot path: a calm reading ends here
            if track.low <= reading.value <= track.high and not reading.quality:
                track.last_at = reading.at
            else:
                self._judge(track, reading, now, verdicts)
        if self._heap and self._heap[0][0] <= now:
            verdicts += self.tick(now)
        return verdicts

    def tick(self, now: float) -> list[Verdict]:
        """Return what has come due until `now`: holds, off-delays, silences, windows that slid."""
        verdicts: list[Verdict] = []
        heap = self._heap
        while heap and heap[0][0] <= now:
            due_at, _, watch = heapq.heappop(heap)
            if due_at != watch.queued_at:
                continue  # queued again for an earlier instant meanwhile
            watch.queued_at = math.inf
            if self._warming and watch.takes_all:
                continue
            if watch.memory.due_at <= now:
                self._run(watch, None, now, verdicts)
                watch.track.settle()
            else:
                self._queue(watch)
        return verdicts

    def next_due(self) -> float | None:
        """Return when `tick` is to be called next (s since epoch), None if nothing is pending."""
        return self._heap[0][0] if self._heap else None

    def warm(self, batch: Iterable[Observation], alarms: Iterable[Alarm] = ()) -> list[Verdict]:
        """Rebuild the memory after a restart.

        Args:
            batch: stored readings, any order; the longest window and hold back from now.
            alarms: those that were stored as active; they stay unless the readings clear them.

        Returns:
            Where each rule that is not calm, or was changed by the readings, stands now: to be applied
            to the restored alarm book, on which they change nothing that was known already.
        """
        self._adopt(alarms)
        newest: dict[tuple[str, str], Verdict] = {}
        self._warming = True
        for reading in sorted(batch, key=lambda r: r.at):
            for verdict in self.observe((reading,), reading.at):
                newest[verdict.rule_id, verdict.series_id] = verdict
        self._warming = False
        for watch in self._watches:
            if watch.takes_all and watch.queued_at == math.inf:
                self._queue(watch)
        return list(newest.values())

    def _adopt(self, alarms: Iterable[Alarm]) -> None:
        standing: Mapping[tuple[str, str], Alarm] = {
            (alarm.rule_id, alarm.series_id): alarm for alarm in alarms if alarm.active
        }
        for watch in self._watches:
            alarm = standing.get((watch.spec.id, watch.series.series_id))
            if alarm is None:
                continue
            severities = watch.bound.severities
            level = severities.index(alarm.severity) + 1 if alarm.severity in severities else 1
            watch.memory.adopt(level, alarm.raised_at)
            watch.level = level
            watch.track.settle()

    def _judge(self, track: _Track, reading: Observation, now: float, verdicts: list[Verdict]) -> None:
        usable = reading.quality != Quality.BAD
        judged = reading.quality in _JUDGED and now - reading.at <= track.series.max_age_s
        if usable:
            track.last_at = reading.at
        value, good = reading.value, not reading.quality
        for watch in track.watches:
            memory = watch.memory
            if good and watch.low <= value <= watch.high and memory.at_rest:
                continue  # another rule of this series is busy, not this one
            if watch.takes_all:
                if usable and not self._warming:
                    self._run(watch, reading, now, verdicts)
            elif judged:
                due_at = memory.due_at
                if due_at <= reading.at and due_at <= now:
                    self._run(watch, None, due_at, verdicts)  # its hold ended before or as this was taken
                self._run(watch, reading, now, verdicts)
            elif usable and watch.take_late is not None:
                watch.take_late(watch.bound, reading)
                self._run(watch, None, now, verdicts)  # what its window holds now, not what it held then
        track.settle()

    def _run(self, watch: _Watch, reading: Observation | None, now: float, verdicts: list[Verdict]) -> None:
        memory = watch.memory
        last_at = watch.track.last_at
        memory.seen_at = last_at if last_at > -math.inf else None
        finding = watch.evaluate(watch.bound, memory, reading, now)
        if memory.due_at < watch.queued_at:
            self._queue(watch)
        if finding is None:
            return
        goes_on = finding.level > 0 and now - watch.said_at >= self._refresh_s
        if finding.level != watch.level or goes_on:
            watch.level, watch.said_at = finding.level, now
            verdicts.append(_verdict(watch, finding))

    def _queue(self, watch: _Watch) -> None:
        due_at = watch.memory.due_at
        if due_at < math.inf:
            watch.queued_at = due_at
            self._n_queued += 1
            heapq.heappush(self._heap, (due_at, self._n_queued, watch))


def _verdict(watch: _Watch, finding: Finding) -> Verdict:
    series = watch.series
    step, detail = watch.bound.words(finding)
    return Verdict(
        rule_id=watch.spec.id,
        subject=series.place_id,
        series_id=series.series_id,
        area_code=series.area_code,
        active=finding.level > 0,
        severity=watch.bound.severities[max(finding.level, 1) - 1],
        value=finding.value,
        limit=finding.limit,
        unit=watch.bound.unit,
        at=finding.at,
        title=title(watch.spec, series, finding, step, watch.bound.unit, watch.bound.limits),
        detail=detail,
    )

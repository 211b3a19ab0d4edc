"""All derived series of a centre: readings in, their sums, extremes, events and shares out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from backend.domain.derived.follower import FigureMade, Follower, ShareMade, Span, Windows
from backend.domain.derived.past import Floats, Past
from backend.domain.derived.share import Share
from backend.domain.derived.spec import EVENTS, Derived, scale_of
from backend.domain.limit_sets import LimitSets
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.domain.units import factor


class DerivedMetric(msgspec.Struct, frozen=True):
    """A metric that is computed."""

    spec: Derived
    unit: str
    range: tuple[float, float]


Load = Callable[[str, float], tuple[Floats, Floats]]
"""Returns the stored past of a series from an instant on: instants, and values (NaN: does not count)."""


class Deriver:
    """Computes derived series. Time is always an argument; nothing here reads a clock."""

    def __init__(
        self, series: Iterable[SeriesFacts], metrics: Mapping[str, DerivedMetric], limit_sets: LimitSets
    ) -> None:
        """Find what each series is followed by.

        Args:
            series: all series of the centre.
            metrics: derived metric -> how it is computed; checked.
            limit_sets: by id.
        """
        self._metrics, self._sets = metrics, limit_sets
        self._followers: dict[str, Follower] = {}
        self._reach_s: dict[str, float] = {}
        self._heap: list[tuple[float, int, Windows]] = []
        self._queued: set[int] = set()
        self._shares: list[ShareMade] = []
        self._late: set[str] = set()
        places: dict[str, dict[str, SeriesFacts]] = {}
        for facts in series:
            places.setdefault(facts.place_id, {})[facts.metric] = facts
        for of_place in places.values():
            self._follow(of_place)

    def __bool__(self) -> bool:
        """Return whether anything is computed at all."""
        return bool(self._followers)

    # ---- what follows what ------------------------------------------------------------------------

    def _follow(self, place: Mapping[str, SeriesFacts]) -> None:
        """Follow the series of one place."""
        followed: dict[str, list[str]] = {}
        for name in place:
            metric = self._metrics.get(name)
            if metric is not None and metric.spec.source in place:
                followed.setdefault(metric.spec.source, []).append(name)
        for source, names in followed.items():
            if source in self._metrics:
                continue  # shares of a derived metric are made with it
            shares = [self._share(name, place) for name in names if self._metrics[name].spec.is_share]
            figures = [name for name in names if not self._metrics[name].spec.is_share]
            windows = self._windows(figures, place, followed) if figures else []
            self._followers[place[source].series_id] = Follower(shares, windows)

    def _share(self, name: str, place: Mapping[str, SeriesFacts]) -> ShareMade:
        metric = self._metrics[name]
        share = Share(metric.spec, place[metric.spec.source], self._sets)
        made = ShareMade(place[name].series_id, share, factor("%", metric.unit) or 1.0, metric.range)
        self._shares.append(made)
        return made

    def _windows(
        self, names: Sequence[str], place: Mapping[str, SeriesFacts], followed: Mapping[str, Sequence[str]]
    ) -> list[Windows]:
        source = place[self._metrics[names[0]].spec.source]
        step = math.gcd(*(round(self._metrics[name].spec.step_s) for name in names))
        groups: dict[float, list[str]] = {}
        for name in names:
            groups.setdefault(self._metrics[name].spec.gap_s(source.max_age_s), []).append(name)
        found = []
        for gap_s, group in groups.items():
            specs = [self._metrics[name].spec for name in group]
            longest_s = max(spec.window_s for spec in specs)
            wet = {spec.wet_above or 0.0 for spec in specs if spec.function in EVENTS}
            spare_s = max(spec.step_s for spec in specs)  # at a restart the newest of them may be so old
            past = Past(step, round((longest_s + spare_s) / step), gap_s, wet)
            made = [self._figure(name, place, followed.get(name, ())) for name in group]
            found.append(Windows(past, made, max(gap_s, source.max_age_s)))
            reach_s = longest_s + spare_s + gap_s + step
            self._reach_s[source.series_id] = max(reach_s, self._reach_s.get(source.series_id, 0.0))
        return found

    def _figure(self, name: str, place: Mapping[str, SeriesFacts], shares: Sequence[str]) -> FigureMade:
        metric, spec = self._metrics[name], self._metrics[name].spec
        told = place.get(spec.coverage_as) if spec.coverage_as else None
        return FigureMade(
            series_id=place[name].series_id,
            spec=spec,
            scale=scale_of(spec, place[spec.source].unit, metric.unit) or 1.0,
            range=metric.range,
            coverage_id=told.series_id if told else "",
            coverage_scale=(factor("1", told.unit) or 1.0) if told else 1.0,
            shares=tuple(self._share(each, place) for each in shares),
        )

    # ---- running ----------------------------------------------------------------------------------

    def take(self, readings: Iterable[Observation], now: float) -> list[Observation]:
        """Return what comes of readings, in the order in which it was completed.

        Args:
            readings: of any series, checked, in any order.
            now: s since epoch.
        """
        out: list[Observation] = []
        followers = self._followers
        for reading in readings:
            follower = followers.get(reading.series_id)
            if follower is not None:
                follower.take(reading, now, out)
                self._queue(follower)
                if follower.is_late:
                    self._late.add(reading.series_id)
        return out

    def tick(self, now: float) -> list[Observation]:
        """Return what has come due until `now` because its series is silent."""
        out: list[Observation] = []
        heap = self._heap
        while heap and heap[0][0] <= now:
            _, number, windows = heapq.heappop(heap)
            windows.tick(now, out)
            due_at = windows.due_at
            if due_at < math.inf:
                heapq.heappush(heap, (due_at, number, windows))
            else:
                self._queued.discard(number)
        return out

    def next_due(self) -> float:
        """Return when `tick` may have something to do, s since epoch; inf: never."""
        return self._heap[0][0] if self._heap else math.inf

    def reach_s(self, series_id: str) -> float:
        """Return how far back from a step its windows over a series look, s; 0 without any."""
        return self._reach_s.get(series_id, 0.0)

    def take_late(self) -> dict[str, Span]:
        """Return the source series whose late readings would have changed steps that were told, and these.

        Each is returned once; steps that are told after it are right.
        """
        found: dict[str, Span] = {}
        for series_id in self._late:
            spans = [each.late for each in self._followers[series_id].windows if each.late is not None]
            found[series_id] = Span(min(s.first_at for s in spans), max(s.last_at for s in spans))
            self._followers[series_id].forget_late()
        self._late.clear()
        return found

    def warm(self, load: Load, now: float) -> list[Observation]:
        """Rebuild the windows after a restart and return the figures as they stood at the newest reading.

        Args:
            load: gives the stored past.
            now: s since epoch.
        """
        out: list[Observation] = []
        for series_id, reach_s in self._reach_s.items():
            at, value = load(series_id, now - reach_s)
            follower = self._followers[series_id]
            for windows in follower.windows:
                windows.load(at, value, now, out)
            self._queue(follower)
        return out

    def silent(self, now: float) -> dict[str, list[str]]:
        """Return each source series that is silent at `now`, and what is told of it all the same."""
        found: dict[str, list[str]] = {}
        for series_id in self._reach_s:
            quiet = [each for each in self._followers[series_id].windows if each.is_silent(now)]
            if quiet:
                found[series_id] = [figure for each in quiet for figure in each.figure_ids]
        return found

    def resume(self, series_id: str, told_at: float) -> None:
        """Go on after a restart behind what was told of a source series until `told_at`, s since epoch."""
        for windows in self._followers[series_id].windows:
            windows.resume(told_at)

    def without_share(self, at: float) -> list[tuple[str, str]]:
        """Return each series that has nothing to be a share of at an instant (s since epoch), and why."""
        return [(s.series_id, s.share.reason) for s in self._shares if s.share.of(0.0, at) is None]

    def _queue(self, follower: Follower) -> None:
        """Have `tick` look at a follower's windows; one that is queued stays: its due only moves on."""
        for windows in follower.windows:
            number = id(windows)
            if number not in self._queued and windows.due_at < math.inf:
                self._queued.add(number)
                heapq.heappush(self._heap, (windows.due_at, number, windows))

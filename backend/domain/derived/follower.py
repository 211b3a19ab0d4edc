"""What is computed from one series: shares of each reading, and figures of windows at each full step."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from backend.contract.state import Quality
from backend.domain.derived.figures import coverage, figure
from backend.domain.derived.past import NEVER, Floats, Past
from backend.domain.derived.share import Share
from backend.domain.derived.spec import Derived
from backend.domain.observation import Observation
from backend.domain.quality import plausible

DIGITS = 9
"""Sums are rounded to so many decimals: 0.1 + 0.2 reaches a limit of 0.3."""


class ShareMade(msgspec.Struct, frozen=True):
    """A series that is a share of another."""

    series_id: str
    share: Share
    scale: float
    """From percent to the series' unit."""
    range: tuple[float, float]

    def of(self, reading: Observation, out: list[Observation]) -> None:
        """Add the share of a reading to `out`, as sure as the reading is."""
        if reading.quality is Quality.BAD:
            return
        percent = self.share.of(reading.value, reading.at)
        if percent is not None:
            value = round(percent * self.scale, DIGITS)
            out.append(
                Observation(self.series_id, reading.at, value, plausible(value, *self.range, reading.quality))
            )


class FigureMade(msgspec.Struct, frozen=True):
    """A series of figures over windows of another."""

    series_id: str
    spec: Derived
    scale: float
    """From what the function gives to the series' unit."""
    range: tuple[float, float]
    coverage_id: str = ""
    """Series that tells the coverage."""
    coverage_scale: float = 1.0
    """From 0 … 1 to its unit."""
    shares: tuple[ShareMade, ...] = ()
    """Series that are shares of this one."""

    def at_bucket(self, past: Past, k: int, out: list[Observation]) -> None:
        """Add what there is to say at the end of bucket `k` to `out`."""
        at = float(k * past.step_s)
        if self.coverage_id:
            share = coverage(self.spec, past, k)
            if share > 0:
                out.append(Observation(self.coverage_id, at, round(share * self.coverage_scale, DIGITS)))
        found = figure(self.spec, past, k)
        if found is None:
            return
        value = round(found.value * self.scale, DIGITS)
        reading = Observation(self.series_id, at, value, plausible(value, *self.range, found.quality))
        out.append(reading)
        for share_made in self.shares:
            share_made.of(reading, out)


class Span(NamedTuple):
    """From one step's instant to another's, both included, s since epoch."""

    first_at: float
    last_at: float


class Windows:
    """Figures of windows over one series, made at each full step.

    A step is made when the first reading at or after its end has come, which tells what the time before it
    was like; where the series is silent for `silence_s`, when that is over. What comes later is late: the
    steps that follow count it, and `late` tells which of those that were made it would have changed.
    """

    __slots__ = ("_every", "_heard_at", "_n_silent", "_next", "_past", "_silence_s", "_told", "late")

    def __init__(self, past: Past, made: Iterable[FigureMade], silence_s: float) -> None:
        """Make `made` from `past`.

        Args:
            past: of the series; its step divides that of each figure.
            made: the figures.
            silence_s: after so long without a reading no more are awaited for the steps that have ended, s.
        """
        self._past, self._silence_s = past, silence_s
        self._n_silent = math.ceil(silence_s / past.step_s)
        steps: dict[int, list[FigureMade]] = {}
        for each in made:
            steps.setdefault(round(each.spec.step_s) // past.step_s, []).append(each)
        self._every: Sequence[tuple[int, list[FigureMade]]] = sorted(steps.items())
        self._next: int | None = None
        """Next bucket whose end is to be made, None while nothing is known."""
        self._told = NEVER
        """Newest bucket whose end was made."""
        self._heard_at = -math.inf
        """When the newest reading came, s since epoch: not what instant it is of."""
        self.late: Span | None = None
        """Steps that were made before late readings changed what they are about."""

    @property
    def due_at(self) -> float:
        """When `tick` has something to do unless a reading comes, s since epoch; inf: never."""
        if self._next is None:
            return math.inf
        return max(float(self._next * self._past.step_s), self._heard_at + self._silence_s)

    def take(self, reading: Observation, now: float, out: list[Observation]) -> None:
        """Take a reading; add what it completes to `out`."""
        past = self._past
        last_at = past.last_at
        if not past.add(reading.at, math.nan if reading.quality else reading.value):
            return
        late = past.touched <= self._told
        if late:
            self._note_late()
        if not late or reading.at > now - self._silence_s:
            self._heard_at = now  # what waited somewhere does not tell that the next one is on its way
        if reading.at <= last_at:
            return
        until = math.floor(reading.at / past.step_s)  # the newest bucket that has ended with it
        if self._next is None or reading.at - last_at > past.max_gap_s:
            self._next = self._after_silence(until)
        if until >= self._next:
            self._make(self._next, until, out)

    def _note_late(self) -> None:
        """Note that the steps from the touched bucket on were made without the reading that is news."""
        step_s = self._past.step_s
        first_at = float(self._past.touched * step_s)
        if self.late is not None:
            first_at = min(first_at, self.late.first_at)
        self.late = Span(first_at, float(self._told * step_s))

    def tick(self, now: float, out: list[Observation]) -> None:
        """Make the steps that have ended, if no reading of them is awaited any more; add them to `out`."""
        if self._next is None or self.due_at > now:
            return
        until = math.floor(now / self._past.step_s)
        self._make(self._after_silence(until), until, out)
        if not self._past.known(until):
            self._next = None  # nothing is left to tell of

    def _after_silence(self, until: int) -> int:
        """Return the first bucket to make after a silence: those before were made, or are long past."""
        return until if self._next is None else max(self._next, until - self._n_silent)

    def load(self, at: Floats, value: Floats, now: float, out: list[Observation]) -> None:
        """Take the stored past after a restart; add the figures at its end to `out`.

        Args:
            at: float64[n], ascending and distinct, s since epoch.
            value: float64[n], NaN where a reading does not count.
            now: s since epoch.
            out: gets the figures of the newest step that has ended.
        """
        past = self._past
        past.load(at, value)
        if not len(past):
            return
        self._heard_at = now
        until = math.floor(past.last_at / past.step_s)
        for n_buckets, made in self._every:  # of each figure the newest step, however long its steps are
            k = until // n_buckets * n_buckets
            for each in made:
                each.at_bucket(past, k, out)
        self._next, self._told = until + 1, until

    def is_silent(self, now: float) -> bool:
        """Return whether steps may have been told of a silence that goes on."""
        return self._past.last_at < now - self._silence_s

    def resume(self, told_at: float) -> None:
        """Go on after a restart behind the newest step that was told of a silence, s since epoch."""
        self._told = max(self._told, math.floor(told_at / self._past.step_s))
        if self._next is not None:
            self._next = max(self._next, self._told + 1)

    @property
    def figure_ids(self) -> list[str]:
        """Series that are made at steps."""
        return [each.series_id for _, made in self._every for each in made]

    def _make(self, begin: int, end: int, out: list[Observation]) -> None:
        past = self._past
        for k in range(begin, end + 1):
            due = [each for n_buckets, made in self._every if k % n_buckets == 0 for each in made]
            if due:
                past.up_to(k)
                for each in due:
                    each.at_bucket(past, k, out)
        self._next, self._told = end + 1, max(end, self._told)


class Follower:
    """Everything that is computed from one series."""

    __slots__ = ("_shares", "windows")

    def __init__(self, shares: Sequence[ShareMade], windows: Sequence[Windows]) -> None:
        """Follow with shares of each reading and figures of windows."""
        self._shares, self.windows = shares, windows

    def take(self, reading: Observation, now: float, out: list[Observation]) -> None:
        """Take a reading; add what comes of it to `out`."""
        for share in self._shares:
            share.of(reading, out)
        for windows in self.windows:
            windows.take(reading, now, out)

    @property
    def is_late(self) -> bool:
        """Whether any step was made without a reading that has come since."""
        for windows in self.windows:  # noqa: SIM110 - asked after each reading: `any` costs three times as much
            if windows.late is not None:
                return True
        return False

    def forget_late(self) -> None:
        """Take the steps that were made as corrected."""
        for windows in self.windows:
            windows.late = None

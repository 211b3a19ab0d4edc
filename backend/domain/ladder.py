"""Steps of rising severity over one value, with hold, deadband, off-delay and minimum count."""

from __future__ import annotations

import math

import msgspec

from backend.contract.state import Quality, Severity, Text


class Step(msgspec.Struct, frozen=True, gc=False):
    """One step: crossed outside of `low … high`."""

    low: float
    """Shown lower limit, -inf if there is none."""
    high: float
    """Shown upper limit, inf if there is none."""
    low_trip: float
    """A value below this crosses (differs from `low` by one float if the limit itself counts)."""
    high_trip: float
    severity: Severity
    name: Text

    def limit(self, value: float | None) -> float:
        """Return the limit that `value` crosses, or the one nearest to it."""
        if math.isinf(self.low) or value is None:
            return self.low if math.isinf(self.high) else self.high
        if math.isinf(self.high):
            return self.low
        return self.low if value - self.low < self.high - value else self.high


def step(low: float, high: float, *, strict: bool, severity: Severity, name: Text) -> Step:
    """Return a step; `strict` means that the limits themselves already cross."""
    low_trip = math.nextafter(low, math.inf) if strict and math.isfinite(low) else low
    high_trip = math.nextafter(high, -math.inf) if strict and math.isfinite(high) else high
    return Step(low, high, low_trip, high_trip, severity, name)


class Ladder(msgspec.Struct, frozen=True):
    """Steps, mildest first, and the delays that they share."""

    steps: tuple[Step, ...]
    hold_s: float
    """On-delay: a step must be crossed this long before it counts."""
    off_delay_s: float
    """The value must be back this long before the step is left."""
    deadband: float
    """How far behind the limit a value must be to count as back, in the series' unit."""
    min_count: int
    """Samples in a row that must cross before the step counts."""
    max_gap_s: float
    """Silence longer than this proves nothing: a hold starts again after it."""

    def crossed(self, value: float) -> int:
        """Return how many steps `value` crosses."""
        n = 0
        for each in self.steps:
            if each.low_trip <= value <= each.high_trip:
                break
            n += 1
        return n

    def held(self, value: float) -> int:
        """Return how many steps `value` still holds once they are reached (deadband)."""
        n = 0
        for each in self.steps:
            if each.low_trip + self.deadband <= value <= each.high_trip - self.deadband:
                break
            n += 1
        return n

    def bounds(self, value: float, quality: Quality) -> tuple[float, float]:
        """Return the interval in which the true value lies, open where it is censored."""
        if quality == Quality.BELOW:
            return -math.inf, math.nextafter(value, -math.inf)
        if quality == Quality.ABOVE:
            return math.nextafter(value, math.inf), math.inf
        return value, value


class Climb:
    """Where one series stands on a ladder. Only the methods change it."""

    __slots__ = ("back", "counts", "due_at", "judged_at", "level", "since", "value")

    def __init__(self, n_steps: int) -> None:
        """Stand at the bottom with nothing pending."""
        self.level = 0
        """Steps that count now."""
        self.since: list[float] = [math.nan] * n_steps
        """Since when each step is crossed without a break, NaN if it is not."""
        self.counts: list[int] = [0] * n_steps
        self.back: list[float] | None = None
        """Since when the value is back from each step that counts, NaN if it is not; None: from none."""
        self.judged_at = -math.inf
        """Instant of the newest sample that was judged."""
        self.value: float | None = None
        self.due_at = math.inf
        """When a hold or an off-delay ends."""

    @property
    def at_rest(self) -> bool:
        """Whether nothing counts and nothing is pending."""
        return self.level == 0 and self.since[0] != self.since[0]

    def adopt(self, level: int, at: float) -> None:
        """Stand on `level` since `at`."""
        self.level = min(level, len(self.since))
        for i in range(self.level):
            self.since[i], self.counts[i] = at, 1 << 30

    def forget(self) -> None:
        """Leave every step: the limits are not in force."""
        self.__init__(len(self.since))  # type: ignore[misc]

    def sample(self, ladder: Ladder, at: float, value: float, quality: Quality, now: float) -> bool:
        """Judge one sample.

        Args:
            ladder: the steps.
            at: instant of the sample, s since epoch, later than that of the one before.
            value: in the unit of the steps.
            quality: GOOD, BELOW or ABOVE.
            now: s since epoch.

        Returns:
            Whether the sample said anything (a censored one may be inconclusive).
        """
        if quality == Quality.GOOD:
            low = high = value
            crossed, held = ladder.crossed(value), ladder.held(value)
        else:
            low, high = ladder.bounds(value, quality)
            verdict = self._censored(ladder, low, high)
            if verdict is None:
                return False
            crossed, held = verdict
        if at - self.judged_at > ladder.max_gap_s:
            self._restart()
        self.judged_at, self.value = at, value
        begin = min(at, now)
        for i in range(len(self.since)):
            if i < crossed:
                if self.counts[i] == 0:
                    self.since[i] = begin
                self.counts[i] += 1
            elif self.counts[i]:
                self.since[i], self.counts[i] = math.nan, 0
        if self.level:
            self._note_back(max(crossed, held), begin)
        self.settle(ladder, now)
        return True

    def settle(self, ladder: Ladder, now: float) -> None:
        """Complete the holds and off-delays that have ended, and say when the next one ends."""
        self.due_at = math.inf
        if now - self.judged_at > ladder.max_gap_s:
            return  # silence: neither a hold nor a return is proven
        top = self.level
        for i in range(self.level, len(self.since)):
            if self.counts[i] < ladder.min_count or not self.counts[i]:
                break
            due = self.since[i] + ladder.hold_s
            if due > now:
                self.due_at = min(self.due_at, due)
                break
            top = i + 1
        if top > self.level:
            self.level, self.back = top, None
        elif self.back is not None:
            self._fall(self.back, ladder.off_delay_s, now)

    def _note_back(self, n_held: int, at: float) -> None:
        """Note from which steps the value is back since `at`, or still: it holds the lowest `n_held`."""
        if n_held >= self.level:
            self.back = None
            return
        back = self.back = self.back or [math.nan] * self.level
        for i in range(self.level):
            if i < n_held:
                back[i] = math.nan
            elif back[i] != back[i]:
                back[i] = at

    def _fall(self, back: list[float], off_delay_s: float, now: float) -> None:
        """Leave the steps from which the value is back for long enough, each by its own time."""
        while self.level and back[self.level - 1] + off_delay_s <= now:
            self.level -= 1
            back.pop()
        if not self.level:
            self.back = None
        elif back[-1] == back[-1]:
            self.due_at = min(self.due_at, back[-1] + off_delay_s)

    def _censored(self, ladder: Ladder, low: float, high: float) -> tuple[int, int] | None:
        surely = possibly = held_surely = held_possibly = 0
        for each in ladder.steps:
            surely += low > each.high_trip or high < each.low_trip
            possibly += high > each.high_trip or low < each.low_trip
            back_low, back_high = each.low_trip + ladder.deadband, each.high_trip - ladder.deadband
            held_surely += low > back_high or high < back_low
            held_possibly += high > back_high or low < back_low
        if surely != possibly and surely <= self.level <= possibly:
            return None
        if held_surely != held_possibly and surely < self.level <= held_possibly:
            return None  # inside of the deadband or not: unknown
        crossed = max(surely, min(self.level, possibly))
        return crossed, max(crossed, held_surely)

    def _restart(self) -> None:
        for i in range(self.level, len(self.since)):
            self.since[i], self.counts[i] = math.nan, 0
        self.back = None

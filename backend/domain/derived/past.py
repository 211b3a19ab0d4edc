"""The past of one series as buckets of one step, from which windows of any number of steps are answered.

A reading at t stands for the time (t - d, t], d being the distance to the reading before it, at most
`max_gap_s`; longer silences are covered by nothing. Bucket k is the time ((k - 1) x step, k x step]: what a
reading stands for is shared out among the buckets that it crosses. Readings may come late and in any order.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.domain.derived.strip import Strip

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counted = tuple[Ints, Floats, Floats, Floats]
MOST_READINGS = 40_000
"""Readings kept one by one of each series (16 bytes each), so that a late one finds its neighbours: four and
a half days of 10-second readings. What is older counts through its bucket, later news of it are ignored."""
FIRST_TRIM = 256
SPARE = 2
"""Buckets beyond the longest window: the newest one is not full yet while the one before it is looked at."""
NEVER = -(2**62)


class Past:
    """Readings of one series, in buckets of `step_s`, over the longest window that looks at them."""

    __slots__ = (
        "_at",
        "_dirty",
        "_frozen",
        "_newest",
        "_rings",
        "_trim_at",
        "_value",
        "max_gap_s",
        "n",
        "step_s",
        "touched",
        "wet",
    )

    def __init__(self, step_s: int, n: int, max_gap_s: float, wet_above: Iterable[float] = ()) -> None:
        """Start with no reading.

        Args:
            step_s: length of a bucket, s.
            n: buckets of the longest window.
            max_gap_s: longest time that one reading stands for, s.
            wet_above: limits above which a reading is wet, in the series' unit.
        """
        self.step_s, self.n, self.max_gap_s = step_s, n + SPARE, max_gap_s
        self._at, self._value = array("d"), array("d")  # ascending; NaN: there was one that does not count
        self._newest = self._dirty = self._frozen = NEVER
        self._trim_at = FIRST_TRIM
        self.touched = NEVER
        """First bucket that the newest news changed."""
        self._rings = Rings(self.n)
        self.wet = {limit: WetRings(self.n, limit) for limit in wet_above}

    def __len__(self) -> int:
        return len(self._at)

    @property
    def last_at(self) -> float:
        """Instant of the newest reading, -inf without any."""
        return self._at[-1] if self._at else -math.inf

    def bucket(self, at: float) -> int:
        """Return the bucket in which an instant (s since epoch) lies."""
        return math.ceil(at / self.step_s)

    def add(self, at: float, value: float) -> bool:
        """Take a reading and return whether it is news.

        Args:
            at: s since epoch; may lie before others.
            value: NaN for one that does not count: the next one does not stand for its time.
        """
        times = self._at
        if not times or at > times[-1]:
            self._touch(at, times[-1] if times else -math.inf)
            times.append(at)
            self._value.append(value)
            if len(times) > self._trim_at:
                self._trim()
            return True
        i = bisect_left(times, at)
        if times[i] == at or (i == 0 and self._frozen != NEVER):
            return False
        self._touch(at, times[i - 1] if i else -math.inf)
        times.insert(i, at)
        self._value.insert(i, value)
        return True

    def _touch(self, at: float, before_at: float) -> None:
        """Note that the time from the reading before until `at` must be counted anew."""
        # after a longer silence it stands for no time, and counts for the bucket in which it lies; the first
        # that is remembered after a restart may stand for some
        begins_at = max(before_at, at - self.max_gap_s)
        if before_at > -math.inf and before_at < begins_at:
            begins_at = at
        first = min(math.ceil(at / self.step_s), math.floor(begins_at / self.step_s) + 1)
        self.touched = first
        if self._dirty == NEVER or first < self._dirty:
            self._dirty = first

    def load(self, at: Floats, value: Floats) -> None:
        """Take the stored past at once.

        Args:
            at: float64[n], ascending and distinct, s since epoch.
            value: float64[n], NaN where a reading does not count.
        """
        if not len(at):
            return
        self._at, self._value = array("d", at.tobytes()), array("d", value.tobytes())
        self._newest, self._dirty = NEVER, self.bucket(float(at[0]))
        self.up_to(self.bucket(float(at[-1])))
        self._trim()

    def _trim(self) -> None:
        """Let go of readings beyond what is kept; their buckets stay as they are."""
        newest = self.bucket(self.last_at)
        self.up_to(newest - 1)
        oldest_at = (newest - self.n) * self.step_s - self.max_gap_s
        first = max(bisect_right(self._at, oldest_at) - 1, len(self._at) - MOST_READINGS * 3 // 4, 0)
        if first:
            del self._at[:first], self._value[:first]
            self._frozen = self.bucket(self._at[0])
        self._trim_at = min(MOST_READINGS, 2 * len(self._at) + FIRST_TRIM)

    # ---- buckets ----------------------------------------------------------------------------------

    def up_to(self, k: int) -> None:
        """Have every bucket until `k` say what the readings say."""
        if self._dirty == NEVER:
            self._clear_to(k)
            return
        last = max(k, self._newest)
        begin = max(
            min(self._dirty, self._newest + 1) if self._newest != NEVER else self._dirty, last - self.n + 1
        )
        if self._frozen != NEVER:
            begin = max(begin, self._frozen + 1)
        self._clear_to(last)
        later = self.bucket(self.last_at) > last
        self._dirty = last + 1 if later else NEVER
        if begin <= last:
            self._count(begin, last)

    def _clear_to(self, k: int) -> None:
        if k <= self._newest:
            return
        n_new = min(k - self._newest, self.n) if self._newest != NEVER else self.n
        where = np.arange(k - n_new + 1, k + 1) % self.n
        self._rings.clear(where)
        for ring in self.wet.values():
            ring.clear(where)
        self._newest = k

    def _count(self, begin: int, end: int) -> None:
        """Count the readings of the buckets `begin` … `end` anew."""
        times, step = self._at, self.step_s
        first = bisect_right(times, (begin - 1) * step)
        last = min(bisect_right(times, end * step) + 1, len(times))  # the next one may stand for the end
        before = max(first - 1, 0)
        at, value = np.array(times[before:last]), np.array(self._value[before:last])
        strip = Strip(at, value, self.max_gap_s, n_before=first - before)
        edges = np.arange(begin - 1, end + 1, dtype=np.float64) * step
        counted = strip.counted(begin, end - begin + 1, step)
        where = np.arange(begin, end + 1) % self.n
        self._rings.set(where, strip, edges, counted)
        for ring in self.wet.values():
            ring.set(where, strip, edges, counted)

    def known(self, k: int) -> bool:
        """Return whether any reading is of the buckets up to `k` that are kept, or stands for one."""
        return self.covered_s(k, self.n) > 0 or self.highest(k, self.n) > -math.inf

    # ---- windows of whole buckets -----------------------------------------------------------------

    def integral(self, k: int, n: int) -> float:
        """Return the integral over the `n` buckets up to `k`, value x s; at most as many as are kept."""
        return self._rings.sum(self._rings.integral, k, n)

    def covered_s(self, k: int, n: int) -> float:
        """Return how many seconds of the `n` buckets up to `k` readings stand for."""
        return self._rings.sum(self._rings.covered_s, k, n)

    def amount(self, k: int, n: int) -> float:
        """Return the sum of the readings in the `n` buckets up to `k`."""
        return self._rings.sum(self._rings.amount, k, n)

    def highest(self, k: int, n: int) -> float:
        """Return the highest reading of the `n` buckets up to `k`, -inf without any."""
        return max(float(part.max()) for part in self._rings.parts(self._rings.high, k, n))

    def lowest(self, k: int, n: int) -> float:
        """Return the lowest reading of the `n` buckets up to `k`, inf without any."""
        return min(float(part.min()) for part in self._rings.parts(self._rings.low, k, n))


class Rings:
    """What is known of each bucket; bucket k stands at k modulo the length."""

    __slots__ = ("amount", "covered_s", "high", "integral", "low")

    def __init__(self, n: int) -> None:
        """Make room for `n` buckets."""
        self.integral, self.covered_s, self.amount = np.zeros(n), np.zeros(n), np.zeros(n)
        self.high, self.low = np.full(n, -math.inf), np.full(n, math.inf)

    def clear(self, where: Ints) -> None:
        """Forget the buckets at these places."""
        self.integral[where] = self.covered_s[where] = self.amount[where] = 0.0
        self.high[where], self.low[where] = -math.inf, math.inf

    def set(self, where: Ints, strip: Strip, edges: Floats, counted: Counted) -> None:
        """Take some buckets from a strip of readings.

        Args:
            where: their places, n of them.
            strip: readings around them.
            edges: float64[n + 1], where they begin and end, s since epoch.
            counted: the readings in them that count: bucket, value, start and instant.
        """
        until, until_s = strip.integral(edges), strip.covered_s(edges)
        self.integral[where] = until[1:] - until[:-1]
        self.covered_s[where] = until_s[1:] - until_s[:-1]
        bucket, value, _, _ = counted
        self.amount[where] = np.bincount(bucket, weights=value, minlength=len(where))
        high, low = np.full(len(where), -math.inf), np.full(len(where), math.inf)
        np.maximum.at(high, bucket, value)
        np.minimum.at(low, bucket, value)
        self.high[where], self.low[where] = high, low

    @staticmethod
    def parts(ring: Floats, k: int, n: int) -> list[Floats]:
        """Return the last `n` buckets up to `k`, oldest first, as one or two views."""
        end = k % len(ring) + 1
        return [ring[end - n : end]] if n <= end else [ring[end - n :], ring[:end]]

    @classmethod
    def sum(cls, ring: Floats, k: int, n: int) -> float:
        """Return the sum over the last `n` buckets up to `k`."""
        return sum(float(part.sum()) for part in cls.parts(ring, k, n))


class WetRings:
    """Of each bucket when it was wet."""

    __slots__ = ("first_at", "last_at", "limit", "since_first")

    def __init__(self, n: int, limit: float) -> None:
        """Make room for `n` buckets; a reading above `limit` is wet."""
        self.limit = limit
        self.first_at, self.last_at, self.since_first = (
            np.full(n, math.nan),
            np.full(n, math.nan),
            np.zeros(n),
        )

    def clear(self, where: Ints) -> None:
        """Forget the buckets at these places."""
        self.first_at[where] = self.last_at[where] = math.nan
        self.since_first[where] = 0.0

    def set(self, where: Ints, strip: Strip, edges: Floats, counted: Counted) -> None:
        """Take some buckets from a strip of readings; see `Rings.set`."""
        self.clear(where)
        bucket, value, start_at, at = counted
        wet = value > self.limit
        if not wet.any():
            return
        bucket, start_at, at = bucket[wet], start_at[wet], at[wet]
        # of several wet readings in one bucket the first stands last in the reversed order, and so remains
        self.first_at[where[bucket[::-1]]], self.last_at[where[bucket]] = start_at[::-1], at
        rainy = np.unique(bucket)
        first_at = self.first_at[where[rainy]]
        self.since_first[where[rainy]] = strip.integral(edges[rainy + 1]) - strip.integral(first_at)

    def spells(self, k: int, n: int) -> Spells:
        """Return the wet buckets of the last `n` up to `k`."""
        first, last, since = (
            np.concatenate(Rings.parts(ring, k, n))
            for ring in (self.first_at, self.last_at, self.since_first)
        )
        wet = ~np.isnan(first)
        return Spells(np.flatnonzero(wet) + (k - n + 1), first[wet], last[wet], since[wet])


class Spells(NamedTuple):
    """Wet buckets, ascending; arrays of one length."""

    bucket: Ints
    first_at: Floats
    """When the time begins that its first wet reading stands for, s since epoch."""
    last_at: Floats
    """Instant of its last wet reading."""
    since_first: Floats
    """Integral from `first_at` to the bucket's end, value x s."""

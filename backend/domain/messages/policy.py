"""When a channel may be used: quiet hours, daily quota, pace, and how long to wait after a failure."""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.state import Text
from backend.domain.messages.hours import local_day, next_midnight, span

_RESOLUTION_S = 1e-6
"""Finer than this no two instants since the epoch can be told apart."""


class ChannelRules(msgspec.Struct, frozen=True, kw_only=True):
    """What the outbox must know of a channel."""

    channel_id: str
    kind: str
    enabled: bool = True
    zns: bool = False
    """A Zalo channel for approved templates: to phone numbers, not to Zalo user ids."""
    quiet: tuple[str, ...] = ()
    """Local hours at which it rests, e.g. `22:00-06:00`."""
    critical_breaks_quiet: bool = True
    """What is critical leaves in quiet hours too; Zalo does not allow it."""
    quota_per_day: int | None = None
    """Messages in a local day."""
    rate_per_s: float | None = None
    timeout_s: float = 20.0
    """Longest time that one try takes."""

    @property
    def lease_s(self) -> float:
        """How long a message is in flight before it counts as lost and is tried again, s."""
        return self.timeout_s + 30.0


class Backoff(msgspec.Struct, frozen=True):
    """How long to wait before another try."""

    first_s: float = 5.0
    factor: float = 3.0
    most_s: float = 900.0
    jitter: float = 0.2
    """Share of the wait by which it varies, so that not all come back at once."""
    most_tries: int = 5

    def wait_s(self, n_tries: int, draw: float, asked_s: float | None = None) -> float:
        """Return the wait after the try number `n_tries` (≥ 1).

        Args:
            n_tries: tries so far.
            draw: random, 0 to 1.
            asked_s: what the other side asked for; never less than that, up to a day.
        """
        doublings = min(max(n_tries, 1) - 1, 60)
        wait = min(self.first_s * self.factor**doublings, self.most_s)
        wait *= 1 + self.jitter * (2 * draw - 1)
        return max(wait, min(asked_s or 0.0, 86400.0))


class Wait(msgspec.Struct, frozen=True):
    """Why a message may not leave yet, and until when."""

    until_at: float
    reason: Text


class Gate:
    """Watches one channel: what left by it today and in the last second."""

    def __init__(self, rules: ChannelRules, zone: ZoneInfo) -> None:
        """Start a day with nothing sent."""
        self.rules = rules
        self._zone = zone
        self._quiet = tuple(span(hours) for hours in rules.quiet)
        self._day: dt.date | None = None
        self._n_today = 0
        self._tokens = self._most_tokens
        self._filled_at = -math.inf

    @property
    def _most_tokens(self) -> float:
        return max(1.0, self.rules.rate_per_s or 0.0)

    def follow(self, old: Gate) -> None:
        """Take over what `old` counted: the settings of the channel have changed."""
        self._day, self._n_today = old._day, old._n_today
        self._tokens, self._filled_at = min(old._tokens, self._most_tokens), old._filled_at

    def wait(self, now: float, *, critical: bool, counted: bool) -> Wait | None:
        """Return why a message must wait; None if it may leave.

        Args:
            now: s since epoch.
            critical: of severity critical.
            counted: it has left before, so its quota is spent already.
        """
        if not (critical and self.rules.critical_breaks_quiet):
            ends = [each.ends_at(now, self._zone) for each in self._quiet if each.holds(now, self._zone)]
            if ends:
                hours = ", ".join(self.rules.quiet)
                return Wait(max(ends), Text(f"giờ yên lặng của kênh ({hours})", f"quiet hours ({hours})"))
        most = self.rules.quota_per_day
        if most is not None and not counted and self.n_on(now) >= most:
            reason = Text(f"kênh hết hạn mức {most} tin trong ngày", f"daily quota of {most} is used up")
            return Wait(next_midnight(now, self._zone), reason)
        return None

    def n_on(self, now: float) -> int:
        """Return how many messages left on the local day of `now`."""
        return self._n_today if self._day == local_day(now, self._zone) else 0

    def n_free(self, now: float) -> int | None:
        """Return how many messages may leave at `now` by the channel's pace; None: no limit."""
        if self.rules.rate_per_s is None:
            return None
        return int(self._tokens_at(now) + _RESOLUTION_S * max(1.0, self.rules.rate_per_s))

    def free_at(self) -> float:
        """Return from when on the pace lets another message out, s since epoch."""
        if self.rules.rate_per_s is None or self._tokens >= 1:
            return -math.inf
        return self._filled_at + (1 - self._tokens) / self.rules.rate_per_s

    def count(self, now: float, *, counted: bool = False) -> None:
        """Note that a message leaves; `counted` as in `wait`."""
        if self.rules.rate_per_s is not None:
            self._tokens, self._filled_at = max(0.0, self._tokens_at(now) - 1), now
        if not counted:
            self.count_today(now, now)

    def count_today(self, at: float, now: float) -> None:
        """Note that a message left at `at`; counts if that is the local day of `now`."""
        day = local_day(now, self._zone)
        if local_day(at, self._zone) == day:
            self._n_today = 1 + (self._n_today if self._day == day else 0)
            self._day = day

    def _tokens_at(self, now: float) -> float:
        passed = abs(now - self._filled_at)  # a clock that was set back must not close the channel
        rate = self.rules.rate_per_s or 0.0
        return min(self._most_tokens, self._tokens + passed * rate)

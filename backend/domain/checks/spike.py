"""Spike: a value too far from those before it, until it has stayed long enough to be believed."""

from __future__ import annotations

import math
from typing import NamedTuple

from backend.domain.checks.spec import SpikeCheck
from backend.domain.window import Window


class Jump(NamedTuple):
    """A change that is not believed."""

    since_at: float
    """Instant of the first value beyond, s since epoch."""
    before: float
    """The newest value that was believed."""


class Spike:
    """What a series said lately and was believed, and the jump that is not believed yet."""

    __slots__ = ("_accept_s", "_before", "_believed", "_high", "_last", "_low", "_since_at", "_spec")

    def __init__(self, spec: SpikeCheck) -> None:
        """Start with nothing seen: the first value is believed."""
        self._spec = spec
        self._accept_s = spec.within_s if spec.accept_s is None else spec.accept_s
        self._believed = Window()
        self._low = self._high = math.nan
        """Extremes of what was believed before the jump."""
        self._before = self._last = math.nan
        self._since_at = math.nan
        """Since when a jump is not believed, NaN where there is none."""

    def look(self, at: float, value: float) -> Jump | None:
        """Return the jump that a value belongs to, None where it is believed.

        Args:
            at: s since epoch, later than the one before.
            value: in the metric's unit.
        """
        jumping = not math.isnan(self._since_at)
        if not jumping:
            self._believed.slide(at - self._spec.within_s)
            self._low, self._high = self._believed.lowest, self._believed.highest
        if not self._beyond(value):
            self.believe(at, value)
            return None
        if not jumping or abs(value - self._last) > self._spec.max_step:
            self._since_at = at  # another jump: nothing has stayed
        self._last = value
        if at - self._since_at >= self._accept_s:
            self.believe(at, value)
            return None
        return Jump(self._since_at, self._before)

    def believe(self, at: float, value: float) -> None:
        """Take a value for true: the next ones are compared with it."""
        if self._beyond(value):
            self._believed = Window()  # the level before the jump is past
        self._since_at = math.nan
        self._before = value
        self._believed.add(at, value, self._spec.within_s)

    def _beyond(self, value: float) -> bool:
        step = self._spec.max_step
        return value - self._low > step or self._high - value > step  # never where nothing was believed

"""The moving head of a demo camera: position by speed and time, limits, remembered positions."""

from __future__ import annotations

import math

import msgspec

PAN_PER_S, TILT_PER_S, ZOOM_PER_S = 0.35, 0.35, 0.4
"""At full speed; pan and tilt run from -1 to 1, zoom from 0 to 1."""
LOW, HIGH = (-1.0, -1.0, 0.0), (1.0, 1.0, 1.0)
Axes = tuple[float, float, float]


class HeadPreset(msgspec.Struct, frozen=True):
    """A remembered position."""

    token: str
    name: str
    axes: Axes
    """Pan, tilt, zoom."""


class Head:
    """Moves as time passes; it is asked with the time of its own clock, which only grows."""

    def __init__(self, now: float, axes: Axes = (0.0, 0.0, 0.0)) -> None:
        """Stand still at `axes` (pan, tilt, zoom)."""
        self._axes, self._at = axes, now
        self._speed: Axes = (0.0, 0.0, 0.0)
        self._until = now
        self._target: Axes | None = None
        self.presets: dict[str, HeadPreset] = {}

    def move(self, speed: Axes, timeout_s: float, now: float) -> None:
        """Turn with `speed` (each -1..1 of the fastest) for at most `timeout_s`."""
        self.look(now)
        self._target = None
        self._speed = tuple(max(-1.0, min(1.0, one)) for one in speed)  # type: ignore[assignment]
        self._until = now + timeout_s

    def stop(self, now: float) -> None:
        """Stand still."""
        self.look(now)
        self._speed, self._target = (0.0, 0.0, 0.0), None

    def go_to(self, token: str, now: float) -> None:
        """Turn to a remembered position.

        Raises:
            KeyError: nothing is remembered under `token`.
        """
        self.look(now)
        self._target = self.presets[token].axes
        self._speed = (0.0, 0.0, 0.0)

    def save(self, name: str, token: str, now: float) -> str:
        """Remember where it stands, as `token` or under a new one; return it."""
        used = {int(one) for one in self.presets if one.isdigit()}
        token = token or str(next(n for n in range(1, len(used) + 2) if n not in used))
        self.presets[token] = HeadPreset(token, name or token, self.look(now))
        return token

    def look(self, now: float) -> Axes:
        """Return where it stands now: pan, tilt, zoom."""
        fastest = (PAN_PER_S, TILT_PER_S, ZOOM_PER_S)
        passed = max(0.0, now - self._at)
        if self._target is not None:
            steps = (
                b if abs(b - a) <= 2 * most * passed else a + math.copysign(2 * most * passed, b - a)
                for a, b, most in zip(self._axes, self._target, fastest, strict=True)
            )
            self._axes = tuple(steps)  # type: ignore[assignment]
            if self._axes == self._target:
                self._target = None
        else:
            moving = max(0.0, min(now, self._until) - self._at)
            self._axes = tuple(  # type: ignore[assignment]
                max(low, min(high, a + v * most * moving))
                for a, v, most, low, high in zip(self._axes, self._speed, fastest, LOW, HIGH, strict=True)
            )
        self._at = max(self._at, now)
        return self._axes

    def moving(self, now: float) -> bool:
        """Return whether it moves."""
        self.look(now)
        return self._target is not None or (any(self._speed) and now < self._until)

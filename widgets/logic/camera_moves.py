"""How keys and drags turn a camera. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Literal

Way = Literal["left", "right", "up", "down", "in", "out"]
Axes = tuple[float, float, float]
"""Speeds of pan, tilt and zoom, each -1..1 of the camera's fastest."""
STILL: Axes = (0.0, 0.0, 0.0)
SLOW, FAST = 0.4, 1.0
DEAD_SHARE = 0.03
"""A drag shorter than this share of the picture's height is a click."""
FULL_SHARE = 0.45
"""A drag of this share turns as fast as can be."""

_TURNS: dict[Way, Axes] = {
    "left": (-1, 0, 0),
    "right": (1, 0, 0),
    "up": (0, 1, 0),
    "down": (0, -1, 0),
    "in": (0, 0, 1),
    "out": (0, 0, -1),
}


def axes_of_ways(ways: Collection[Way], *, fast: bool) -> Axes:
    """Return the speeds that keys held down ask for; opposite ones cancel out."""
    speed = FAST if fast else SLOW
    pan, tilt, zoom = (sum(_TURNS[way][axis] for way in ways) * speed for axis in range(3))
    return pan, tilt, zoom


def axes_of_drag(dx: float, dy: float, height: float) -> Axes:
    """Return the speeds that a drag asks for: the farther the faster, towards where it points.

    Args:
        dx: to the right of where the button went down, px.
        dy: below it, px.
        height: of the picture, px.
    """
    return _eased(dx / max(height, 1.0)), -_eased(dy / max(height, 1.0)), 0.0


def is_drag(dx: float, dy: float, height: float) -> bool:
    """Return whether the pointer went far enough to mean more than a click."""
    return max(abs(dx), abs(dy)) > DEAD_SHARE * max(height, 1.0)


def _eased(share: float) -> float:
    far = abs(share) - DEAD_SHARE
    if far <= 0:
        return 0.0
    speed = math.pow(min(1.0, far / (FULL_SHARE - DEAD_SHARE)), 1.5)
    return round(speed if share > 0 else -speed, 2)

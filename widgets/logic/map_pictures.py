"""Where small live pictures lie on a map: beside their cameras, apart from one another. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from widgets.logic.video_grid import Rect

MOST = 4
"""Pictures at once."""
ASPECT = 16 / 9
_SHARE = (0.31, 0.34)
"""Of the map's width and height that one picture takes at most."""
_COVERED, _TOUCHED, _SHARED = 4.0, 3.0, 10.0
"""What it costs to cover a camera, to touch another picture at all, and to hide it whole."""
_AWAY = 0.004
"""What each px between a picture and its camera costs."""

Spot = tuple[float, float]


def picture_size(area: tuple[int, int], wanted_px: int) -> tuple[int, int]:
    """Return width and height (px) of a picture on a map of `area` (px)."""
    width = min(wanted_px, area[0] * _SHARE[0], area[1] * _SHARE[1] * ASPECT)
    return max(2, round(width)), max(2, round(width / ASPECT))


def picture_rects(
    points: Sequence[Spot],
    size: tuple[int, int],
    area: tuple[int, int],
    gap: int,
    kept_free: Sequence[Rect] = (),
) -> list[Rect]:
    """Return where the picture of each camera lies, in the order given.

    Args:
        points: cameras, px from the top left corner; they may lie outside.
        size: of one picture, px.
        area: of the map, px.
        gap: between a camera and its picture, px.
        kept_free: what should not be covered: the small map with the archipelagos.
    """
    found: list[Rect] = []
    for point in points:
        places = [_inside(x, y, size, area) for x, y in _candidates(point, size, area, gap)]
        taken = [*kept_free, *found]
        costs = [_cost(rect, points, taken) + _AWAY * max(gap, _away(rect, point)) for rect in places]
        found.append(places[costs.index(min(costs))])
    return found


def _candidates(point: Spot, size: tuple[int, int], area: tuple[int, int], gap: int) -> list[Spot]:
    """Return corners at which a picture may begin: around its camera, farther out, along the edges."""
    (x, y), (width, height) = point, size
    columns = [x + gap, x - gap - width, x - width / 2, x + 2 * gap + width, x - 2 * gap - 2 * width]
    rows = [y - height / 2, y - gap - height, y + gap, y - 2 * gap - 2 * height, y + 2 * gap + height]
    around = [(a, b) for a in columns for b in rows]
    edges = [(a, b) for a in (0, area[0] - width) for b in (0, area[1] - height)]
    return [*around, *edges]


def _inside(x: float, y: float, size: tuple[int, int], area: tuple[int, int]) -> Rect:
    left = max(0, min(round(x), area[0] - size[0]))
    top = max(0, min(round(y), area[1] - size[1]))
    return Rect(left, top, *size)


def _cost(rect: Rect, points: Sequence[Spot], others: Sequence[Rect]) -> float:
    size = rect.width * rect.height
    shared = [_overlap(rect, other) / size for other in others]
    covered = sum(_holds(rect, point) for point in points)
    return sum(_TOUCHED + _SHARED * share for share in shared if share) + _COVERED * covered


def _away(rect: Rect, point: Spot) -> float:
    """Return how far (px) a point is from a picture's edge."""
    x = max(rect.x - point[0], 0.0, point[0] - rect.x - rect.width)
    y = max(rect.y - point[1], 0.0, point[1] - rect.y - rect.height)
    return math.hypot(x, y)


def _overlap(a: Rect, b: Rect) -> float:
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return float(max(0, width) * max(0, height))


def _holds(rect: Rect, point: Spot) -> bool:
    return rect.x <= point[0] < rect.x + rect.width and rect.y <= point[1] < rect.y + rect.height

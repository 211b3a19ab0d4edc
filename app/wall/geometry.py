"""Where things lie on the wall: grids to pixels, roles to monitors. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

import msgspec

from app.wall.layouts import Cell, ScreenPlan

GAP_PX = 8
DESK_SHARE = 0.92
"""A desk's window takes so much of its monitor at first, each way."""


class Rect(msgspec.Struct, frozen=True):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int


class Monitor(msgspec.Struct, frozen=True):
    """One monitor of this machine."""

    identity: str
    """Serial number where the monitor tells it, else the connector's name."""
    rect: Rect
    """On the desktop."""


class Assignment(msgspec.Struct, frozen=True):
    """Which monitor shows which roles."""

    pages: dict[str, tuple[str, ...]]
    """Monitor identity → roles shown there in turn; the first is its own."""
    homeless: tuple[str, ...]
    """Roles whose monitor is missing; they are shown as further pages elsewhere."""


def tile_rects(plan: ScreenPlan, area: Rect, bezel_px: int = 0) -> dict[str, Rect]:
    """Return the pixels of each tile of a screen.

    Args:
        plan: the grid and its tiles.
        area: what the tiles share (the monitor without its truth bar), px.
        bezel_px: strip along every edge of `area` that the monitor's frame hides.

    Returns:
        Tile id → rectangle; neighbours are `GAP_PX` apart and their edges align exactly.
    """
    edge = bezel_px + GAP_PX
    xs = _edges(plan.columns, area.x + edge, area.width - 2 * edge + GAP_PX)
    ys = _edges(plan.rows, area.y + edge, area.height - 2 * edge + GAP_PX)
    return {tile.tile_id: _rect(tile.at, xs, ys) for tile in plan.tiles}


def _edges(weights: Sequence[float], start_px: int, length_px: int) -> list[int]:
    total = sum(weights)
    return [start_px, *(start_px + round(length_px * sofar / total) for sofar in accumulate(weights))]


def _rect(cell: Cell, xs: list[int], ys: list[int]) -> Rect:
    left, top = xs[cell.column], ys[cell.row]
    right, bottom = xs[cell.column + cell.width], ys[cell.row + cell.height]
    return Rect(left, top, max(1, right - left - GAP_PX), max(1, bottom - top - GAP_PX))


def below_bars(width_px: int, height_px: int, bars_px: int) -> Rect:
    """Return the area of a window that its tiles share, in the window's pixels.

    Args:
        width_px: of the window.
        height_px: of the window.
        bars_px: height of the truth bar, and of a banner under it.
    """
    return Rect(0, bars_px, width_px, max(1, height_px - bars_px))


def desk_rect(monitor: Rect) -> tuple[int, int, int, int]:
    """Return left, top, width and height (px) of a desk's window in the middle of a monitor."""
    width, height = round(monitor.width * DESK_SHARE), round(monitor.height * DESK_SHARE)
    left, top = monitor.x + (monitor.width - width) // 2, monitor.y + (monitor.height - height) // 2
    return left, top, width, height


def in_reading_order(monitors: Sequence[Monitor]) -> list[Monitor]:
    """Return monitors from left to right, those above one another from top to bottom."""
    return sorted(monitors, key=lambda m: (m.rect.x, m.rect.y, m.identity))


def assign(roles: Sequence[str], monitors: Sequence[Monitor], bound: Mapping[str, str]) -> Assignment:
    """Give each role a monitor, and each homeless role a page on a monitor that is there.

    Args:
        roles: of the layout, from left to right.
        monitors: that are there now; at least one.
        bound: role → identity of the monitor that it belongs to, present or not.

    Returns:
        Every role exactly once. A role bound to a missing monitor is homeless, never moved to a free
        monitor that belongs to somebody else; unbound roles take the free monitors in reading order.
    """
    ordered = in_reading_order(monitors)
    present = {m.identity for m in ordered}
    own: dict[str, str] = {}
    for role in roles:
        if bound.get(role) in present and bound[role] not in own.values():
            own[role] = bound[role]
    spoken_for = {bound[role] for role in roles if role in bound}
    free = [m.identity for m in ordered if m.identity not in spoken_for]
    for role in roles:
        if role not in bound and free:
            own[role] = free.pop(0)
    homeless = tuple(role for role in roles if role not in own)
    pages: dict[str, list[str]] = {identity: [role] for role, identity in own.items()}
    hosts = [m.identity for m in ordered if m.identity in pages] or [ordered[0].identity]
    for i, role in enumerate(homeless):
        pages.setdefault(hosts[i % len(hosts)], []).append(role)
    return Assignment({identity: tuple(shown) for identity, shown in pages.items()}, homeless)

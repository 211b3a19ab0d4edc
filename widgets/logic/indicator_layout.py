"""Where the cells of a board of indicators stand: by group, on pages where need be. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

EMPTY_COST = 0.02
"""Share of scale that one empty cell is worth avoiding."""


class CellSize(msgspec.Struct, frozen=True):
    """Sizes in px at the present density."""

    width: float
    """Least width of a cell."""
    height: float
    """Least height of a cell."""
    head: float
    """Height of a group's head."""
    foot: float
    """Height of the line that says which page it is."""


class Box(msgspec.Struct, frozen=True):
    """One head or cell (px)."""

    left: float
    top: float
    width: float
    height: float


class Page(msgspec.Struct, frozen=True):
    """What stands on one page."""

    heads: tuple[tuple[int, Box], ...]
    """Group index and place; a group that goes on has its head on each page."""
    cells: tuple[tuple[int, Box], ...]
    """Index of the figure over all groups, and place."""


def pages(counts: Sequence[int], width: float, height: float, size: CellSize) -> list[Page]:
    """Return the pages of groups with `counts` cells each, none of them 0.

    All stand on one page, as large as they can, where cells of the least size have room; else the cells are
    as small as they may be and fill as many pages as needed.
    """
    if not counts or width <= 0 or height <= 0:
        return []
    most = max(1, int(width / size.width))
    fitting = [
        (worth, c) for c in range(1, most + 1) if (worth := _worth(counts, c, width, height, size)) > 0
    ]
    if fitting:
        columns = max(fitting)[1]
        return [_one_page(counts, columns, width, height, size)]
    return _many_pages(counts, most, width, height - size.foot, size)


def _rows(counts: Sequence[int], columns: int) -> int:
    return sum(-(-n // columns) for n in counts)


def _worth(counts: Sequence[int], columns: int, width: float, height: float, size: CellSize) -> float:
    """Return how large cells get in so many columns, 1 at the least size; 0 where they do not fit."""
    rows = _rows(counts, columns)
    high = (height - size.head * len(counts)) / rows
    if high < size.height:
        return 0.0
    empty = columns * rows - sum(counts)
    return min(width / columns / size.width, high / size.height) * (1 - EMPTY_COST * empty / columns)


def _one_page(counts: Sequence[int], columns: int, width: float, height: float, size: CellSize) -> Page:
    wide = width / columns
    high = (height - size.head * len(counts)) / _rows(counts, columns)
    high = min(high, size.height * 1.9 if len(counts) > 1 or sum(counts) > columns else high)
    heads: list[tuple[int, Box]] = []
    cells: list[tuple[int, Box]] = []
    top, number = 0.0, 0
    for group, n in enumerate(counts):
        heads.append((group, Box(0.0, top, width, size.head)))
        top += size.head
        for k in range(n):
            cells.append((number + k, Box(k % columns * wide, top + k // columns * high, wide, high)))
        number += n
        top += -(-n // columns) * high
    return Page(tuple(heads), tuple(cells))


def _many_pages(
    counts: Sequence[int], columns: int, width: float, height: float, size: CellSize
) -> list[Page]:
    wide, found = width / columns, []
    if size.head + size.height > height:  # a page that is lower than a cell: its lines give way, not its foot
        size = msgspec.structs.replace(size, height=max(1.0, height - size.head))
    heads: list[tuple[int, Box]] = []
    cells: list[tuple[int, Box]] = []
    top, number = 0.0, 0
    for group, n in enumerate(counts):
        headed = False
        for row in range(-(-n // columns)):
            needed = size.height + (0.0 if headed else size.head)
            if cells and top + needed > height + 0.5:
                found.append(Page(tuple(heads), tuple(cells)))
                heads, cells, top, headed = [], [], 0.0, False
            if not headed:
                heads.append((group, Box(0.0, top, width, size.head)))
                top, headed = top + size.head, True
            for k in range(row * columns, min(n, (row + 1) * columns)):
                cells.append((number + k, Box(k % columns * wide, top, wide, size.height)))
            top += size.height
        number += n
    found.append(Page(tuple(heads), tuple(cells)))
    return [_stretched(page, height, size) for page in found]


def _stretched(page: Page, height: float, size: CellSize) -> Page:
    """Return a full page with its rows sharing out what is left; the last one keeps its size."""
    tops = sorted({box.top for _k, box in page.cells})
    used = len(tops) * size.height + len(page.heads) * size.head
    left = height - used
    if not 0 < left < size.height + size.head:
        return page
    more = left / len(tops)

    def moved(box: Box, grown: float) -> Box:
        above = sum(top < box.top for top in tops)
        return Box(box.left, box.top + above * more, box.width, box.height + grown)

    return Page(
        tuple((k, moved(box, 0.0)) for k, box in page.heads),
        tuple((k, moved(box, more)) for k, box in page.cells),
    )

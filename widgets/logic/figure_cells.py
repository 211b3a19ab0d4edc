"""How the cells of a board of figures are laid out: as large as the room allows. Pure."""

from __future__ import annotations

STACKED_DESK_PX = (250, 178)
"""A cell at scale 1 with name, number and remarks one beneath another."""
BESIDE_DESK_PX = (430, 116)
"""A cell at scale 1 whose remarks stand at the right of the number."""
BESIDE_WORTH = 0.9
"""Remarks beneath the number are read more easily: the other way must be worth it."""
NAME_DESK_PX = 44
"""Height of a name over two lines at scale 1."""
EMPTY_COST = 0.06
"""Share of scale that one empty cell of the grid is worth avoiding."""


def stacked_scale(width: float, height: float, *, named: bool = True) -> float:
    """Return how much of a stacked cell at scale 1 fits into `width` x `height` (px)."""
    needed = STACKED_DESK_PX[1] - (0 if named else NAME_DESK_PX)
    return min(width / STACKED_DESK_PX[0], height / needed)


def beside_scale(width: float, height: float) -> float:
    """Return how much of a cell with remarks beside its number fits into `width` x `height` (px)."""
    return min(width / BESIDE_DESK_PX[0], height / BESIDE_DESK_PX[1])


def is_beside(width: float, height: float) -> bool:
    """Return whether the remarks stand better at the right of the number."""
    return beside_scale(width, height) * BESIDE_WORTH > stacked_scale(width, height)


def best_columns(n: int, width: float, height: float) -> int:
    """Return the number of columns in which `n` ≥ 1 cells get largest in `width` x `height` (px)."""

    def worth(columns: int) -> float:
        rows = -(-n // columns)
        cell = (width / columns, height / rows)
        scale = max(stacked_scale(*cell), beside_scale(*cell) * BESIDE_WORTH)
        return scale * (1 - EMPTY_COST * (columns * rows - n))

    return max(range(1, n + 1), key=worth)

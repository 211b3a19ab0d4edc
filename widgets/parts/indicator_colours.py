"""Shape and colour of the groups of indicators: always both, and a word beside them."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from backend.contract.indicators import ColourGroup
from widgets.logic.indicator_board import Way
from widgets.logic.indicator_explain import Standing
from widgets.parts.figure_grid import paint_tick
from widgets.theme.look import Look
from widgets.theme.shapes import Shape, paint_shape

_SHAPES: dict[ColourGroup, Shape] = {"red": "critical", "orange": "high", "none": "lost"}


def group_shape(group: ColourGroup) -> Shape | None:
    """Return the shape of a group; None: a tick."""
    return _SHAPES.get(group)


def group_colour(group: ColourGroup, look: Look) -> str:
    """Return the colour of a group."""
    tokens = look.tokens
    return {"red": tokens.critical, "orange": tokens.high, "green": tokens.done, "none": tokens.lost}[group]


def paint_group(painter: QPainter, box: QRectF, group: ColourGroup, look: Look) -> None:
    """Paint the sign of a group."""
    shape = group_shape(group)
    if shape is not None:
        paint_shape(painter, box, shape, look)
    else:
        paint_tick(painter, box, group_colour(group, look))


def way_colour(way: Way, look: Look) -> str:
    """Return the colour of a trend; the arrow and its words say the rest."""
    tokens = look.tokens
    return {"better": tokens.done, "worse": tokens.high}.get(way, tokens.text_second)


def standing_colour(standing: Standing, look: Look, *, overdue: bool = False) -> str:
    """Return the colour of how an explanation stands: what waits for somebody stands out."""
    tokens = look.tokens
    if overdue:
        return tokens.critical
    return {"asked": tokens.medium, "returned": tokens.high, "answered": tokens.focus}.get(
        standing, tokens.text_second
    )

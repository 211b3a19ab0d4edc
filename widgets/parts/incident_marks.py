"""Signs at the left of a line: severity shapes, and how a step, message or rung stands."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from backend.contract.state import SEVERITIES
from widgets.logic.incident_lines import Line, Mark, Tone
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape, shape_path


def tone_colour(tone: Tone, look: Look) -> str:
    """Return the colour of a tone."""
    tokens = look.tokens
    return {
        "plain": tokens.text,
        "second": tokens.text_second,
        "dim": tokens.text_third,
        "age": tokens.age,
        "bad": tokens.critical,
        "done": tokens.done,
        "focus": tokens.focus,
    }[tone]


def paint_mark(painter: QPainter, box: QRectF, line: Line, look: Look) -> None:
    """Paint the sign of a line into a square box."""
    mark = line.mark
    if not mark:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark == "lost" or mark in SEVERITIES:
        _paint_severity(painter, box, mark, look, dim=line.tone == "dim")
    else:
        _paint_state(painter, box, mark, look, solid=line.solid)
    painter.restore()


def _paint_severity(painter: QPainter, box: QRectF, mark: Mark, look: Look, *, dim: bool) -> None:
    """An ended one keeps its shape as an outline: colour is for what goes on."""
    if not dim:
        paint_shape(painter, box, mark, look)  # type: ignore[arg-type]
        return
    painter.setPen(QPen(QColor(look.tokens.text_third), max(1.2, box.width() * 0.07)))
    painter.drawPath(shape_path(mark, box.adjusted(2, 2, -2, -2)))  # type: ignore[arg-type]


def _paint_state(painter: QPainter, box: QRectF, mark: Mark, look: Look, *, solid: bool) -> None:
    tokens = look.tokens
    colour = QColor(
        {
            "done": tokens.done,
            "sent": tokens.done,
            "open": tokens.focus,
            "acting": tokens.focus,
            "late": tokens.age,
            "failed": tokens.critical,
        }.get(mark, tokens.text_third)
    )
    side = min(box.width(), box.height())
    ring = QRectF(0, 0, side * 0.8, side * 0.8)
    ring.moveCenter(box.center())
    pen = QPen(colour, max(1.4, side * 0.09))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if mark == "dot":
        painter.setBrush(colour)
        painter.drawEllipse(box.center(), side * 0.11, side * 0.11)
        return
    filled = solid or mark == "sent"
    painter.setBrush(colour if filled else QColor(tokens.tile))
    painter.drawEllipse(ring)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if filled:
        pen.setColor(QColor(tokens.tile))
        painter.setPen(pen)
    _paint_sign(painter, ring, mark)


def _paint_sign(painter: QPainter, ring: QRectF, mark: Mark) -> None:
    """Paint what tells the states apart without their colour."""

    def at(x: float, y: float) -> QPointF:
        return QPointF(ring.left() + x * ring.width(), ring.top() + y * ring.height())

    if mark in ("done", "sent"):
        painter.drawPolyline(QPolygonF([at(0.28, 0.52), at(0.44, 0.68), at(0.73, 0.34)]))
    elif mark == "late":
        painter.drawPolyline(QPolygonF([at(0.5, 0.25), at(0.5, 0.54), at(0.7, 0.62)]))
    elif mark == "failed":
        painter.drawLine(at(0.5, 0.24), at(0.5, 0.56))
        painter.drawPoint(at(0.5, 0.76))
    elif mark in ("dropped", "halt"):
        painter.drawLine(at(0.3, 0.5), at(0.7, 0.5))
    elif mark == "acting":
        for x in (0.3, 0.5, 0.7):
            painter.drawPoint(at(x, 0.5))
    elif mark == "open":
        painter.setBrush(painter.pen().color())
        painter.drawEllipse(at(0.5, 0.5), ring.width() * 0.13, ring.width() * 0.13)

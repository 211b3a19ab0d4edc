"""Small signs of the truth bar as vector paths: crisp at every density, in any colour."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

Glyph = Literal["tiles", "sources", "heart", "heart_off", "pause"]


def paint_glyph(painter: QPainter, glyph: Glyph, box: QRectF, colour: str) -> None:
    """Paint a sign into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), max(1.4, box.width() * 0.1))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    {"tiles": _tiles, "sources": _sources, "heart": _heart, "heart_off": _heart_off, "pause": _pause}[glyph](
        painter, box
    )
    painter.restore()


def _tiles(painter: QPainter, box: QRectF) -> None:
    edge = box.adjusted(1, 1, -1, -1)
    painter.drawRect(edge)
    painter.fillRect(QRectF(edge.left(), edge.top(), edge.width() / 2, edge.height()), painter.pen().color())


def _sources(painter: QPainter, box: QRectF) -> None:
    """Paint two arrows, one each way."""
    head = box.width() * 0.24
    upper, lower = box.top() + box.height() * 0.32, box.top() + box.height() * 0.70
    right, left = box.right() - 0.5, box.left() + 0.5
    painter.drawLines(
        [
            QLineF(left, upper, right, upper),
            QLineF(right, upper, right - head, upper - head),
            QLineF(left, lower, right, lower),
            QLineF(left, lower, left + head, lower + head),
        ]
    )


def _heart_path(box: QRectF) -> QPainterPath:
    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height())

    path = QPainterPath(at(0.5, 0.92))
    path.cubicTo(at(-0.18, 0.46), at(0.12, -0.06), at(0.5, 0.26))
    path.cubicTo(at(0.88, -0.06), at(1.18, 0.46), at(0.5, 0.92))
    return path


def _heart(painter: QPainter, box: QRectF) -> None:
    painter.fillPath(_heart_path(box), painter.pen().color())


def _heart_off(painter: QPainter, box: QRectF) -> None:
    """Paint a hollow, crossed-out heart."""
    painter.drawPath(_heart_path(box.adjusted(1, 1, -1, -1)))
    painter.drawLine(box.bottomLeft(), box.topRight())


def _pause(painter: QPainter, box: QRectF) -> None:
    bar = box.width() * 0.18
    for x in (0.28, 0.56):
        painter.fillRect(
            QRectF(box.left() + x * box.width(), box.top() + 1, bar, box.height() - 2), painter.pen().color()
        )

"""Severity shapes ◆ ▲ ■ ● ○ as crisp vector paths, and the hatch of what is late or lost."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from backend.contract.state import Severity
from widgets.theme.look import Look

Shape = Severity | Literal["lost"]
HATCH_OPACITY = 0.20
DARK_OPACITY = 0.28
"""Of a blinking shape in its dark half: it is never gone, for shape and colour say the severity."""


def shape_path(shape: Shape, box: QRectF) -> QPainterPath:
    """Return the outline of a severity's shape inside `box`, optically alike in size."""
    side = min(box.width(), box.height())
    middle = box.center()
    path = QPainterPath()
    if shape == "critical":
        half = side / 2
        corners = [(0, -half), (half, 0), (0, half), (-half, 0)]
        path.addPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    elif shape == "high":
        half, height = side * 0.48, side * 0.84
        top = middle + QPointF(0, -height * 0.54)
        path.addPolygon(QPolygonF([top, top + QPointF(half, height), top + QPointF(-half, height)]))
        path.closeSubpath()
    elif shape == "medium":
        half = side * 0.37
        path.addRect(QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half))
    else:
        radius = side * (0.40 if shape == "low" else 0.34)
        path.addEllipse(middle, radius, radius)
    return path


def paint_shape(painter: QPainter, box: QRectF, shape: Shape, look: Look) -> None:
    """Paint the shape of a severity, or the open ring of lost data, in its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape == "lost":
        painter.setPen(QPen(QColor(look.tokens.lost), max(1.5, box.width() * 0.11)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.severity(shape)))
    painter.drawPath(shape_path(shape, box))
    painter.restore()


@lru_cache(maxsize=16)
def _hatch_tile(colour: str, period_px: int) -> QImage:
    """Return one seamless period of the diagonal hatch, stripes as wide as the gaps."""
    image = QImage(period_px, period_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stripe = QColor(colour)
    stripe.setAlphaF(HATCH_OPACITY)
    painter.setPen(QPen(stripe, period_px * 0.36, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    period = float(period_px)
    for shift in (-period, 0.0, period):  # the neighbours' stripes close the corners
        painter.drawLine(QPointF(shift - period, 2 * period), QPointF(shift + 2 * period, -period))
    painter.end()
    return image


def paint_hatch(painter: QPainter, box: QRectF, look: Look, period_desk_px: float = 22) -> None:
    """Paint the diagonal hatch over `box`: the value below is late or lost."""
    pixmap = QPixmap.fromImage(_hatch_tile(look.tokens.hatch, look.px(period_desk_px)))
    painter.drawTiledPixmap(box, pixmap, QPointF(0, 0))

"""What every painted row of a list stands on: the tint of the chosen one, the hairline below."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from widgets.theme.look import Look

CHOSEN_ALPHA = 30


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, look: Look) -> QRectF:
    """Paint a row's ground and return its box."""
    tokens, box = look.tokens, QRectF(option.rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if option.state & QStyle.StateFlag.State_Selected:
        tint = QColor(tokens.focus)
        tint.setAlpha(CHOSEN_ALPHA)
        painter.fillRect(box, tint)
    painter.setPen(QPen(QColor(tokens.line), 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
    return box

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from widgets.parts.row_ground import paint_row_ground
from widgets.theme.look import DARK, Look


def painted(look: Look, *, chosen: bool) -> QImage:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(look.tokens.tile))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 40, 20)
    if chosen:
        option.state |= QStyle.StateFlag.State_Selected
    painter = QPainter(image)
    box = paint_row_ground(painter, option, look)
    painter.end()
    assert (box.width(), box.height()) == (40.0, 20.0)
    return image


def test_only_the_chosen_row_is_tinted_and_every_row_has_its_hairline(qapp: QApplication) -> None:
    look = Look(DARK)
    plain, chosen = painted(look, chosen=False), painted(look, chosen=True)
    assert plain.pixelColor(20, 8) == QColor(look.tokens.tile) != chosen.pixelColor(20, 8)
    assert plain.pixelColor(20, 19) != QColor(look.tokens.tile)

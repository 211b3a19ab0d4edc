from typing import get_args

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.unit.widgets.conftest import has_colour
from widgets.parts.glyphs import Glyph, paint_glyph


@pytest.mark.parametrize("glyph", get_args(Glyph))
def test_each_sign_is_painted_in_its_colour_inside_its_box(qapp, glyph):
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    paint_glyph(painter, glyph, QRectF(8, 8, 24, 24), "#FFFFFF")
    painter.end()
    assert has_colour(image, "#FFFFFF", 4)
    assert not has_colour(image.copy(0, 0, 40, 6), "#FFFFFF", 1)

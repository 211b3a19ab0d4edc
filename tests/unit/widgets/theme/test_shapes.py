import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.unit.widgets.conftest import has_colour
from widgets.theme.look import DARK, Look
from widgets.theme.shapes import paint_hatch, paint_shape, shape_path

LOOK = Look(DARK)
BOX = QRectF(4, 4, 24, 24)


def canvas(width=32, height=32):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.tile))
    return image


@pytest.mark.parametrize("shape", ["critical", "high", "medium", "low", "lost"])
def test_each_shape_stays_in_its_box_and_has_its_colour(qapp, shape):
    assert BOX.contains(shape_path(shape, BOX).boundingRect())
    image = canvas()
    painter = QPainter(image)
    paint_shape(painter, BOX, shape, LOOK)
    painter.end()
    assert has_colour(image, getattr(DARK, shape))


def test_shapes_differ_without_colour(qapp):
    outlines = {
        tuple((round(e.x), round(e.y)) for e in map(shape_path(s, BOX).elementAt, range(3)))
        for s in ("critical", "high", "medium", "low")
    }
    assert len(outlines) == 4


def test_lost_is_an_open_ring(qapp):
    image = canvas()
    painter = QPainter(image)
    paint_shape(painter, BOX, "lost", LOOK)
    painter.end()
    assert image.pixelColor(16, 16).name() == DARK.tile.lower()


def test_the_hatch_lies_over_the_picture_and_leaves_it_seen(qapp):
    image = canvas(200, 200)
    painter = QPainter(image)
    paint_hatch(painter, QRectF(0, 0, 200, 200), LOOK)
    painter.end()
    colours = {image.pixel(x, 100) & 0xFFFFFF for x in range(200)}
    assert int(DARK.tile[1:], 16) in colours, "between the stripes the picture is untouched"
    brightest = max(QColor(c).lightness() for c in colours)
    assert QColor(DARK.tile).lightness() < brightest < QColor(DARK.hatch).lightness() / 2

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.unit.widgets.conftest import has_colour
from widgets.logic.indicator_board import GROUPS
from widgets.parts.indicator_colours import (
    group_colour,
    group_shape,
    paint_group,
    standing_colour,
    way_colour,
)
from widgets.theme.look import THEMES
from widgets.theme.palettes import look_for


@pytest.mark.parametrize("theme", THEMES)
def test_groups_differ_in_colour_and_in_shape(theme):
    look = look_for(theme, "desk")
    assert len({group_colour(group, look) for group in GROUPS}) == len(GROUPS)
    assert len({group_shape(group) for group in GROUPS}) == len(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_every_sign_is_painted_in_its_colour(qapp, group):
    look = look_for("dark", "desk")
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_group(painter, QRectF(5, 5, 50, 50), group, look)
    painter.end()
    assert has_colour(image, group_colour(group, look), 3)


def test_what_waits_for_someone_stands_out():
    look = look_for("dark", "desk")
    assert standing_colour("accepted", look) == look.tokens.text_second
    assert standing_colour("answered", look) == look.tokens.focus
    assert standing_colour("asked", look, overdue=True) == look.tokens.critical
    assert way_colour("worse", look) != way_colour("better", look) != way_colour("same", look)

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.unit.widgets.conftest import picture
from widgets.parts.hatch import HatchOverlay
from widgets.theme.look import DARK, Look


def test_it_lets_clicks_through_and_paints_stripes(show):
    below = QWidget()
    overlay = HatchOverlay(Look(DARK), below)
    overlay.resize(100, 100)
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    show(below, 100, 100)
    image = picture(below)
    assert len({image.pixel(x, 50) for x in range(100)}) > 2

from PySide6.QtCore import Qt

from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.strip import Strip
from widgets.theme.look import DARK, Look


def test_words_take_two_lines_where_one_is_too_short(qtbot, show, vietnamese):
    strip = show(Strip(Look(DARK), DARK.high), 900, 46)
    strip.set_words("Cảnh báo dồn dập: 14 mới trong 10 phút · báo đầu tiên: Ngập 62 cm")
    assert len(strip.lines()) == 1
    strip.resize(420, 46)
    assert len(strip.lines()) == 2
    assert strip.height() == 72
    assert has_colour(picture(strip), DARK.high)


def test_a_click_is_reported(qtbot, show, vietnamese):
    strip = show(Strip(Look(DARK), ""), 400, 46)
    strip.set_words("3 tạm ẩn")
    assert strip.words() == "3 tạm ẩn"
    with qtbot.waitSignal(strip.clicked):
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton)

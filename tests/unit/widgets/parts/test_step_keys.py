import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.step_keys import HEIGHT_PX, KeyBar, StepKey
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

KEYS = (StepKey("done", "D", "Xong", main=True), StepKey("skip", "K", "Bỏ qua"), StepKey("x", "", "Có ngập"))


@pytest.fixture
def bar(show, vietnamese):
    made = KeyBar(look_for("dark", "desk"), show(QWidget(), 600, 200))
    made.set_keys(KEYS)
    made.setGeometry(0, 0, 600, made.wanted_height(600))
    made.show()
    return made


def test_keys_are_high_enough_for_a_finger_and_fill_the_width(bar):
    assert bar.wanted_height(600) == HEIGHT_PX + 12
    boxes = bar._laid_out(600)
    assert all(box.height() >= 56 for box in boxes)
    assert (boxes[0].left(), round(boxes[-1].right())) == (16, 584)


def test_a_narrow_bar_takes_more_rows(bar):
    assert bar.wanted_height(200) >= 2 * HEIGHT_PX
    assert all(box.right() <= 185 for box in bar._laid_out(200))


def test_letters_press(qtbot, bar):
    with qtbot.waitSignal(bar.pressed) as pressed:
        assert bar.press("K")
    assert pressed.args == ["skip"]
    assert not bar.press("Z")
    assert not bar.press("")


def test_arrows_choose_within_the_keys(qtbot, bar):
    assert bar.chosen() == "done"
    for _ in range(5):
        bar.choose_next(1)
    assert bar.chosen() == "x"
    bar.choose_next(-1)
    assert bar.chosen() == "skip"
    bar.set_keys(KEYS)
    assert bar.chosen() == "skip", "the same keys leave the choice"
    with qtbot.waitSignal(bar.pressed) as pressed:
        bar.press_chosen()
    assert pressed.args == ["skip"]
    bar.set_keys(())
    bar.press_chosen()
    bar.choose_next(1)
    assert (bar.chosen(), bar.wanted_height(600)) == ("", 0)


def test_a_click_presses(qtbot, bar):
    with qtbot.waitSignal(bar.pressed) as pressed:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar._boxes[2].center().toPoint())
    assert pressed.args == ["x"]
    assert has_colour(picture(bar), DARK.focus)

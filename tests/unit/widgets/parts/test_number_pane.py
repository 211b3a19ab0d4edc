import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QApplication, QToolTip

from backend.contract.cases import CaseQuery
from widgets.logic.shown_number import ShownNumber
from widgets.parts.number_pane import NumberPane, Spot
from widgets.theme.palettes import look_for


def number(words):
    return ShownNumber(words, 1.0, CaseQuery(), 0.0, 1)


class Grid(NumberPane):
    """Two by two numbers, and a small one inside the first."""

    def make_spots(self):
        return [
            Spot(0, 0, 100, 100, number("a"), "what a is"),
            Spot(100, 0, 100, 100, number("b")),
            Spot(0, 100, 100, 100, number("c")),
            Spot(100, 100, 100, 100, number("d")),
            Spot(10, 10, 20, 20, number("inside a")),
        ]

    def paintEvent(self, event):  # noqa: N802 - Qt's own name
        painter = QPainter(self)
        self.paint_chosen(painter)
        painter.end()


@pytest.fixture
def grid(show):
    pane = show(Grid(look_for("dark", "desk")), 200, 200)
    pane.opened = []
    pane.number_chosen.connect(lambda n: pane.opened.append(n.words))
    return pane


def test_a_click_opens_the_number_under_it(grid, qtbot):
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(150, 50))
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(15, 15))
    qtbot.mouseClick(grid, Qt.MouseButton.RightButton, pos=QPoint(50, 150))
    assert grid.opened == ["b", "inside a"]


def test_arrows_go_to_the_neighbour_and_enter_opens(grid, qtbot):
    grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Enter):
        qtbot.keyClick(grid, key)
    assert grid.opened == ["d", "c"]


def test_at_the_edge_the_choice_stays(grid, qtbot):
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.chosen().number.words == "b"


def test_the_pointer_says_what_can_be_clicked(grid, qtbot):
    qtbot.mouseMove(grid, QPoint(50, 50))
    assert grid.spot_at(QPointF(50, 50)) == 0
    assert grid.spot_at(QPointF(500, 50)) == -1
    QApplication.sendEvent(grid, QHelpEvent(QEvent.Type.ToolTip, QPoint(50, 50), QPoint(50, 50)))
    assert QToolTip.text() == "what a is"


def test_the_choice_survives_fewer_numbers(grid):
    grid.choose(4)
    grid.make_spots = lambda: [Spot(0, 0, 9, 9, number("only"))]
    grid.renew()
    assert grid.chosen().number.words == "only"


def test_the_chosen_number_is_framed_only_with_the_focus(grid, qtbot):
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    with_focus = grid.grab().toImage()
    grid.clearFocus()
    assert grid.grab().toImage() != with_focus

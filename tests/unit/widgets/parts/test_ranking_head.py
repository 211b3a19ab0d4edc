import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from widgets.parts.ranking_delegate import lanes
from widgets.parts.ranking_head import RankingHead, halves
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")


@pytest.mark.parametrize(
    ("words", "lines"),
    [("Quá hạn chưa xong", ["Quá hạn", "chưa xong"]), ("Quá", ["Quá"]), ("a bb", ["a", "bb"])],
)
def test_words_over_two_lines(words, lines):
    assert halves(words) == lines


def test_a_click_sorts(show, qtbot):
    found = lanes(900, LOOK, n_figures=2, shares=True)
    holder = QWidget()
    head = RankingHead(LOOK, lambda: found, holder)
    head.set_words("Đơn vị", ["Tỷ lệ giải quyết đúng hạn (%)", "Quá hạn"])
    show(holder, 900, 60)
    head.resize(900, 42)
    clicked = []
    head.figure_clicked.connect(clicked.append)
    head.name_clicked.connect(lambda: clicked.append("name"))
    for x in (found.name[0] + 5, found.value[0] + 5, found.second[0] + 5):
        qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(int(x), 20))
    assert clicked == ["name", 0, 1]
    assert head.words() == ["Đơn vị", "Tỷ lệ giải quyết đúng hạn (%)", "Quá hạn"]
    assert holder.grab().width() == 900

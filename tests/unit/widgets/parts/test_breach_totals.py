from PySide6.QtCore import QPoint, Qt

from backend.contract.cases import CaseQuery
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.shown_number import ShownNumber
from widgets.parts.breach_totals import BreachTotals
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")


def number(n, words="phải giải quyết xong trong 4 giờ tới"):
    return ShownNumber(words, float(n), CaseQuery(), 0.0, n)


def test_each_count_opens_its_list(show, qtbot, vietnamese):
    totals = show(BreachTotals(LOOK, "vi"), 420, 64)
    totals.set_totals(((number(13), "medium"), (number(2, "quá hạn tiếp nhận"), "high")))
    opened = []
    totals.number_chosen.connect(lambda n: opened.append(n.n))
    for x in (20, 400):
        qtbot.mouseClick(totals, Qt.MouseButton.LeftButton, pos=QPoint(x, 30))
    assert opened == [13, 2]
    assert has_colour(picture(totals), LOOK.tokens.high)


def test_nothing_has_no_sign(show, vietnamese):
    totals = show(BreachTotals(LOOK, "vi"), 620, 64)
    totals.set_totals(((number(0), "medium"),))
    assert not has_colour(picture(totals), LOOK.tokens.medium, 1)

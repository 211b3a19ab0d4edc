from PySide6.QtCore import Qt

from tests.unit.widgets.casework import case
from widgets.logic.breach import Breach
from widgets.parts.breach_model import BREACH_ROLE, BreachModel


def test_the_same_deadlines_stay_where_they_are(qtbot):
    model = BreachModel()
    rows = [Breach(case(1), "settle", 5.0), Breach(case(1), "accept", 6.0)]
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(rows)
    with qtbot.waitSignal(model.dataChanged):
        model.set_rows(rows)
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(rows[:1])
    assert model.rowCount() == 1
    assert model.index(0, 0).data(BREACH_ROLE).what == "settle"
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("PAHT.20261121.0001 ")

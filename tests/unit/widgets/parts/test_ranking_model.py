from PySide6.QtCore import Qt

from widgets.logic.ranking import RankedRow
from widgets.parts.ranking_model import ROW_ROLE, RankingModel


def row(key, rank=1):
    return RankedRow(key, key.upper(), rank, ())


def test_the_same_keys_stay_where_they_are(qtbot):
    model = RankingModel()
    model.set_rows([row("a"), row("b")])
    with qtbot.waitSignal(model.dataChanged):
        model.set_rows([row("a", 2), row("b", 1)])
    assert model.index(0, 0).data(ROW_ROLE).rank == 2


def test_other_keys_are_a_new_list(qtbot):
    model = RankingModel()
    with qtbot.waitSignal(model.modelReset):
        model.set_rows([row("a")])
    assert (model.rowCount(), model.number_of("a"), model.number_of("z")) == (1, 0, -1)
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "A"
    assert model.index(0, 0).data() is None

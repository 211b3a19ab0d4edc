from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.unit.widgets.city import NOW, City
from widgets.logic.records import columns_of, ordered, places_of, row_of
from widgets.parts.record_model import ROW_ROLE, RecordModel

METRICS = ("level", "battery")


def rows(city):
    state = city.live.state
    return [row_of(state, p, METRICS, NOW) for p in places_of(state, "flood_post")]


def test_only_what_differs_is_touched(qtbot, qapp):
    city, model = City(), RecordModel("Điểm đo", "Tuổi")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_columns(columns_of(city.live.state, "flood_post", METRICS, "vi"))
    model.set_rows(ordered(rows(city), "severity"))
    assert (model.rowCount(), model.columnCount()) == (8, 4)
    with qtbot.assertNotEmitted(model.dataChanged):
        model.set_rows(ordered(rows(city), "severity"))
    city.publish("me_suot.level", 70.0)
    with qtbot.waitSignal(model.dataChanged) as caught:
        model.set_rows(ordered(rows(city), "severity"))
    assert caught.args[0].row() == 0
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(ordered(rows(city), "name"))
    assert model.number_of("me_suot") > 0
    assert model.number_of("nowhere") == -1
    assert model.index(0, 0).data(ROW_ROLE).name == "Âu Cơ"
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Âu Cơ"
    assert tester is not None


def test_heads_carry_units(qapp):
    model = RecordModel("Điểm đo", "Tuổi")
    model.set_columns(columns_of(City().live.state, "flood_post", (*METRICS, "absent"), "vi"))
    heads = [model.headerData(k, Qt.Orientation.Horizontal) for k in range(5)]
    assert heads == ["Điểm đo", "Mực ngập (cm)", "Pin (V)", "absent", "Tuổi"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.FontRole) is None

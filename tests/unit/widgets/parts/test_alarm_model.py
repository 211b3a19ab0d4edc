from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.unit.widgets.city import NOW, alarm, flood_alarms
from widgets.parts.alarm_model import ALARM_ROLE, AlarmModel


def test_the_model_keeps_qts_rules_through_any_change(qapp):
    model = AlarmModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.reset(flood_alarms())
    assert model.apply([alarm(9, raised_at=NOW)]) == ["flood@9"]
    assert model.row_of("flood@9") == 0
    assert model.apply([alarm(9, raised_at=NOW, operator="acknowledged")]) == []
    assert model.row_of("flood@9") == 1, "taken: after what nobody has taken"
    assert model.apply([alarm(9, raised_at=NOW, operator="none", active=False)]) == []
    assert model.row_of("flood@9") == -1
    model.apply([alarm(8, operator="shelved"), alarm(1, value=70.0)])
    assert model.rowCount() == 5
    model.reset(flood_alarms(), "hidden")
    assert model.rowCount() == 1
    assert tester is not None


def test_rows_are_alarms(qapp):
    model = AlarmModel()
    model.reset(flood_alarms())
    index = model.index(0)
    assert index.data(ALARM_ROLE).alarm_id == "flood@1"
    assert index.data() == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.alarm_at(99) is None
    assert model.rowCount(index) == 0
    assert model.rowCount(QModelIndex()) == 5

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from backend.contract.state import Text
from backend.contract.work import Incident
from tests.unit.widgets.city import NOW, alarm, flood_alarms
from widgets.logic.alarm_groups import Group, Surroundings
from widgets.parts.alarm_model import ROW_ROLE, AlarmModel, Arrangement

INCIDENTS = {"SC.1": Incident("SC.1", Text("Ngập Mẹ Suốt"), "critical", "open", NOW, NOW, ())}


@pytest.fixture
def model(qapp):
    made = AlarmModel(Surroundings(lambda place_id: ("20197", "Hòa Khánh"), INCIDENTS.get))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    assert tester.model() is made


def test_the_model_keeps_qts_rules_through_any_change(model):
    model.reset(flood_alarms())
    assert model.apply([alarm(9, raised_at=NOW)]) == ["flood@9"]
    assert model.row_of("flood@9") == 0
    assert model.apply([alarm(9, raised_at=NOW, operator="acknowledged")]) == []
    assert model.row_of("flood@9") == 1, "taken: after what nobody has taken"
    assert model.apply([alarm(9, raised_at=NOW, operator="none", active=False)]) == []
    assert model.row_of("flood@9") == -1
    model.apply([alarm(8, operator="shelved"), alarm(1, value=70.0)])
    assert model.rowCount() == 5
    model.reset(flood_alarms(), Arrangement("hidden"))
    assert model.rowCount() == 1


def test_groups_open_grow_shrink_and_move_by_qts_rules(model):
    model.reset([alarm(k, raised_at=NOW - k) for k in range(4)], Arrangement(grouped=True))
    assert model.rowCount() == 1
    group = model.at(0)
    assert isinstance(group, Group)
    model.set_open(group, is_open=True)
    assert model.rowCount() == 5
    model.apply([alarm(7, operator="suppressed", suppressed_by="flood@2")])
    assert model.rowCount() == 6
    model.apply([alarm(3, operator="none", active=False)])
    assert model.rowCount() == 5
    model.apply([alarm(8, raised_at=NOW - 900, incident_id="SC.1")])
    assert [model.at(k).title.vi for k in (0, 5)] == ["Ngập 62 cm — Hòa Khánh", "Ngập Mẹ Suốt"]
    model.put_ahead("flood@8")
    assert model.at(0).incident_id == "SC.1"
    assert model.group_of("flood@2").open
    model.set_open(model.group_of("flood@2"), is_open=False)
    assert model.rowCount() == 2


def test_a_renamed_incident_is_said_to_the_view(model, qtbot):
    model.reset([alarm(8, incident_id="SC.2")], Arrangement(grouped=True))
    assert model.index(0).data() == "SC.2"
    INCIDENTS["SC.2"] = Incident("SC.2", Text("Sạt lở Hải Vân"), "high", "open", NOW, NOW, ())
    with qtbot.waitSignal(model.dataChanged):
        model.rename(["SC.2"])
    assert model.index(0).data() == "Sạt lở Hải Vân"


def test_rows_carry_what_the_delegate_paints(model):
    model.reset(flood_alarms())
    index = model.index(0)
    assert index.data(ROW_ROLE).alarm.alarm_id == "flood@1"
    assert index.data() == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.at(99) is None
    assert model.rowCount(index) == 0
    assert model.rowCount(QModelIndex()) == 5

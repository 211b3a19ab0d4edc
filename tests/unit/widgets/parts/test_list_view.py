from PySide6.QtWidgets import QStyledItemDelegate, QWidget

from tests.unit.widgets.city import flood_alarms
from widgets.parts.alarm_model import AlarmModel
from widgets.parts.list_view import ListView
from widgets.theme.look import DARK, Look


def test_rows_are_all_as_high_as_asked_for(show, qapp):
    above = QWidget()
    model = AlarmModel(above)
    model.reset(flood_alarms())
    view = ListView(Look(DARK), model, 78, above)
    view.set_delegate(QStyledItemDelegate(view))
    show(above)
    assert [view.rowHeight(k) for k in range(5)] == [78] * 5
    assert view.selected_row() == -1
    view.selectRow(2)
    assert view.selected_row() == 2

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStyledItemDelegate, QWidget

from tests.unit.widgets.city import flood_alarms
from widgets.parts.alarm_model import AlarmModel
from widgets.parts.list_view import ListView, cut_off
from widgets.theme.look import DARK, Look


def test_rows_are_alike_and_no_lower_than_asked_for(show, qapp):
    above = QWidget()
    model = AlarmModel(above)
    model.reset(flood_alarms())
    view = ListView(Look(DARK), model, 78, above)
    view.set_delegate(QStyledItemDelegate(view))
    show(above)
    heights = {view.rowHeight(k) for k in range(5)}
    assert len(heights) == 1
    assert 78 <= heights.pop() < 117
    assert not cut_off(view, QRect(0, 0, 100, view.viewport().height() - 1))
    assert cut_off(view, QRect(0, view.viewport().height() - 20, 100, 78))
    assert view.selected_row() == -1
    view.selectRow(2)
    assert view.selected_row() == 2

"""A list and the record that stands in its stead."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from widgets.parts.record_stack import RecordStack


@pytest.fixture
def stack(qtbot, city):
    body = QWidget()
    qtbot.addWidget(body)
    listed = QListWidget()
    made = RecordStack(city.context(), listed, listed, body)
    body.resize(700, 500)
    with qtbot.waitExposed(body):
        body.show()
    return made


def test_the_list_stands_until_a_place_is_opened(stack):
    assert stack.record is None
    stack.open("")
    assert stack.record is None
    assert isinstance(stack.currentWidget(), QListWidget)
    stack.open("me_suot")
    assert stack.currentWidget() is stack.record
    assert stack.record.place_id == "me_suot"


def test_another_place_takes_the_first_ones_stead(stack):
    stack.open("me_suot")
    stack.open("au_co")
    assert stack.record.place_id == "au_co"
    assert stack.count() == 2


def test_escape_goes_back_to_the_list_and_its_keys(qtbot, stack):
    stack.open("me_suot")
    qtbot.keyClick(stack.record, Qt.Key.Key_Escape)
    assert stack.record is None
    assert isinstance(stack.currentWidget(), QListWidget)
    assert stack.count() == 1
    stack.close()
    assert stack.count() == 1

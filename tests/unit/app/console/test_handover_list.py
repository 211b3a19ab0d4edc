import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt

from app.console.handover_list import ItemList, TickAsked
from tests.unit.app.console.conftest import HANDOVER, ITEMS
from widgets.theme.palettes import look_for


@pytest.fixture
def asked():
    return []


@pytest.fixture
def listed(show, vietnamese, asked):
    parent = show(ItemList(look_for("dark", "desk"), lambda item: "từ 02:42", None), 600, 700)
    parent.show_handover(HANDOVER)
    parent.tick_asked.connect(asked.append)
    return parent


def chosen(listed):
    return listed.item().item_id


def test_the_first_item_is_chosen_and_arrows_skip_the_heads(qtbot, listed):
    assert chosen(listed) == "incident:1"
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert chosen(listed) == "alarm:1"
    qtbot.keyClick(listed, Qt.Key.Key_End)
    assert chosen(listed) == "note:1"
    qtbot.keyClick(listed, Qt.Key.Key_Home)
    assert chosen(listed) == "incident:1"


def test_space_ticks_and_unticks_and_stays(qtbot, listed, asked):
    qtbot.keyClick(listed, Qt.Key.Key_Space)
    listed.choose("alarm:1")
    qtbot.keyClick(listed, Qt.Key.Key_Space)
    assert asked == [TickAsked("incident:1", False), TickAsked("alarm:1", True)]
    assert chosen(listed) == "alarm:1"


def test_enter_ticks_and_goes_to_the_next_unread(qtbot, listed, asked):
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert asked == [], "it is read already"
    assert chosen(listed) == "alarm:1"
    qtbot.keyClick(listed, Qt.Key.Key_Enter)
    assert asked == [TickAsked("alarm:1", True)]
    assert chosen(listed) == "alarm:2"
    listed.choose("note:1")
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert chosen(listed) == "alarm:1", "from the top again"


def test_a_click_on_the_box_ticks_one_on_the_words_chooses(qtbot, listed, asked):
    box = listed.visualRect(listed.model().index(3))
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, box.center().y()))
    assert (chosen(listed), asked) == ("alarm:1", [])
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(25, box.center().y()))
    assert asked == [TickAsked("alarm:1", True)]


def test_the_chosen_item_stays_chosen_while_others_come_and_go(listed):
    listed.choose("alarm:2")
    listed.show_handover(replace(HANDOVER, items=tuple(i for i in ITEMS if i.item_id != "alarm:1")))
    assert chosen(listed) == "alarm:2"
    listed.show_handover(replace(HANDOVER, items=ITEMS[:2]))
    assert chosen(listed) == "incident:1"
    listed.show_handover(None)
    assert listed.item() is None


def test_a_tick_of_another_desk_does_not_move_the_list(listed):
    listed.choose("note:1")
    resets = []
    listed.model().modelReset.connect(lambda: resets.append(1))
    listed.show_handover(replace(HANDOVER, items=tuple(replace(i, ticked_at=1.0) for i in ITEMS)))
    assert resets == []
    assert chosen(listed) == "note:1"
    assert listed.item().ticked_at == 1.0


def test_nothing_is_asked_of_an_empty_list(qtbot, listed, asked):
    listed.show_handover(None)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        qtbot.keyClick(listed, key)
    assert asked == []


def test_rows_have_words_for_screen_readers(listed):
    model = listed.model()
    assert model.data(model.index(1), Qt.ItemDataRole.DisplayRole) == "SC.003 · Ngập quanh Mẹ Suốt"
    assert model.data(model.index(0), Qt.ItemDataRole.DecorationRole) is None

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from backend.contract.case_requests import NoteCase
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.case_city import DeskCity
from widgets.parts.case_note_box import NoteBox


@pytest.fixture
def box(show, desk_city: DeskCity) -> NoteBox:
    made = NoteBox(desk_city.context())
    made.case_id = "PAHT.1"
    made.heard = []
    made.said.connect(lambda words, bad: made.heard.append((words, bad)))
    return show(made, 900, 60)


def test_enter_keeps_the_remark(qtbot, box, desk_city: DeskCity):
    box.words.setText("đã gọi")
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box.words, Qt.Key.Key_Return)
    assert desk_city.daemon.of(NoteCase) == [NoteCase("PAHT.1", "đã gọi")]
    assert box.words.text() == ""


def test_a_public_remark_is_ticked_and_the_tick_does_not_stay(qtbot, box, desk_city: DeskCity):
    box.words.setText("sẽ xong chiều nay")
    qtbot.keyClick(box.public, Qt.Key.Key_Space)
    box.send()
    assert desk_city.daemon.of(NoteCase)[0].public
    assert not box.public.isChecked()


def test_nothing_is_kept_where_nothing_is_written(box, desk_city: DeskCity):
    box.send()
    assert desk_city.daemon.of(NoteCase) == []
    assert box.heard == [("Hãy ghi lời nhắn trước.", True)] or box.heard[0][1]


def test_a_refused_remark_stays_in_its_line(box, desk_city: DeskCity):
    desk_city.daemon.answers[NoteCase] = Failure.of("not_allowed", Text("tài khoản chỉ được xem"))
    box.words.setText("x")
    box.send()
    assert box.heard[-1] == ("Tài khoản chỉ được xem.", True)
    assert box.words.text() == "x"


def test_escape_leaves_and_the_space_bar_ticks_before_the_wall_takes_it(qtbot, box):
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box.words, Qt.Key.Key_Escape)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        assert box.eventFilter(box.public, event)
        assert event.isAccepted()

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from app.console.handover_side import HandoverSide
from tests.unit.app.console.conftest import HA, HANDOVER, THU
from widgets.theme.look import DARK

SIGNED = replace(HANDOVER, signed_out=HA)
CLOSED = replace(SIGNED, signed_in=THU, open=False)


@pytest.fixture
def side(show, city):
    return show(HandoverSide(city.context(), None), 384, 980)


def test_without_a_handover_only_compiling_is_left(side):
    side.show_handover(None)
    assert side.compile.isEnabled()
    assert side.compile.text() == "Lập bản mới (F5)"
    assert not side.print.isEnabled()
    assert side.note.isHidden()
    assert not side.out.button.isEnabled()
    assert "F5" in side.state.text()


def test_while_it_is_written_the_outgoing_officer_remarks_and_signs(side):
    side.show_handover(HANDOVER)
    assert side.compile.text() == "Cập nhật (F5)"
    assert not side.note.isHidden()
    assert side.out.button.isEnabled()
    assert not side.incoming.button.isEnabled()
    assert side.incoming.message.text() == "Bên giao ký trước."


def test_signed_once_only_the_incoming_officer_is_left(side):
    side.show_handover(SIGNED)
    assert not side.compile.isEnabled()
    assert side.note.isHidden()
    assert side.out.signed.text().startswith("✓ Trần Minh Hà")
    assert side.incoming.button.isEnabled()
    assert side.incoming.message.isHidden()


def test_signed_by_both_it_is_read_and_printed(side):
    side.show_handover(CLOSED)
    assert side.incoming.signed.text().startswith("✓ Lê Thị Thu")
    assert side.compile.isEnabled()
    assert side.print.isEnabled()


def test_a_remark_is_given_by_enter_and_by_the_button(qtbot, side):
    side.show_handover(HANDOVER)
    given = []
    side.note_given.connect(given.append)
    side.add.click()
    assert side.message.text() == "Hãy viết nội dung ghi chú."
    assert DARK.critical in side.message.styleSheet()
    side.note.setText("  gọi lại lúc 5 giờ ")
    qtbot.keyClick(side.note, Qt.Key.Key_Return)
    side.add.click()
    assert given == ["gọi lại lúc 5 giờ"] * 2


def test_handovers_are_listed_and_chosen(qtbot, side):
    chosen = []
    side.handover_chosen.connect(chosen.append)
    older = replace(CLOSED, handover_id="BG.20261121.001")
    side.show_earlier([HANDOVER, older], HANDOVER.handover_id)
    assert side.earlier.count() == 2
    assert side.earlier.item(0).font().bold() or side.earlier.item(0).font() != side.earlier.item(1).font()
    side.earlier.setFocus()
    side.earlier.setCurrentRow(1)
    qtbot.keyClick(side.earlier, Qt.Key.Key_Return)
    assert chosen == ["BG.20261121.001"]
    side.show_earlier([HANDOVER, older], HANDOVER.handover_id)
    assert side.earlier.currentRow() == 1


def test_the_buttons_ask(qtbot, side):
    side.show_handover(HANDOVER)
    with qtbot.waitSignal(side.compile_asked):
        side.compile.click()
    with qtbot.waitSignal(side.pdf_asked):
        side.print.click()


def test_words_take_no_room_when_there_are_none(side):
    side.say("Đã ghi.")
    assert not side.message.isHidden()
    side.say("")
    assert side.message.isHidden()

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.console.handover import HandoverPane
from backend.contract.messages import Done, Failure
from backend.contract.work_requests import (
    CompileHandover,
    GetHandoverPdf,
    GetWork,
    Kept,
    Made,
    SignHandover,
    TickHandover,
    Work,
)
from tests.unit.app.console.conftest import HA, HANDOVER, ITEMS, THU, publish
from tests.unit.widgets.city import NOW
from widgets.theme.palettes import look_for
from widgets.theme.stylesheet import stylesheet

READ = replace(HANDOVER, signed_out=HA, items=tuple(replace(i, ticked_at=NOW) for i in ITEMS))
OLD = replace(
    HANDOVER,
    handover_id="BG.20261121.001",
    compiled_at=NOW - 30_000,
    signed_out=HA,
    signed_in=THU,
    open=False,
)


@pytest.fixture
def pane(show, night):
    return show(HandoverPane(night.context()), 960, 1000)


def shown(pane):
    return {row.item_id: row.ticked_at for row in pane.items.rows() if hasattr(row, "item_id")}


def sign(pane, side, user="thu"):
    form = pane.side.out if side == "out" else pane.side.incoming
    form.user.setText(user)
    form.password.setText("mật khẩu")
    form.send()
    return form


def test_the_handover_under_way_is_shown_with_its_progress(night, pane):
    assert pane.handover == HANDOVER
    assert set(shown(pane)) == {i.item_id for i in ITEMS}
    assert pane.head.progress.text() == "1/6 đã xem"
    assert night.daemon.asked == [GetWork(kind="handover", limit=20)]
    assert pane.detail.text() == "SC.003 · Ngập quanh Mẹ Suốt · nguy cấp · từ 02:42\nchưa ai nhận"


def test_without_one_f5_has_it_compiled(qtbot, show, city):
    pane = show(HandoverPane(city.context()), 960, 1000)
    assert pane.empty.text() == "Ca này chưa có bản bàn giao: nhấn F5 để tổng hợp."
    assert not pane.empty.isHidden()
    city.daemon.answers[CompileHandover] = Made(HANDOVER.handover_id, 9)
    qtbot.keyClick(pane, Qt.Key.Key_F5)
    assert city.daemon.asked[-1] == CompileHandover("")
    assert shown(pane) == {}, "the feed has not brought it yet"
    publish(city, HANDOVER)
    assert len(shown(pane)) == 6
    assert pane.detail.text() != ""


def test_the_list_is_brought_up_to_date_once_at_a_time(qtbot, night, pane):
    night.daemon.silent = True
    qtbot.keyClick(pane, Qt.Key.Key_F5)
    pane.compile()
    assert sum(isinstance(body, CompileHandover) for body in night.daemon.asked) == 1
    assert pane.side.message.text() == "Đang tổng hợp…"


def test_a_refused_compilation_is_said(night, pane):
    night.daemon.answers[CompileHandover] = Failure("invalid", "BG.1 đã ký", "lập bản của ca sau")
    pane.compile()
    assert pane.side.message.text() == "BG.1 đã ký. Lập bản của ca sau."


def test_a_remark_goes_with_the_compilation(qtbot, night, pane):
    night.daemon.answers[CompileHandover] = Made(HANDOVER.handover_id, 9)
    qtbot.keyClick(pane, Qt.Key.Key_F2)
    assert pane.side.note.hasFocus()
    qtbot.keyClicks(pane.side.note, "goi lai luc 5h")
    qtbot.keyClick(pane.side.note, Qt.Key.Key_Return)
    assert night.daemon.asked[-1] == CompileHandover("goi lai luc 5h")
    assert pane.side.note.text() == ""
    assert "phải xem lại" in pane.side.message.text()


def test_items_are_ticked_by_keys_and_shown_when_the_daemon_says_so(qtbot, night, pane):
    qtbot.keyClick(pane.items, Qt.Key.Key_Return)
    qtbot.keyClick(pane.items, Qt.Key.Key_Return)
    assert night.daemon.asked[-1] == TickHandover(HANDOVER.handover_id, ("alarm:1",), True)
    assert shown(pane)["alarm:1"] is None
    publish(night, READ)
    assert pane.head.progress.text() == "6/6 đã xem"
    assert pane.items.item().item_id == "alarm:2"
    qtbot.keyClick(pane.items, Qt.Key.Key_Space)
    assert night.daemon.asked[-1] == TickHandover(HANDOVER.handover_id, ("alarm:2",), False)


def test_a_refused_tick_is_said(qtbot, night, pane):
    night.daemon.answers[TickHandover] = Failure("not_allowed", "TickHandover is not for the role 'viewer'")
    qtbot.keyClick(pane.items, Qt.Key.Key_Space)
    assert "không được phép" in pane.side.message.text()


def test_a_closed_one_takes_no_tick(qtbot, night, pane):
    publish(night, replace(READ, signed_in=THU, open=False))
    n = len(night.daemon.asked)
    qtbot.keyClick(pane.items, Qt.Key.Key_Space)
    assert len(night.daemon.asked) == n
    assert pane.side.message.text() == "Hai bên đã ký; nội dung không thay đổi nữa."


def test_the_outgoing_officer_signs(qtbot, night, pane):
    qtbot.keyClick(pane, Qt.Key.Key_F6)
    assert pane.side.out.user.hasFocus()
    form = sign(pane, "out", "ha")
    assert night.daemon.asked[-1] == SignHandover(HANDOVER.handover_id, "out", "ha", "mật khẩu")
    assert (form.user.text(), form.password.text()) == ("", "")
    publish(night, replace(HANDOVER, signed_out=HA))
    assert form.signed.text().startswith("✓ Trần Minh Hà")


def test_a_wrong_password_is_said_beside_the_field(night, pane):
    night.daemon.answers[SignHandover] = Failure("not_signed_in", "user 'ha' or the password is wrong")
    form = sign(pane, "out", "ha")
    assert form.message.text() == "Sai tài khoản hoặc mật khẩu; sau năm lần sai, tài khoản tạm khóa một lúc."
    assert form.password.hasFocus()
    assert form.user.text() == "ha"


def test_another_refusal_is_said_in_the_daemons_words(night, pane):
    night.daemon.answers[SignHandover] = Failure("invalid", "bản này đã ký", "tải lại")
    assert sign(pane, "out", "ha").message.text() == "Bản này đã ký. Tải lại."


def test_one_person_does_not_sign_both(qtbot, night, pane):
    publish(night, READ)
    qtbot.keyClick(pane, Qt.Key.Key_F7)
    assert pane.side.incoming.user.hasFocus()
    n = len(night.daemon.asked)
    form = sign(pane, "in", "HA")
    assert form.message.text() == "Trần Minh Hà là người giao ca; người nhận phải là người khác."
    assert len(night.daemon.asked) == n
    sign(pane, "in", "thu")
    assert night.daemon.asked[-1] == SignHandover(HANDOVER.handover_id, "in", "thu", "mật khẩu")


def test_unread_items_keep_the_incoming_officer_from_signing(night, pane):
    publish(night, replace(HANDOVER, signed_out=HA))
    n = len(night.daemon.asked)
    form = sign(pane, "in")
    assert form.message.text() == "Còn 5 mục chưa xem, đầu tiên: Ngập 62 cm — Mẹ Suốt"
    assert pane.items.item().item_id == "alarm:1"
    assert len(night.daemon.asked) == n


def test_signed_by_both_it_stays_in_sight(night, pane):
    publish(night, READ)
    publish(night, replace(READ, signed_in=THU, open=False))
    assert pane.side.incoming.signed.text().startswith("✓ Lê Thị Thu")
    assert pane.side.compile.text() == "Lập bản mới (F5)"


def test_the_document_goes_where_the_person_wants_it(qtbot, show, night, tmp_path):
    asked, path = [], tmp_path / "ca3.pdf"
    pane = show(HandoverPane(night.context(), ask_path=lambda _parent, name: asked.append(name) or path))
    night.daemon.answers[GetHandoverPdf] = Kept("ban-giao-BG.pdf", "application/pdf", b"%PDF-1.7")
    qtbot.keyClick(pane, Qt.Key.Key_F8)
    assert night.daemon.asked[-1] == GetHandoverPdf(HANDOVER.handover_id)
    assert asked == ["ban-giao-BG.pdf"]
    assert path.read_bytes() == b"%PDF-1.7"
    assert pane.side.message.text() == f"Đã ghi: {path}"


def test_a_document_that_cannot_be_made_or_written_is_said(show, night, tmp_path):
    missing = tmp_path / "none" / "a.pdf"
    pane = show(HandoverPane(night.context(), ask_path=lambda *_: missing))
    night.daemon.answers[GetHandoverPdf] = Failure("not_found", "không có bản này", "tổng hợp trước")
    pane.print()
    assert pane.side.message.text() == "Không có bản này. Tổng hợp trước."
    night.daemon.answers[GetHandoverPdf] = Kept("a.pdf", "application/pdf", b"%PDF")
    pane.print()
    assert pane.side.message.text().startswith(f"Không ghi được {missing}")


def test_thinking_better_of_the_document_writes_nothing(show, night):
    pane = show(HandoverPane(night.context(), ask_path=lambda *_: None))
    night.daemon.answers[GetHandoverPdf] = Kept("a.pdf", "application/pdf", b"%PDF")
    pane.print()
    assert pane.side.message.text() == ""


def test_earlier_handovers_are_read(qtbot, show, night):
    night.daemon.answers[GetWork] = Work((OLD,))
    pane = show(HandoverPane(night.context()), 960, 1000)
    assert pane.side.earlier.count() == 2
    qtbot.keyClick(pane, Qt.Key.Key_F9)
    pane.side.earlier.setCurrentRow(1)
    qtbot.keyClick(pane.side.earlier, Qt.Key.Key_Return)
    assert pane.handover == OLD
    assert pane.head.about.text() == "BG.20261121.001 · Ca 3"
    pane.show_handover(HANDOVER.handover_id)
    assert pane.handover == HANDOVER


def test_a_list_of_earlier_ones_that_is_refused_is_said(show, night):
    night.daemon.answers[GetWork] = Failure("late", "no answer")
    pane = show(HandoverPane(night.context()), 960, 1000)
    assert "chưa trả lời kịp" in pane.side.message.text()


def test_nothing_to_hand_over_is_said(show, city):
    publish(city, replace(HANDOVER, items=()))
    pane = show(HandoverPane(city.context()), 960, 1000)
    assert pane.empty.text() == "Không còn việc nào đang mở. Hai bên vẫn ký bàn giao."


def test_escape_goes_from_a_field_to_the_list_and_from_there_back(qtbot, pane):
    pane.side.note.setFocus()
    with qtbot.assertNotEmitted(pane.closed):
        qtbot.keyClick(pane.side.note, Qt.Key.Key_Escape)
    assert pane.items.hasFocus()
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(pane.items, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("key", "kept"), [(Qt.Key.Key_Escape, True), (Qt.Key.Key_Space, True), (Qt.Key.Key_1, False)]
)
def test_its_keys_are_kept_from_the_wall(pane, key, kept):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(pane, event)
    assert event.isAccepted() is kept


def test_the_type_is_that_of_a_desk_on_any_wall(show, night):
    wall = show(QWidget(), 1920, 1080)
    wall.setStyleSheet(stylesheet(look_for("dark", "wall")))
    pane = HandoverPane(night.context(density="wall"), wall)
    pane.show()
    assert pane.context.look.density == "desk"
    assert pane.side.note.font().pixelSize() == 18
    assert pane.side.compile.font().pixelSize() == 17


@pytest.mark.parametrize("width", [720, 960, 1920])
def test_it_fits(show, night, width):
    pane = show(HandoverPane(night.context()), width, 1000)
    QApplication.processEvents()
    assert pane.width() == width
    assert pane.minimumSizeHint().width() <= width


def test_done_is_no_refusal(night, pane):
    pane._take_done(Done(1))
    assert pane.side.message.text() == ""


def test_over_a_wall_its_keys_reach_the_items_and_not_the_wall(qtbot, show, night):
    wall, pages = show(QWidget(), 1920, 1080), []
    for keys in ("Space", "Esc", "Backspace", "2"):
        shortcut = QShortcut(QKeySequence(keys), wall)
        shortcut.activated.connect(lambda keys=keys: pages.append(keys))
    pane = HandoverPane(night.context(), wall)
    pane.setGeometry(960, 48, 960, 1032)
    pane.show()
    pane.setFocus()
    wall.activateWindow()
    qtbot.waitUntil(pane.items.hasFocus)
    qtbot.keyClick(pane.items, Qt.Key.Key_Space)
    qtbot.keyClick(pane.items, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(pane.items, Qt.Key.Key_Escape)
    assert pages == []
    assert isinstance(night.daemon.asked[-1], TickHandover)
    pane.side.note.setFocus()
    qtbot.keyClicks(pane.side.note, "2 ")
    assert pane.side.note.text() == "2 "
    assert pages == []

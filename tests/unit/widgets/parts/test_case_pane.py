import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from backend.contract.case_requests import ActOnCases, AttachToCase, GetCase, NoteCase, SetCaseData
from backend.contract.messages import Failure, GetJournal, RegistersChanged, WorkChanged
from backend.contract.state import Text
from backend.contract.work import Incident, Run
from tests.unit.widgets.case_city import DeskCity, case
from tests.unit.widgets.city import NOW
from tests.unit.widgets.parts.test_case_pictures import jpeg
from widgets.focus import Focus
from widgets.parts.case_pane import CasePane
from widgets.parts.case_upload import Chosen

CODE = "PAHT.20261121.0001"


@pytest.fixture
def make(show, desk_city: DeskCity):
    def build(case_id: str = CODE, width: int = 1100, height: int = 800, **fields) -> CasePane:
        context = desk_city.context()
        context = msgspec.structs.replace(context, focus=Focus(desk_city.live))
        made = show(CasePane(context, case_id, **fields), width, height)
        context.focus.setParent(made)
        made.setFocus()
        return made

    return build


def deeds(pane: CasePane) -> list[str]:
    return [deed.deed for deed in pane.bar.deeds]


def test_the_case_and_its_history_are_asked_for(make, desk_city: DeskCity):
    pane = make()
    assert [body.case_id for body in desk_city.daemon.of(GetCase)] == [CODE]
    (body,) = desk_city.daemon.of(GetJournal)
    assert (body.subject, body.newest_first) == (CODE, True)
    assert "Công ty Thoát nước" in pane.pages["general"].words()
    assert [(tab.words, tab.n) for tab in pane.tabs.tabs][2:4] == [("Bình luận", 2), ("Phản ánh trùng", 3)]


def test_arrows_turn_the_tabs_and_each_page_says_its_part(qtbot, make):
    pane = make()
    said = {}
    for _ in range(5):
        said[pane.part] = pane.pages[pane.part].words()
        qtbot.keyClick(pane, Qt.Key.Key_Right)
    assert pane.part == "general"
    assert "Chưa có kết quả." in said["result"]
    assert "hẹn xem hiện trường" in said["remarks"]
    assert "Trùng lặp" in said["duplicates"]
    assert "Nhận xử lý: Đã giao đơn vị → Đang xử lý" in said["history"]
    qtbot.keyClick(pane, Qt.Key.Key_Left)
    assert pane.part == "history"


def test_only_what_the_person_may_do_is_offered(make):
    assert deeds(make()) == ["transfer", "classify", "finish", "extend", "merge", "/", "+"]


def test_a_key_opens_its_form_and_the_case_is_read_again_afterwards(qtbot, make, desk_city: DeskCity):
    pane = make()
    qtbot.keyClick(pane, Qt.Key.Key_K)
    assert pane.form.isVisible()
    assert pane.bar.isHidden()
    pane.form.fields[0].inner.setText("Đã đậy nắp cống")
    pane.form.send()
    assert desk_city.daemon.of(ActOnCases)[0].case_ids == (CODE,)
    assert len(desk_city.daemon.of(GetCase)) == 2
    assert not pane.bar.isHidden()


def test_a_key_of_an_action_that_is_not_possible_says_why(qtbot, make, desk_city: DeskCity):
    pane = make()
    qtbot.keyClick(pane, Qt.Key.Key_G)
    assert pane.message.words() == "Chưa thể “Giao đơn vị” lúc này: Đang xử lý."
    assert pane.form.isHidden()
    qtbot.keyClick(pane, Qt.Key.Key_W)
    assert desk_city.daemon.of(ActOnCases) == []


def test_a_remark_is_written_with_a_stroke(qtbot, make, desk_city: DeskCity):
    pane = make()
    qtbot.keyClick(pane, Qt.Key.Key_Slash)
    assert pane.part == "remarks"
    assert pane.note_box.isVisible()
    pane.note_box.words.setText("đã gọi lại")
    pane.note_box.send()
    assert desk_city.daemon.of(NoteCase) == [NoteCase(CODE, "đã gọi lại")]
    assert len(desk_city.daemon.of(GetCase)) == 2


def test_a_photo_is_attached_as_of_before_or_after_the_work(make, desk_city: DeskCity):
    pane = make()
    pane.chooser.chosen.emit(Chosen("sau.jpg", "image/jpeg", b"\xff\xd8"))
    (body,) = desk_city.daemon.of(AttachToCase)
    assert (body.case_id, body.phase) == (CODE, "after")
    desk_city.daemon.answers[AttachToCase] = Failure.of("invalid", Text("tệp quá lớn"))
    pane.chooser.chosen.emit(Chosen("don.pdf", "application/pdf", b"%PDF"))
    assert desk_city.daemon.of(AttachToCase)[1].phase == ""
    assert pane.message.words() == "Tệp quá lớn."


def test_duplicates_open_one_another_and_escape_comes_back(qtbot, make):
    pane = make()
    pane.tabs.choose("duplicates")
    child = pane.detail.children[0].case_id
    pane.pages["duplicates"].link_chosen.emit(child)
    assert pane.case_id == child
    qtbot.keyClick(pane, Qt.Key.Key_Escape)
    assert pane.case_id == CODE
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(pane, Qt.Key.Key_Escape)


def test_an_answer_about_the_case_before_is_dropped(make, desk_city: DeskCity):
    pane = make()
    desk_city.daemon.slow = (GetCase,)
    pane.reload()
    other = case(31).case_id
    pane.show_case(other)
    (_old, answer_old), (_new, answer_new) = desk_city.daemon.waiting
    answer_old(desk_city.daemon.detail(CODE))
    assert pane.file() is None
    answer_new(desk_city.daemon.detail(other))
    assert pane.file().case_id == other


def test_a_case_that_is_refused_says_so(make, desk_city: DeskCity):
    desk_city.daemon.answers[GetCase] = Failure.of("not_allowed", Text("hồ sơ của đơn vị khác"))
    pane = make()
    assert pane.message.words() == "Hồ sơ của đơn vị khác."
    assert deeds(pane) == []


def test_a_change_of_this_case_is_read_again_and_of_another_not(qtbot, make, desk_city: DeskCity):
    pane = make()
    desk_city.live.take(RegistersChanged({"report": 1}, ("PAHT.1",)))
    assert not pane._gather.isActive()
    desk_city.live.take(RegistersChanged({"report": 2}, (CODE,)))
    qtbot.waitUntil(lambda: len(desk_city.daemon.of(GetCase)) == 2)
    desk_city.live.take(RegistersChanged({"report": 3}))
    assert pane._gather.isActive(), "too many changed to be named"


def test_procedures_lead_to_their_incident(make, desk_city: DeskCity):
    pane = make()
    run = Run(
        "QT.1", "phan-anh", "Xử lý phản ánh", 1, "running", NOW, NOW, (), incident_id="SC.1", case_id=CODE
    )
    incident = Incident("SC.1", Text("Ngập"), "high", "open", NOW, NOW, ())
    desk_city.live.take(WorkChanged((run, incident)))
    assert "Xử lý phản ánh" in pane.pages["general"].words()
    pane.pages["general"].link_chosen.emit("QT.1")
    assert pane.context.focus.incident_id == "SC.1"
    assert pane.case_id == CODE


def test_a_document_is_saved_and_a_photo_shown_large(qtbot, make, desk_city: DeskCity):
    desk_city.daemon.photo = jpeg()
    pane = make()
    assert pane.photos["general"].isVisible()
    qtbot.waitUntil(lambda: bool(pane.shelf._pictures))
    digest = pane.photos["general"].photos[0].digest
    pane.photos["general"].chosen.emit(digest)
    assert pane.view.geometry() == pane.rect()
    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    assert pane.view is None
    pane.pages["general"].link_chosen.emit("a1" * 32)
    assert pane.saver.dialog.isVisible()
    pane.saver.dialog.reject()


def test_where_nobody_acts_it_is_only_looked_at(qtbot, make):
    pane = make(acting=False)
    pane.tabs.choose("remarks")
    assert pane.bar.isHidden()
    assert pane.note_box.isHidden()
    qtbot.keyClick(pane, Qt.Key.Key_K)
    assert pane.form.isHidden()


def test_escape_is_kept_from_the_wall(make):
    pane = make()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    assert pane.event(event)
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier)
    other.ignore()
    pane.event(other)
    assert not other.isAccepted()


def test_page_keys_scroll(qtbot, make):
    pane = make(height=320)
    bar = pane.pages["general"].verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(pane, Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_what_a_case_says_is_corrected_in_a_form_over_the_window(qtbot, make, desk_city: DeskCity):
    desk_city.daemon.correctable = True
    pane = make()
    assert "=" in deeds(pane)
    qtbot.keyClick(pane, "=")
    form = pane.correcting
    assert form.geometry() == pane.rect()
    form.title.setText("Miệng cống đã mất nắp hai ngày")
    n_asked = len(desk_city.daemon.of(GetCase))
    form.send()
    (body,) = desk_city.daemon.of(SetCaseData)
    assert body.values == {"title": "Miệng cống đã mất nắp hai ngày"}
    assert pane.correcting is None
    assert pane.message.words() == "Đã lưu bản sửa."
    assert len(desk_city.daemon.of(GetCase)) == n_asked + 1
    qtbot.keyClick(pane, "=")
    qtbot.keyClick(pane.correcting.title, Qt.Key.Key_Escape)
    assert pane.correcting is None


def test_settled_words_are_not_corrected_and_the_window_says_why(qtbot, make):
    pane = make()
    assert "=" not in deeds(pane)
    qtbot.keyClick(pane, "=")
    assert pane.correcting is None
    assert pane.message.words() == f"Không sửa được nội dung {CODE}: hồ sơ đang “Đang xử lý”."

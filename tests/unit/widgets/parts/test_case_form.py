import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.case_likeness import AlikeCase, AlikeCases, GetAlike
from backend.contract.case_requests import ActOnCases, AttachToCase, CasesActed, SetCaseData
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.case_city import KIND, DeskCity, case
from widgets.logic.case_actions import by_key
from widgets.parts.case_book import CaseBook
from widgets.parts.case_form import CaseForm, done_words
from widgets.parts.case_upload import Chosen


@pytest.fixture
def form(show, desk_city: DeskCity) -> CaseForm:
    context = desk_city.context()
    made = CaseForm(context, CaseBook(context))
    made._book.setParent(made)
    show(made, 1200, 300)
    made.hide()
    return made


def act(key: str):
    return by_key(KIND, key)


def test_what_is_needed_is_asked_and_sent_with_enter(qtbot, form, desk_city: DeskCity):
    form.open(act("G"), [case(0)])
    assert form.heading.text() == f"Giao đơn vị: {case(0).case_id} — {case(0).title}"
    unit, note = form.fields
    unit.inner.field.setText("xay dung")
    qtbot.keyClick(unit.inner.field, Qt.Key.Key_Return)
    assert desk_city.daemon.of(ActOnCases) == [], "the note is asked next"
    note.inner.setText("gấp")
    with qtbot.waitSignals([form.acted, form.closed]):
        qtbot.keyClick(note.inner, Qt.Key.Key_Return)
    (body,) = desk_city.daemon.of(ActOnCases)
    assert body == ActOnCases((case(0).case_id,), "assign", {"unit": "so-xay-dung", "note": "gấp"})
    assert form.isHidden()


def test_what_is_missing_is_named_and_nothing_is_sent(qtbot, form, desk_city: DeskCity):
    form.open(act("C"), [case(1)])
    form.send()
    assert form.message.text() == "Hãy điền trước: Đơn vị."
    form.fields[0].inner.field.setText("moi truong")
    form.send()
    assert form.message.text() == "Hãy điền trước: Ghi chú."
    assert desk_city.daemon.of(ActOnCases) == []


def test_an_action_that_needs_nothing_is_sent_at_once(form, desk_city: DeskCity):
    form.open(act("X"), [case(0), case(3)])
    (body,) = desk_city.daemon.of(ActOnCases)
    assert body.case_ids == (case(0).case_id, case(3).case_id)
    assert form.isHidden()


def test_what_is_dangerous_is_asked_once_more(qtbot, form, desk_city: DeskCity):
    form.open(act("D"), [case(0)])
    form.fields[0].inner.setText("rác thử")
    form.send()
    assert desk_city.daemon.of(ActOnCases) == []
    assert form.message.text().startswith("Bấm Enter lần nữa để “Xóa”")
    qtbot.keyClick(form.fields[0].inner, Qt.Key.Key_Return)
    assert len(desk_city.daemon.of(ActOnCases)) == 1


def test_what_is_dangerous_and_needs_nothing_waits_for_enter(qtbot, form, desk_city: DeskCity):
    form.open(act("Q"), [case(0)])
    assert form.isVisible()
    assert desk_city.daemon.of(ActOnCases) == []
    qtbot.keyClick(form, Qt.Key.Key_Return)
    assert len(desk_city.daemon.of(ActOnCases)) == 1


def test_refusals_stand_with_their_reasons_until_escape(qtbot, form, desk_city: DeskCity):
    files = [case(n) for n in range(14)]
    desk_city.daemon.refuse = {f.case_id: Text("Hồ sơ đã chuyển đi.") for f in files[:9]}
    form.open(act("X"), files)
    assert form.isVisible()
    assert (
        form.message.text()
        == "Đã làm 5, từ chối 9. Còn 3 hồ sơ bị từ chối nữa vẫn được chọn. Esc: về danh sách"
    )
    lines = form.refusals.lines()
    assert (lines[0].left, lines[0].note) == (files[0].case_id, "Hồ sơ đã chuyển đi.")
    with qtbot.waitSignal(form.closed):
        qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert form.isHidden()


def test_enter_also_leaves_the_refusals_and_sends_nothing(qtbot, form, desk_city: DeskCity):
    desk_city.daemon.refuse = {case(0).case_id: Text("không")}
    form.open(act("X"), [case(0)])
    qtbot.keyClick(form, Qt.Key.Key_Return)
    assert form.isHidden()
    assert len(desk_city.daemon.of(ActOnCases)) == 1


def test_a_failure_is_said_and_can_be_sent_again(form, desk_city: DeskCity):
    desk_city.daemon.answers[ActOnCases] = Failure.of(
        "late", Text("máy chủ không trả lời"), Text("hãy gửi lại")
    )
    form.open(act("L"), [case(0)])
    form.fields[0].inner.field.setText("tieng on")
    form.send()
    assert form.message.text() == "Máy chủ không trả lời. Hãy gửi lại."
    desk_city.daemon.answers.clear()
    form.send()
    assert form.isHidden()


def test_a_date_that_cannot_be_read_is_said(form, desk_city: DeskCity):
    form.open(act("H"), [case(1)])
    form.fields[0].inner.setText("mai")
    form.send()
    assert form.message.text().startswith("Không đọc được “Hạn mới")
    assert desk_city.daemon.of(ActOnCases) == []


def test_a_photo_is_kept_with_every_case_before_the_action(form, desk_city: DeskCity):
    files = [msgspec.structs.replace(case(n), status="working", group="working") for n in (1, 2)]
    form.open(act("K"), files)
    form.fields[0].inner.setText("Đã vá ổ gà")
    form.fields[1].inner.chooser.chosen.emit(Chosen("sau.jpg", "image/jpeg", b"\xff\xd8"))
    form.send()
    sent = [body for body in desk_city.daemon.asked if isinstance(body, AttachToCase | ActOnCases)]
    assert [type(body) for body in sent] == [AttachToCase, AttachToCase, ActOnCases]
    assert (sent[0].phase, sent[0].case_id) == ("after", files[0].case_id)
    assert sent[2].values == {"result": "Đã vá ổ gà"}


def test_nothing_is_done_where_its_photo_is_refused(form, desk_city: DeskCity):
    desk_city.daemon.answers[AttachToCase] = Failure.of("invalid", Text("tệp không phải ảnh"))
    form.open(act("K"), [case(1)])
    form.fields[0].inner.setText("xong")
    form.fields[1].inner.chooser.chosen.emit(Chosen("sau.jpg", "image/jpeg", b"no"))
    form.send()
    assert form.message.text() == "Tệp không phải ảnh."
    assert desk_city.daemon.of(ActOnCases) == []


def test_a_place_is_written_into_the_case_before_the_action(form, desk_city: DeskCity):
    form.open(act("P"), [case(0)])
    form.fields[0].inner.field.setText("cho")
    form.fields[0].inner._ask()
    form.send()
    (body,) = desk_city.daemon.of(SetCaseData)
    assert body.values == {"place": "Chợ Hòa Khánh", "lat": "16.0712", "lon": "108.1499"}
    assert len(desk_city.daemon.of(ActOnCases)) == 1


def test_an_answer_that_comes_after_escape_changes_nothing(qtbot, form, desk_city: DeskCity):
    desk_city.daemon.slow = (ActOnCases,)
    form.open(act("X"), [case(0)])
    form.send()
    assert len(desk_city.daemon.of(ActOnCases)) == 1, "it is sent once"
    form.close_form()
    with qtbot.assertNotEmitted(form.acted):
        desk_city.daemon.let_go()


@pytest.mark.parametrize(
    ("n_done", "n_refused", "words"), [(12, 2, "Đã làm 12, từ chối 2."), (1_200, 0, "Đã làm 1.200.")]
)
def test_what_was_done_is_counted(vietnamese, n_done, n_refused, words):
    from backend.contract.case_requests import CaseRefusal

    refused = tuple(CaseRefusal(str(n), Text("x")) for n in range(n_refused))
    assert done_words(CasesActed(tuple(map(str, range(n_done))), refused, 1), "vi") == words


def test_repetitions_are_merged_in_one_step(qtbot, form, desk_city: DeskCity):
    others = [msgspec.structs.replace(case(n), status="new", group="waiting", n_children=0) for n in (7, 8)]
    desk_city.daemon.answers[GetAlike] = AlikeCases(
        tuple(AlikeCase(file, same_phone=True) for file in others)
    )
    form.open(act("M"), [case(0)])
    with qtbot.waitSignals([form.acted, form.closed]):
        qtbot.keyClick(form.fields[0].inner.list, Qt.Key.Key_Return)
    (body,) = desk_city.daemon.of(ActOnCases)
    older, oldest = others
    assert body == ActOnCases((case(0).case_id, older.case_id), "merge", {"parent": oldest.case_id})

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from app.settings.procedures_page import ProceduresPage
from backend.contract.messages import Failure
from backend.contract.work_requests import (
    GetProcedure,
    GetProcedures,
    Moved,
    MoveRuns,
    Procedures,
    ProcedureText,
)
from tests.unit.app.settings.conftest import MOVES, PROCEDURES
from widgets.theme.look import DARK


class StubDesigner:
    """Remembers what it was to open."""

    def __init__(self):
        self.opened, self.starts, self.error = [], True, None

    def open(self, procedure_id, xml):
        if self.error is not None:
            raise self.error
        self.opened.append((procedure_id, xml))
        return self.starts


@pytest.fixture
def designer():
    return StubDesigner()


@pytest.fixture
def page(show, desk, designer):
    return show(ProceduresPage(desk, designer), 1700, 900)


def test_procedures_are_listed_with_what_runs(page):
    assert page.table.texts() == [
        ["Ứng phó ngập khẩn cấp", "ngap-khan-cap", "flooding", "4", "3", "2"],
        ["Kiểm tra camera", "mat-camera", "của trung tâm", "6", "0", "0"],
    ]
    assert page.table.topLevelItem(0).foreground(5).color().name().upper() == DARK.age
    assert page.heading.text() == "Ứng phó ngập khẩn cấp"
    assert page.version.value() == 4
    assert page.move_seen.isHidden()


def test_a_preview_changes_nothing(qtbot, page, asked):
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert asked(MoveRuns) == [MoveRuns("ngap-khan-cap", 4, preview=True)]
    assert page.rows.texts() == [
        ["QT.20261122.007", "3", "✓ được", ""],
        ["QT.20261121.012", "2", "giữ nguyên", "bước “Rào chắn” không có trong bản 4"],
    ]
    assert page.verdict.text() == "Sẽ chuyển: 1. Sẽ giữ nguyên: 1. Chưa có gì thay đổi."
    assert page.move_seen.text() == "Chuyển 1 lượt (F6)"


def test_why_a_run_stays_is_said_in_full(page):
    page.show_preview()
    assert page.reason.isHidden()
    page.rows.choose("QT.20261121.012")
    assert page.reason.text() == "QT.20261121.012: bước “Rào chắn” không có trong bản 4"


def test_what_was_seen_is_moved_once(qtbot, page, asked):
    page.show_preview()
    page.move_seen.click()
    assert asked(MoveRuns)[-1] == MoveRuns("ngap-khan-cap", 4, preview=False)
    assert page.verdict.text() == "Đã chuyển: 1. Giữ nguyên: 1."
    assert page.rows.texts()[0][2] == "✓ đã chuyển"
    assert page.move_seen.isHidden()
    assert len(asked(GetProcedures)) >= 2


def test_nothing_is_moved_unseen(qtbot, page, asked):
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert asked(MoveRuns) == []
    page.show_preview()
    page.version.setValue(3)
    assert page.rows.isHidden()
    assert page.move_seen.isHidden()
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert len(asked(MoveRuns)) == 1


def test_another_procedure_has_another_preview(page, asked):
    page.show_preview()
    page.table.choose("mat-camera")
    assert page.rows.isHidden()
    assert (page.version.value(), page.version.maximum()) == (6, 6)
    page.preview.click()
    assert asked(MoveRuns)[-1] == MoveRuns("mat-camera", 6, preview=True)


def test_a_preview_that_comes_late_is_not_shown_for_another(city, page):
    late = []
    city.live._requester = lambda body, on_reply, _deadline_s: late.append(on_reply)
    page.show_preview()
    page.table.choose("mat-camera")
    late[0](Moved(MOVES))
    assert page.rows.isHidden()
    late[0](Failure("late", "x"))
    assert page.verdict.text() == ""


def test_nothing_to_move_is_said(city, page):
    city.daemon.answers[MoveRuns] = Moved(())
    page.show_preview()
    assert page.verdict.text() == "Không có lượt nào chạy trên bản khác: không có gì để chuyển."
    city.daemon.answers[MoveRuns] = Moved(MOVES[1:])
    page.show_preview()
    assert page.move_seen.isHidden()


def test_refusals_are_said(city, page):
    city.daemon.answers[MoveRuns] = Failure("not_allowed", "MoveRuns is not for the role 'duty_officer'")
    page.show_preview()
    assert "không được phép" in page.verdict.text()
    city.daemon.answers[MoveRuns] = Moved(MOVES)
    page.show_preview()
    city.daemon.answers[MoveRuns] = Failure("invalid", "bản 4 đã bị thay")
    page.move_runs()
    assert page.verdict.text() == "Bản 4 đã bị thay."
    city.daemon.answers[GetProcedures] = Failure("late", "x")
    page.load()
    assert "chưa trả lời kịp" in page.message.text()


def test_who_may_not_move_is_told(show, desk, designer):
    page = show(ProceduresPage(replace(desk, role="duty_officer"), designer), 1700, 900)
    assert "trưởng ca" in page.message.text()


def test_the_designer_opens_the_newest_version(qtbot, city, page, designer, asked):
    city.daemon.answers[GetProcedure] = ProcedureText("ngap-khan-cap", 4, "<xml/>")
    qtbot.keyClick(page, Qt.Key.Key_F4)
    assert asked(GetProcedure) == [GetProcedure("ngap-khan-cap")]
    assert designer.opened == [("ngap-khan-cap", "<xml/>")]
    assert page.message.text() == "Trình thiết kế mở trong cửa sổ riêng."


def test_a_designer_that_does_not_open_is_said(city, page, designer):
    city.daemon.answers[GetProcedure] = Failure("not_found", "không còn quy trình này")
    page.open.click()
    assert page.message.text() == "Không còn quy trình này."
    city.daemon.answers[GetProcedure] = ProcedureText("ngap-khan-cap", 4, "<xml/>")
    designer.starts = False
    page.open.click()
    assert "python -m app.designer" in page.message.text()
    designer.error = OSError(28, "No space left on device")
    page.open.click()
    assert "No space left on device" in page.message.text()


def test_a_centre_without_procedures(city, page):
    city.daemon.answers[GetProcedures] = Procedures(())
    page.load()
    page.show_preview()
    page.open_designer()
    assert page.message.text() == "Trung tâm chưa có quy trình nào."
    assert not page.open.isEnabled()


def test_counts_that_change_do_not_move_the_choice(city, page):
    page.table.choose("mat-camera")
    page.show_preview()
    city.daemon.answers[GetProcedures] = Procedures(tuple(replace(p, n_running=9) for p in PROCEDURES))
    page.load()
    assert page.chosen().procedure_id == "mat-camera"
    assert not page.rows.isHidden(), "the preview stays"

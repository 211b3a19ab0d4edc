import pytest
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import ExportCases
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.case_city import DeskCity
from widgets.parts.case_save import SaveDesk

REQUEST = ExportCases(CaseQuery(kind="report"))


@pytest.fixture
def desk(show, desk_city: DeskCity) -> SaveDesk:
    made = SaveDesk(desk_city.context(), show(QWidget(), 300, 200))
    made.words = []
    made.said.connect(lambda words, bad: made.words.append((words, bad)))
    return made


def test_a_spreadsheet_is_made_named_and_written_whole(qtbot, desk, tmp_path):
    desk.export(REQUEST)
    assert desk.dialog.isVisible()
    assert desk.dialog.selectedFiles()[0].endswith("phan-anh.xlsx")
    path = tmp_path / "phan-anh.xlsx"
    with qtbot.waitSignal(desk.said):
        desk.dialog.fileSelected.emit(str(path))
    assert path.read_bytes() == b"PK.."
    assert desk.words[-1] == ("Đã lưu: phan-anh.xlsx", False)
    desk.dialog.reject()


def test_a_folder_that_takes_nothing_is_said(qtbot, desk, tmp_path):
    with qtbot.waitSignal(desk.said):
        desk.write(b"x", str(tmp_path / "khong-co" / "a.xlsx"))
    words, bad = desk.words[-1]
    assert bad
    assert words.startswith("Không ghi được a.xlsx (")


def test_a_refusal_is_said_and_the_next_export_is_free(desk, desk_city: DeskCity):
    desk_city.daemon.answers[ExportCases] = Failure.of("not_allowed", Text("tài khoản không được xuất"))
    desk.export(REQUEST)
    assert desk.words[-1] == ("Tài khoản không được xuất.", True)
    desk.export(REQUEST)
    assert len(desk_city.daemon.of(ExportCases)) == 2


def test_two_exports_are_not_made_at_once(desk, desk_city: DeskCity):
    desk_city.daemon.slow = (ExportCases,)
    desk.export(REQUEST)
    desk.export(REQUEST)
    assert len(desk_city.daemon.of(ExportCases)) == 1
    assert desk.words[-1] == ("Lần xuất trước còn đang lập.", False)


def test_a_document_is_fetched_by_its_hash(desk, qtbot):
    desk.document("a1")
    assert desk.dialog.isVisible()
    desk.dialog.reject()

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent

from backend.contract.case_requests import FindCases
from backend.contract.cases import CaseQuery
from tests.unit.widgets.case_city import DeskCity, case
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.case_columns import USUAL
from widgets.parts.case_book import CaseBook
from widgets.parts.case_list import CaseList
from widgets.parts.case_reader import CaseReader
from widgets.parts.case_words import RowTeller

MILLION = 1_000_000


@pytest.fixture
def make(show, desk_city: DeskCity):
    def build(n_total: int = MILLION, width: int = 1200, height: int = 700, density="desk") -> CaseList:
        desk_city.daemon.n_total = n_total
        context = desk_city.context(density=density)
        from PySide6.QtWidgets import QVBoxLayout, QWidget

        above = QWidget()
        reader = CaseReader(desk_city.live, "report", above)
        made = CaseList(context, reader, RowTeller(context, CaseBook(context, above)), above)
        box = QVBoxLayout(above)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(made)
        show(above, width, height)
        made.set_columns(USUAL, ["Mã", "Tiêu đề", "Lĩnh vực", "Đơn vị", "Tiếp nhận", "Hạn", "Trạng thái", ""])
        reader.show(CaseQuery(kind="report"), "newest")
        made.setFocus()
        return made

    return build


def codes(rows) -> list[str]:
    return [file.case_id for file in rows]


def test_a_million_rows_are_walked_with_a_handful_of_requests(qtbot, make, desk_city: DeskCity):
    rows = make()
    assert rows.n_rows() == MILLION
    qtbot.keyClick(rows, Qt.Key.Key_End)
    assert rows.selection.cursor == MILLION - 1
    assert rows.under_cursor().case_id == case(MILLION - 1).case_id
    assert rows.verticalScrollBar().value() + rows.n_in_view() == MILLION
    qtbot.keyClick(rows, Qt.Key.Key_Home)
    assert rows.under_cursor().case_id == case(0).case_id
    for _ in range(50):
        qtbot.keyClick(rows, Qt.Key.Key_PageDown)
    assert rows.selection.cursor == 50 * rows.n_in_view()
    assert len(desk_city.daemon.of(FindCases)) <= 10
    assert desk_city.daemon.n_given <= 1_000


def test_the_scroll_bar_spans_the_whole_list(make):
    rows = make()
    bar = rows.verticalScrollBar()
    assert (bar.minimum(), bar.maximum(), bar.pageStep()) == (0, MILLION - rows.n_in_view(), rows.n_in_view())
    bar.setValue(MILLION // 2)
    picture(rows)
    assert rows._reader.pages.row(MILLION // 2) is not None


def test_arrows_walk_and_keep_the_cursor_in_view(qtbot, make):
    rows = make()
    for _ in range(rows.n_in_view() + 3):
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert rows.first() == 4
    qtbot.keyClick(rows, Qt.Key.Key_Up)
    assert rows.first() == 4
    for _ in range(200):
        qtbot.keyClick(rows, Qt.Key.Key_Up)
    assert (rows.selection.cursor, rows.first()) == (0, 0)


def test_space_marks_and_goes_on_shift_marks_a_run_escape_unmarks(qtbot, make):
    rows = make()
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert codes(rows.subjects()) == [case(0).case_id]
    assert rows.selection.cursor == 1
    for _ in range(3):
        qtbot.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert set(codes(rows.subjects())) == {case(n).case_id for n in range(5)}
    qtbot.keyClick(rows, Qt.Key.Key_Escape)
    assert codes(rows.subjects()) == [case(4).case_id], "the one under the cursor"


def test_enter_and_a_double_click_open(qtbot, make):
    rows = make()
    with qtbot.waitSignal(rows.opened) as opened:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert opened.args == [case(0).case_id]
    third = QPoint(300, rows._head_px() + int(2.5 * rows.row_px()))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert rows.selection.cursor == 2
    with qtbot.waitSignal(rows.opened) as opened:
        qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert opened.args == [case(2).case_id]


def test_the_mouse_marks_in_the_margin_and_up_to_with_shift(qtbot, make):
    rows = make()
    y = rows._head_px() + rows.row_px() // 2
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(12, y))
    assert len(rows.selection) == 1
    below = QPoint(300, y + 3 * rows.row_px())
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, shift, below)
    assert len(rows.selection) == 4
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, control, below)
    assert len(rows.selection) == 3
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 5))
    assert rows.selection.cursor == 3, "the head is no row"


def test_the_wheel_scrolls_by_rows(make):
    rows = make()
    down = QWheelEvent(
        QPointF(50, 200), QPointF(50, 200), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    rows.wheelEvent(down)
    assert rows.first() == 6


def test_the_cursor_stays_with_its_case_when_new_ones_come(monkeypatch, qtbot, make, desk_city: DeskCity):
    rows = make(50)
    for _ in range(3):
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    here = rows.under_cursor().case_id
    newest = msgspec.structs.replace(case(0), case_id="PAHT.20261122.9999")

    def shifted(number, query=None):
        return case(number - 1) if number else newest

    monkeypatch.setattr("tests.unit.widgets.case_city.case", shifted)
    rows._reader.refresh()
    assert rows.under_cursor().case_id == here
    assert rows.selection.cursor == 4


def test_a_shorter_list_takes_the_cursor_along(make, qtbot, desk_city: DeskCity):
    rows = make(50)
    qtbot.keyClick(rows, Qt.Key.Key_End)
    desk_city.daemon.n_total = 7
    rows._reader.refresh()
    assert rows.selection.cursor == 6
    assert rows.n_rows() == 7


def test_rows_that_are_on_their_way_are_quiet_bars(make, desk_city: DeskCity):
    rows = make()
    desk_city.daemon.slow = (FindCases,)
    rows.verticalScrollBar().setValue(500_000)
    assert rows.under_cursor() is not None, "the first page is still there"
    assert has_colour(picture(rows), desk_city.context().look.tokens.line, 400)
    desk_city.daemon.let_go()
    assert rows._reader.pages.row(500_003) is not None


def test_an_empty_list_says_why(make):
    rows = make(0)
    rows.words = "Không có phản ánh nào đang chờ"
    assert rows.under_cursor() is None
    assert has_colour(picture(rows), rows._context.look.tokens.text_second, 20)


def test_whole_rows_fill_the_height(make):
    for height in (400, 517, 733):
        rows = make(500, height=height)
        room = rows.viewport().height() - rows._head_px()
        assert room - rows.n_in_view() * rows.row_px() < rows.n_in_view(), height


def test_a_marked_row_wears_the_colour_of_focus(qtbot, make):
    rows = make()
    focus = rows._context.look.tokens.focus
    rows.clearFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert has_colour(picture(rows), focus, 60)


def test_the_space_bar_is_kept_from_the_wall(qtbot, make):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    rows = make()

    def kept(key) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        rows.event(event)
        return event.isAccepted()

    assert kept(Qt.Key.Key_Space)
    assert not kept(Qt.Key.Key_1)
    assert not kept(Qt.Key.Key_Escape), "with no marks Esc is the wall's"
    rows.toggle()
    assert kept(Qt.Key.Key_Escape)


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_each_density_shows_whole_rows(make, density):
    rows = make(100, 1900, 1000, density)
    assert rows.n_in_view() >= 4
    assert "title" in [column.name for column in rows._placed]

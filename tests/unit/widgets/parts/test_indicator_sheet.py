import msgspec
import pytest

from backend.contract.indicators import IndicatorFigure
from backend.contract.state import Text
from tests.unit.widgets.city import NOW
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.board_names import BoardNames
from widgets.logic.indicator_entry import Line, Typed
from widgets.parts.indicator_sheet import (
    NOTE,
    VALUE,
    Review,
    Sheet,
    enter_columns,
    enter_rows,
    entry_key,
    review_columns,
    review_rows,
    row_key,
)


@pytest.fixture
def line(office):
    entry = entry_of(office, "MT.07", "2026-10")
    return Line(entry.info, "2026-10", due_at=NOW + 3600, accepted=entry.figure, before=44000.0)


def row(line, office, typed=None, refused=None):
    sheet = Sheet({line.key: typed} if typed else {}, refused or {}, office.city.context())
    return enter_rows([line], sheet)[0]


def test_a_line_shows_what_the_figure_is_read_beside(line, office):
    cells = row(line, office).cells
    assert len(cells) == len(enter_columns())
    assert cells[1].under == "hạn 04:42"
    assert [cells[k].words for k in (2, 3, 4)] == ["51.667", "44.870", "44.000"]
    assert (cells[VALUE].words, cells[VALUE].edited, cells[NOTE].edited) == ("", True, True)
    assert cells[-1].words == "chưa nhập"


def test_what_was_typed_stands_there_and_is_checked_at_once(line, office):
    assert row(line, office, Typed("47.310")).cells[-1].words == "chưa gửi"
    assert row(line, office, Typed("470.310.000")).cells[-1].words.startswith("⚑ gấp")
    wrong = row(line, office, Typed("1.5")).cells
    assert wrong[VALUE].words == "1.5"
    assert "dấu phẩy" in wrong[-1].words


def test_a_refusal_stands_in_its_own_row(line, office):
    refused = {("MT.07", "2026-10"): Text("Không phải đơn vị của bạn.")}
    assert row(line, office, refused=refused).cells[-1].words == "Không phải đơn vị của bạn."


def test_drafts_and_what_was_given_back_say_so(line, office):
    draft = IndicatorFigure("MT.07", "2026-10", 47000.0, state="draft", final=False)
    shown = row(msgspec.structs.replace(line, figure=draft), office).cells
    assert (shown[VALUE].words, shown[VALUE].under, shown[-1].words) == ("47.000", "sơ bộ", "bản nháp")
    back = msgspec.structs.replace(draft, state="returned", why=Text("thiếu huyện cũ"))
    shown = row(msgspec.structs.replace(line, figure=back), office).cells
    assert (shown[-1].words, shown[-1].under) == ("bị trả lại", "thiếu huyện cũ")


def test_what_is_late_says_how_late(line, office):
    late = msgspec.structs.replace(line, due_at=NOW - 7200)
    assert row(late, office).cells[1].under == "quá hạn 2\u00a0giờ"
    assert row(msgspec.structs.replace(line, due_at=None), office).cells[1].under == ""


def test_a_reviewer_sees_new_beside_old_and_strange_ones_first(office):
    office.put("MT.05", "2026-11", 15120.0, state="submitted", final=False)
    office.put("MT.04", "2026-11", 21.3, state="submitted", final=False)
    entries = [
        msgspec.structs.replace(entry_of(office, f.code, f.period), figure=f)
        for f in office.waiting().figures
    ]
    review = Review(
        {("MT.05", "2026-11"): 15000.0},
        {"red": Text("Nguy cơ")},
        BoardNames(),
        {entry_key(entries[0])},
        {},
        office.city.context(),
    )
    strange, plain = review_rows(entries, review)
    assert strange.cells[-1].words.startswith("⚑ chỉ bằng 1/88")
    assert (plain.marked, strange.marked) == (True, False)
    assert [plain.cells[k].words for k in (2, 3)] == ["15.120\u00a0nghìn lượt", "15.000"]
    assert plain.cells[6].group == "red"
    assert len(plain.cells) == len(review_columns())
    refused = msgspec.structs.replace(review, refused={entry_key(entries[0]): "Đã có người duyệt."})
    assert review_rows(entries, refused)[1].cells[-1].words == "Đã có người duyệt."
    assert row_key(("A", "2026", "", "")) == "A|2026||"

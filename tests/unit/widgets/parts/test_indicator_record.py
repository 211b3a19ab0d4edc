import msgspec
import pytest

from backend.contract.indicators import IndicatorSets
from backend.contract.state import Text
from tests.unit.widgets.indicator_office import UNITS, entry_of
from widgets.logic.board_names import BoardNames
from widgets.logic.indicator_explain import Explanation
from widgets.parts.indicator_record import Known, record_of


@pytest.fixture
def told(office):
    sets = IndicatorSets(*office.catalogue.all.infos())
    known = Known(
        {info.code: info for info in sets.indicators}, Text("Nguy cơ không đạt"), Text("Đạt dưới 90 %"),
        Text("Chỉ tiêu của thành phố"), "Nghị quyết HĐND", BoardNames(),
    )  # fmt: skip

    def words(code, period, **more):
        sections = record_of(
            entry_of(office, code, period), msgspec.structs.replace(known, **more), office.city.context()
        )
        return {s.head: {line.name: (line.words, line.note) for line in s.lines} or s.empty for s in sections}

    return words


def test_the_colour_is_reasoned_with_its_numbers(told):
    colour = told("MT.04", "2026-10")["Vì sao có màu này"]
    assert colour["Nhóm màu"][0] == "Nguy cơ không đạt"
    assert "86,4 %" in colour["Nhóm màu"][1]
    assert colour["Quy tắc"][0] == "Đạt dưới 90 %"
    assert colour["Cùng kỳ năm trước"][0] == "2.105,0\u00a0triệu USD"


def test_where_it_comes_from_and_who_reviewed_it(told):
    origin = told("MT.04", "2026-10")["Số liệu từ đâu"]
    assert origin["Cách thu thập"] == ("đơn vị báo cáo", UNITS["so-cong-thuong"])
    assert origin["Nhập"][0] == "Trần Văn Bình · 03:42 13/11"
    assert origin["Duyệt"][0] == "Nguyễn Thanh Hà · 03:42 14/11"
    assert origin["Loại số liệu"] == ("số chính thức", "theo đơn vị hành chính từ 01/07/2025")


def test_a_computed_figure_shows_its_formula_and_inputs(told):
    inputs = told("MT.10", "2026-10")["Tính từ"]
    assert "MT.09" in inputs["Công thức"][0]
    assert inputs["MT.09"][0] == "9.620\u00a0tỷ đồng"
    assert "Vốn đầu tư công đã giải ngân" in inputs["MT.09"][1]


def test_what_nobody_handed_in_says_so(told):
    record = told("MT.15", "2026-Q3")
    assert record["Số liệu từ đâu"] == "Chưa có số liệu của kỳ"
    assert "Tính từ" not in record
    assert record["Các lần sửa"] == "Chưa có bản nhập nào."


def test_versions_are_told_with_their_state(told, office):
    versions = (entry_of(office, "MT.04", "2026-10").figure,)
    found = told("MT.04", "2026-10", versions=versions)["Các lần sửa"]
    assert found["Bản 1"][0] == "1.874,0\u00a0triệu USD · đã duyệt"
    assert "Nguyễn Thanh Hà duyệt" in found["Bản 1"][1]


def test_the_explanation_stands_with_question_and_answer(told):
    found = Explanation("GT.7", "returned", "Vì sao?", "Do bão", "so-cong-thuong", returned_why="thiếu số")
    record = told("MT.04", "2026-10", explanation=found)["Giải trình"]
    assert [record[name][0] for name in ("Câu hỏi", "Trả lời", "Lý do trả lại", "Yêu cầu")] == [
        "Vì sao?",
        "Do bão",
        "thiếu số",
        "GT.7",
    ]
    assert "Giải trình" not in told("MT.04", "2026-10")


def test_marks_of_what_is_not_verified_are_told(told):
    assert told("MT.04", "2026-10")["Chỉ tiêu"]["Lưu ý"][0] == "tên, mã hoặc mục tiêu cần kiểm chứng"
    assert "Lưu ý" not in told("NQXIII.01", "2025")["Chỉ tiêu"]

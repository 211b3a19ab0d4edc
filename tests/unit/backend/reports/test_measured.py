from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from backend.contract.compliance import (
    Compliance,
    ComplianceCell,
    ComplianceGroup,
    ComplianceLimit,
    ComplianceParameter,
)
from backend.contract.state import Quality, Text
from backend.reports.measured import compliance_blocks, limit_words, result_words, series_blocks
from backend.reports.measured_spec import ComplianceSpec, SeriesSpec, SeriesTable, SeriesValue
from backend.reports.paper import Block, Paragraph, Table

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SAMPLED = 1_795_486_200.0
LEAD = ComplianceParameter("lead", "a", "lab_lead", Text("Chì (Pb)"), "mg/L", 3)
SMELL = ComplianceParameter("smell", "a", "lab_smell", Text("Mùi, vị"), "1")
NITRATE = ComplianceParameter("nitrate", "b", "lab_nitrate", Text("Nitrat"), "mg/L", 1)
LIMITS = (
    ComplianceLimit("2018", "lead", "mg/L", max=0.01, mark="seen"),
    ComplianceLimit("2018", "nitrate", "mg/L", max=2, mark="ck"),
    ComplianceLimit("2018", "smell", requirement="không có mùi, vị lạ"),
)
NAMES = {"p": "Vòi Hải Châu", "q": "Bể Cầu Đỏ"}


def cell(place: str, row: str, verdict: str, value: float | None = None, quality: int = 0) -> ComplianceCell:
    group = "b" if row == "nitrate" else "a"
    at = None if value is None else SAMPLED
    return ComplianceCell(place, row, group, verdict, "", value, quality, at, "2018")  # type: ignore[arg-type]


def sheet(*cells: ComplianceCell, places: tuple[str, ...] = ("p", "q")) -> Compliance:
    return Compliance(
        sheet="s",
        name=Text("Đạt"),
        at=SAMPLED,
        groups=(
            ComplianceGroup("a", Text("Nhóm A"), "month", 0.0),
            ComplianceGroup("b", Text("Nhóm B"), "half_year", 0.0),
        ),
        parameters=(LEAD, SMELL, NITRATE),
        places=places,
        cells=cells,
        limits=LIMITS,
        sets={"2018": Text("QCVN 01-1:2018/BYT")},
    )


def blocks(found: Compliance, **more: object) -> list[Block]:
    return list(compliance_blocks(ComplianceSpec(sheet="s", **more), found, NAMES, ZONE))  # type: ignore[arg-type]


def test_places_by_groups_then_what_does_not_pass() -> None:
    found = sheet(
        cell("p", "lead", "fail", 0.02),
        cell("p", "smell", "pass", 0.0),
        cell("q", "lead", "pass", 0.005, Quality.BELOW),
        cell("q", "smell", "missing"),
        cell("q", "nitrate", "inconclusive", 5.0, Quality.BELOW),
    )
    first, words, second = blocks(found)
    assert isinstance(first, Table)
    assert first.heads == ("Điểm lấy mẫu", "Nhóm A", "Nhóm B")
    assert first.rows == (
        ("Bể Cầu Đỏ", "1/2 đạt, 1 chưa xét nghiệm", "0/1 đạt, 1 không kết luận được"),
        ("Vòi Hải Châu", "1/2 đạt, 1 không đạt", "–"),
    )
    assert words == Paragraph("Căn cứ đánh giá: QCVN 01-1:2018/BYT.")
    assert isinstance(second, Table)
    assert second.rows == (
        ("Vòi Hải Châu", "Chì (Pb)", "0,02 mg/L", "≤ 0,01 mg/L", "24/11/2026", "không đạt"),
        ("Bể Cầu Đỏ", "Nitrat", "< 5 mg/L", "≤ 2 mg/L (*)", "24/11/2026", "không kết luận được"),
    )
    assert "xác minh" in second.note


def test_where_all_pass_it_is_said_in_a_sentence() -> None:
    *_, last = blocks(sheet(cell("p", "lead", "pass", 0.001)))
    assert isinstance(last, Paragraph)
    assert last.text.startswith("Không có kết quả nào không đạt")


def test_what_is_left_out_is_counted() -> None:
    cells = [cell("p", "lead", "fail", 0.02), cell("q", "lead", "fail", 0.03)]
    table = blocks(sheet(*cells), limit=1)[-1]
    assert isinstance(table, Table)
    assert len(table.rows) == 1
    assert table.note == "Còn 1 kết quả không in trong bảng."


def test_a_sheet_without_places_says_so() -> None:
    assert blocks(sheet(places=())) == [Paragraph("Không có điểm nào trong danh mục.")]


@pytest.mark.parametrize(
    ("given", "parameter", "said"),
    [
        (cell("p", "lead", "pass", 0.00025), LEAD, "0,00025 mg/L"),
        (cell("p", "lead", "missing"), LEAD, "–"),
        (cell("p", "smell", "fail", 1.0), SMELL, "không đạt yêu cầu"),
        (cell("p", "smell", "pass", 0.0), SMELL, "đạt yêu cầu"),
    ],
)
def test_results_read_as_on_a_certificate(
    given: ComplianceCell, parameter: ComplianceParameter, said: str
) -> None:
    assert result_words(given, parameter) == said


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (None, "–"),
        (ComplianceLimit("s", "r", "pH", 6.0, 8.5), "6–8,5"),
        (ComplianceLimit("s", "r", "CFU/100 mL", max=3, strict=True), "< 3 CFU/100 mL"),
        (ComplianceLimit("s", "r", "bar", min=1.5), "≥ 1,5 bar"),
        (LIMITS[2], "không có mùi, vị lạ"),
    ],
)
def test_limits(limit: ComplianceLimit | None, said: str) -> None:
    assert limit_words(limit) == said


SERIES = SeriesSpec(place_kind="water_point", metrics=("turbidity", "ph"))
HEADS = (("Độ đục", "NTU", 2), ("pH", "", 1))


def test_series_show_lowest_mean_and_highest() -> None:
    rows = (("Bể A", (SeriesValue(0.1, 0.256, 1.0), None)), ("Bể B", (None, SeriesValue(7.0, 7.1, 7.25))))
    (table,) = series_blocks(SERIES, SeriesTable(HEADS, rows))
    assert isinstance(table, Table)
    assert table.heads == ("Điểm đo", "Độ đục (NTU)", "pH")
    assert table.rows == (("Bể A", "0,10 – 0,26 – 1,00", "–"), ("Bể B", "–", "7,0 – 7,1 – 7,2"))


def test_nothing_measured_is_said() -> None:
    assert list(series_blocks(SERIES, SeriesTable(HEADS, ()))) == [
        Paragraph("Không có số liệu quan trắc trong kỳ.")
    ]

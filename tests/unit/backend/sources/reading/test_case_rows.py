from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from backend.sources.folder import Config
from backend.sources.reading.case_rows import columns_of, row_reader
from backend.sources.reading.numbers import UnreadableError

CASES = {
    "id": "Mã hồ sơ", "kind": "dossier", "title": {"vi": "{Tên thủ tục}"}, "time": "Ngày nộp", "due": "Hẹn trả",
    "status": "Trạng thái", "closed": ["10"], "rating": "Sao", "unit": "Đơn vị",
}  # fmt: skip
HEADER = ["  mã HỒ sơ ", "Tên thủ tục", "Ngày nộp", "Hẹn trả", "Trạng thái", "Sao", "Đơn vị", "Thừa"]


def config(**table: object) -> Config:
    settings = {"id": "mot-cua", "kind": "folder", "name": "Một cửa", "max_age_s": 60, "path": "/x", **table}
    return msgspec.convert(settings, Config)


def test_each_row_is_a_case_whatever_form_its_cells_have() -> None:
    rows = [
        [
            "H1",
            "Khai sinh",
            "24/11/2026 08:00",
            dt.date(2026, 11, 26),
            4,
            Decimal(5),
            "UBND phường Hải Châu",
            "",
        ],
        ["H2", "Khai tử", dt.datetime(2026, 11, 24, 9), None, 10.0, "", " ", None],  # noqa: DTZ001 - as a workbook gives it
        [None, "", None, None, None, None, "", ""],
    ]
    reader = row_reader(config(cases=CASES), HEADER, None)
    parsed = reader.read_rows(((f"a.csv:{n}", row) for n, row in enumerate(rows, 2)), 1.8e9)
    assert parsed.refusals == []
    first, second = parsed.cases
    assert (first.case.case_id, first.case.status, first.rating) == ("H1", "4", 5)
    assert first.unit == "UBND phường Hải Châu"
    assert first.due_at is not None
    assert first.due_at - first.case.opened_at == 40 * 3600
    assert (second.case.open, second.case.status, second.due_at, second.unit) == (False, "10", None, "")


def test_a_row_that_is_no_case_is_refused_alone_with_its_place() -> None:
    reader = row_reader(config(cases=CASES), HEADER, None)
    rows = [
        ("a.csv:2", ["H1", "x", "không rõ", None, 1, None, "", ""]),
        ("a.csv:3", ["H2", "x", "24/11/2026 08:00", None, 1, None, "", ""]),
    ]
    parsed = reader.read_rows(rows, 1.8e9)
    assert [each.case.case_id for each in parsed.cases] == ["H2"]
    assert [refusal.item for refusal in parsed.refusals] == ["a.csv:2"]


def test_missing_columns_are_named_with_those_that_are_there() -> None:
    with pytest.raises(UnreadableError, match="no column .*Hẹn trả.*; the table has: Số, Tên thủ tục"):
        row_reader(config(cases=CASES), ["Số", "Tên thủ tục", "Ngày nộp"], None)


READINGS = {"time": ["Lấy mẫu"], "place": "Điểm", "metric": "Chỉ tiêu", "value": "Kết quả", "zone": "UTC"}
SAMPLES = {
    "id": "Mã mẫu", "kind": "water-sample", "title": {"vi": "Mẫu {Mã mẫu}"}, "time": "Có kết quả",
    "data": {"lab": "Phòng"}, "data_times": {"sampled": "Lấy mẫu"}, "data_places": {"point": "Điểm"},
    "places": {"Nhà máy": "cau-do"}, "zone": "Asia/Ho_Chi_Minh",
}  # fmt: skip


def test_rows_may_be_readings_of_one_case_which_is_told_once() -> None:
    header = ["Mã mẫu", "Điểm", "Lấy mẫu", "Có kết quả", "Phòng", "Chỉ tiêu", "Kết quả"]
    table = {**READINGS, "places": {"Nhà máy": "cau-do"}}
    reader = row_reader(config(cases=SAMPLES, table=table), header, None)
    one = ["M1", "Nhà máy", "01/11/2026 08:00", "05/11/2026", "Viện"]
    two = ["M2", "Nhà máy", "02/11/2026", "06/11/2026", ""]
    rows = [[*one, "ph", "7,2"], [*one, "lead", "<0,001"], [*one, "iron", "?"], [*two, "ph", "7"]]
    parsed = reader.read_rows(((f"a.csv:{n}", row) for n, row in enumerate(rows, 2)), 1.8e9)
    assert [each.series_id for each in parsed.observations] == ["cau-do.ph", "cau-do.lead", "cau-do.ph"]
    assert [each.case.case_id for each in parsed.cases] == ["M1", "M2"]
    assert parsed.cases[0].data == {"lab": "Viện", "sampled": "2026-11-01T08:00+07:00", "point": "cau-do"}
    assert [refusal.item for refusal in parsed.refusals] == ["a.csv:4 iron"]


def test_the_columns_that_a_table_must_have() -> None:
    both = columns_of(config(cases=SAMPLES, table=READINGS))
    assert set(both) == {"Mã mẫu", "Điểm", "Lấy mẫu", "Có kết quả", "Phòng", "Chỉ tiêu", "Kết quả"}
    assert len(both) == len(set(both))


def test_a_folder_holds_readings_or_cases_or_both() -> None:
    with pytest.raises(msgspec.ValidationError, match="give `table`"):
        config()

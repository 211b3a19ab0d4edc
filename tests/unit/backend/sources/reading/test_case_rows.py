from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from backend.sources.folder import Config
from backend.sources.reading.case_rows import row_reader
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


@pytest.mark.parametrize(
    "table",
    [{}, {"cases": CASES, "table": {"time": ["t"], "place_id": "p", "values": {"v": {"metric": "m"}}}}],
)
def test_a_folder_holds_readings_or_cases(table: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError, match="either `table`"):
        config(**table)

from __future__ import annotations

import pytest

from backend.contract.cases import CaseNote
from backend.reports.case_words import COLUMNS, Promise, column, data_words, late_words, letter_fields
from tests.unit.backend.reports.report_kit import KIND, NOW, ZONE, case

UNITS = {"tn": "Công ty Thoát nước"}


@pytest.mark.parametrize(
    ("late_s", "words"),
    [
        (-60.0, ""),
        (600.0, "10 phút"),
        (20.0, "1 phút"),
        (3.5 * 3600, "3,5 giờ"),
        (20 * 3600.0, "20 giờ"),
        (86_400.0 * 2, "2 ngày"),
        (86_400.0 * 2 + 7200, "2 ngày 2 giờ"),
    ],
)
def test_how_late_a_case_is_stands_in_words(late_s: float, words: str) -> None:
    assert late_words(case(due_at=NOW - late_s), NOW) == words


def test_a_case_that_stands_still_or_was_kept_is_not_late() -> None:
    assert late_words(case(group="paused", due_at=NOW - 9e4), NOW) == ""
    assert late_words(case(group="done", due_at=NOW - 100, finished_at=NOW - 200), NOW) == ""
    assert late_words(case(group="done", due_at=NOW - 7200, finished_at=NOW - 3600), NOW) == "1,0 giờ"
    assert late_words(case(due_at=None), NOW) == ""


def test_every_column_has_words() -> None:
    found = {name: column(case(), name, kind=KIND, units=UNITS, zone=ZONE, now=NOW) for name in COLUMNS}
    assert found["status"] == "Đang làm"
    assert found["field"] == "Ngập"
    assert found["unit"] == "Công ty Thoát nước"
    assert found["severity"] == "Cao"
    assert found["source"] == "Ứng dụng"
    assert found["due_state"] == "Đã quá hạn"
    assert found["finished"] == ""
    assert column(case(), "data.level", kind=KIND, units=UNITS, zone=ZONE, now=NOW) == "Toàn trình"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("level", "full", "Toàn trình"),
        ("level", "?", "?"),
        ("day", "2026-11-24", "24/11/2026"),
        ("day", "mai", "mai"),
        ("fee", "12500.5", "12.500,5"),
        ("fee", "x", "x"),
        ("none", "y", "y"),
    ],
)
def test_data_fields_read_as_people_write(field: str, value: str, words: str) -> None:
    assert data_words(case(data={field: value}), field, KIND, ZONE) == words


def test_a_letter_tells_what_was_promised_and_only_public_notes() -> None:
    notes = (CaseNote(1.0, "a", "Thiếu người", public=True), CaseNote(2.0, "a", "nội bộ"))
    promise = Promise(NOW - 86_400, NOW + 86_400)
    found = letter_fields(case(notes=notes), promise, KIND, UNITS, (ZONE, NOW))
    assert found["case.note"] == "Thiếu người"
    assert found["case.due_first"] == "08:00 30/11/2026"
    assert found["case.due_new"] == "08:00 02/12/2026"
    assert found["data.fee"] == "12.500,5"
    assert found["case.code"] == "PAHT.0001"


def test_what_nobody_has_said_is_empty() -> None:
    found = letter_fields(case(due_at=None, reporter="", data={}), Promise(), None, {}, (ZONE, NOW))
    assert found["case.due_new"] == found["case.due"] == found["case.note"] == found["case.reporter"] == ""
    assert found["case.field"] == "flood"

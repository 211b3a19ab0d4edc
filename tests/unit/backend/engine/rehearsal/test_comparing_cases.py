from __future__ import annotations

from typing import Any

import pytest

from backend.contract.cases import CaseFile, CaseNote
from backend.engine.rehearsal.comparing_cases import compare_cases, compare_figures
from backend.usecases.case_tests import ExpectedCase
from tests.unit.backend.domain.cases.conftest import ZONE, MakeFile, file, instant  # noqa: F401 - a fixture


class Cases:
    """Cases of a test: one, and one figure."""

    def __init__(self, only: CaseFile) -> None:
        self.only = only

    def file(self, name: str) -> CaseFile | None:
        return self.only if name == "A" else None

    def name(self, code: str) -> str:
        return "B" if code == "PAHT.2" else code

    def figure(self, figure_id: str, _now: float) -> float | None:
        return {"n": 3.0, "share": None}[figure_id]


@pytest.fixture
def cases(file: MakeFile) -> Any:  # noqa: F811
    notes = (CaseNote(1.0, "Hà", "đã gọi"),)
    return Cases(
        file(
            due_at=instant("09/11 08:00"),
            parent="PAHT.2",
            result="Đã vá",
            notes=notes,
            data={"level": "full"},
        )
    )


def differences(cases: Any, **fields: Any) -> list[str]:
    one = ExpectedCase(**({"case": "A"} | fields))
    return compare_cases([one], cases, "at 5 s", instant("09/11 07:00"), ZONE)


def test_what_is_not_given_is_not_compared(cases: Any) -> None:
    assert differences(cases) == []


def test_what_is_as_expected_is_no_difference(cases: Any) -> None:
    import datetime as dt

    fields = {
        "status": "new", "group": "waiting", "unit": "", "due_state": "on_time", "parent": "B", "n_children": 0, "note": "gọi",
        "result": "vá", "data": {"level": "full"}, "due": dt.datetime(2026, 11, 9, 1, tzinfo=dt.UTC),
    }  # fmt: skip
    assert differences(cases, **fields) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"case": "C"}, "case C is not there"),
        ({"group": "done"}, "group is 'waiting', expected 'done'"),
        ({"parent": ""}, "parent is 'B', expected ''"),
        ({"no_due": True}, "due is 2026-11-09T08:00:00+07:00, expected none"),
        ({"result": "lấp"}, "'lấp' does not stand in its result 'Đã vá'"),
        ({"note": "thư"}, "'thư' stands in none of its remarks ['đã gọi']"),
        ({"data": {"level": "part"}}, "data.level is 'full', expected 'part'"),
        ({"rating": 5}, "rating is None, expected 5"),
    ],
)
def test_a_difference_is_told_in_words(cases: Any, fields: dict[str, Any], said: str) -> None:
    (line,) = differences(cases, **fields)
    assert line.startswith("at 5 s: ")
    assert said in line


def test_figures_are_compared_each(cases: Any) -> None:
    assert compare_figures({"n": 3.0, "share": None}, cases, "at 5 s", 0.0) == []
    assert compare_figures({"n": 2.0, "share": 0.0}, cases, "at 5 s", 0.0) == [
        "at 5 s: figure n is 3.0, expected 2.0",
        "at 5 s: figure share is None, expected 0.0",
    ]

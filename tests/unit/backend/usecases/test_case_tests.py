from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
import yaml

from backend.contract.document import Lines, check
from backend.usecases.case_tests import CaseAt, ExpectedCase
from backend.usecases.work_tests import WorkExpectation


def test_a_case_is_written_as_a_source_says_it() -> None:
    text = "{at_s: 5, id: A, kind: dossier, status: '4', due: 2026-11-30T17:00:00+07:00, data: {procedure: '1.001'}}"
    given = msgspec.convert(yaml.safe_load(text), CaseAt)
    assert (given.status, given.severity, given.data) == ("4", None, {"procedure": "1.001"})
    assert given.due is not None
    assert given.due.astimezone(dt.UTC).hour == 10


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"case": "A", "due_state": "late"}, "due_state"),
        ({"case": "A", "group": "closed"}, "group"),
        ({"case": "A", "stat": "x"}, "stat"),
        ({}, ""),
    ],
)
def test_what_is_expected_is_checked(data: dict[str, Any], key: str) -> None:
    faults = check(data, ExpectedCase, Lines("x"))[1]
    assert [fault.key for fault in faults] == [key]


def test_cases_and_figures_are_work() -> None:
    assert WorkExpectation(cases=()).of_work()
    assert WorkExpectation(figures={"a": None}).of_work()
    assert not WorkExpectation().of_work()

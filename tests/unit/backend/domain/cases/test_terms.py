from __future__ import annotations

import pytest

from backend.domain.cases.spec import CaseKindSpec, TermSpec
from backend.domain.cases.terms import (
    FOREIGN,
    accept_spec,
    duration,
    finish_spec,
    foreign_spec,
    pauses_of,
    term_of,
)
from backend.domain.deadlines.amount import DurationError
from tests.unit.backend.domain.cases.conftest import MakeFile, make_kind


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("30m", "PT30M"), ("4h", "PT4H"), (" 7d ", "P7D"), ("2mo", "P2M"), ("PT4H30M", "PT4H30M"),
        ("4 giờ làm việc", "PT4H"), ("15 ngày", "P15D"), ("1 tháng", "P1M"),
    ],
)  # fmt: skip
def test_durations_are_read_as_people_write_them(text: str, iso: str) -> None:
    assert duration(text) == iso


@pytest.mark.parametrize("text", ["", "4", "soon", "4 hours", "0h", "-1h", "P", "1.5h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(DurationError):
        duration(text)


ANY = TermSpec(finish="9d")
FIELD = TermSpec(field="road", finish="1d")
FIELD_UNIT = TermSpec(field="road", unit="u", finish="2d")
SEVERE = TermSpec(severity="high", unit="u", source="app", finish="3d")


@pytest.mark.parametrize(
    ("case", "row"),
    [
        ({}, ANY),
        ({"field": "road"}, FIELD),
        ({"field": "road", "unit_id": "u"}, FIELD_UNIT),
        (
            {"field": "road", "unit_id": "u", "severity": "high", "source": "app"},
            FIELD_UNIT,
        ),  # field before all
        ({"field": "jam", "unit_id": "u", "severity": "high", "source": "app"}, SEVERE),
        ({"field": "jam", "unit_id": "u", "severity": "high", "source": "zalo"}, ANY),
    ],
)
def test_the_most_exact_row_holds(file: MakeFile, case: dict[str, str], row: TermSpec) -> None:
    for terms in ((ANY, FIELD, FIELD_UNIT, SEVERE), (SEVERE, FIELD_UNIT, FIELD, ANY)):
        assert term_of(make_kind(terms=terms), file(**case)) == row


def test_no_row_is_no_deadline_and_of_equal_rows_the_first_holds(file: MakeFile) -> None:
    assert term_of(make_kind(terms=(FIELD,)), file()) is None
    assert term_of(make_kind(terms=(ANY, TermSpec(finish="1d"))), file()) == ANY


def test_a_row_says_both_deadlines(kind: CaseKindSpec) -> None:
    term = TermSpec(accept="2h", finish="5d", finish_mode="elapsed", near="8h")
    accept, finish = accept_spec(kind, term), finish_spec(kind, term)
    assert accept is not None
    assert finish is not None
    assert (accept.amount, accept.mode, accept.begin) == ("PT2H", "working", "next_working")
    assert (finish.amount, finish.mode, finish.begin, finish.near_left) == (
        "P5D",
        "elapsed",
        "at_once",
        "PT8H",
    )
    assert set(finish.pauses) == set(pauses_of(kind)) == {"asked", "stopped"}
    assert accept_spec(kind, FIELD) is None
    assert finish_spec(kind, TermSpec(accept="1h")) is None


def test_without_a_word_it_is_near_in_its_last_fifth(kind: CaseKindSpec) -> None:
    finish = finish_spec(kind, FIELD)
    assert finish is not None
    assert (finish.near_share, finish.near_left) == (0.2, "")


def test_a_deadline_of_another_system_is_marked_and_never_stops() -> None:
    spec = foreign_spec(None)
    assert (spec.amount, spec.pauses, spec.near_share) == (FOREIGN, {}, 0.2)
    assert foreign_spec(TermSpec(finish="5d", near="8h")).near_left == "PT8H"

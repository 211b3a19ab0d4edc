from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.indicators import periods
from backend.domain.indicators.periods import PeriodError

ANY = st.builds(
    lambda year, part: f"{year}{part}",
    st.integers(1990, 2090),
    st.sampled_from(
        ["", "-H1", "-H2", "-9M", *(f"-Q{q}" for q in range(1, 5)), *(f"-{m:02d}" for m in range(1, 13))]
    ),
)


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2026", "year", "2026-01-01", "2026-12-31"),
        ("2026-H1", "half", "2026-01-01", "2026-06-30"),
        ("2026-H2", "half", "2026-07-01", "2026-12-31"),
        ("2026-9M", "nine_months", "2026-01-01", "2026-09-30"),
        ("2026-Q3", "quarter", "2026-07-01", "2026-09-30"),
        ("2028-02", "month", "2028-02-01", "2028-02-29"),
    ],
)
def test_each_kind_of_period_has_its_days(text: str, kind: str, first: str, last: str) -> None:
    found = periods.parse(text)
    assert (found.kind, found.first_day.isoformat(), found.last_day.isoformat()) == (kind, first, last)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-Q5", "2026-H3", "2026-6M", "2026-1", "Q3/2026", "2026-Q3 "]
)
def test_what_is_no_period_is_told_with_examples(text: str) -> None:
    with pytest.raises(PeriodError, match="2026-Q3 or 2026-11"):
        periods.parse(text)


def test_periods_sort_by_their_end_then_the_shorter_first() -> None:
    texts = ["2026", "2026-12", "2026-Q4", "2026-H2", "2026-9M", "2026-Q3", "2026-09", "2026-H1", "2025"]
    assert sorted(texts, key=periods.order) == [
        "2025", "2026-H1", "2026-09", "2026-Q3", "2026-9M", "2026-12", "2026-Q4", "2026-H2", "2026"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "before"),
    [("2026", "2025"), ("2026-H1", "2025-H2"), ("2026-H2", "2026-H1"), ("2026-9M", "2025-9M"),
     ("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2"), ("2026-01", "2025-12"), ("2026-11", "2026-10")],
)  # fmt: skip
def test_the_period_before(text: str, before: str) -> None:
    assert periods.previous(text) == before


@given(ANY)
def test_the_one_before_ends_earlier_and_is_of_the_same_kind(text: str) -> None:
    before = periods.previous(text)
    assert periods.order(before) < periods.order(text)
    assert periods.parse(before).kind == periods.parse(text).kind
    year = periods.year_before(text)
    assert (periods.parse(year).kind, periods.parse(year).year) == (
        periods.parse(text).kind, periods.parse(text).year - 1
    )  # fmt: skip


@given(ANY, st.dates(datetime.date(1991, 1, 1), datetime.date(2080, 12, 31)))
def test_the_newest_ended_is_over_and_the_next_is_not(text: str, day: datetime.date) -> None:
    kind = periods.parse(text).kind
    ended = periods.newest_ended(kind, day)
    assert periods.parse(ended).last_day < day
    now = periods.containing(kind, day)
    assert periods.previous(now) == ended or now == ended


@pytest.mark.parametrize(
    ("text", "cumulative", "words"),
    [("2026", False, "Năm 2026"), ("2026-Q3", False, "Quý III/2026"), ("2026-11", False, "Tháng 11/2026"),
     ("2026-9M", False, "9 tháng năm 2026"), ("2026-H1", False, "6 tháng đầu năm 2026"),
     ("2026-H2", False, "6 tháng cuối năm 2026"), ("2026-Q3", True, "9 tháng năm 2026"),
     ("2026-11", True, "11 tháng năm 2026"), ("2026-12", True, "Năm 2026"), ("2026-H1", True, "6 tháng năm 2026")],
)  # fmt: skip
def test_people_call_them_so(text: str, cumulative: bool, words: str) -> None:
    found = periods.name(text, cumulative=cumulative)
    assert found.vi == words
    assert "2026" in found.en


def test_a_plan_may_be_of_several_years() -> None:
    assert periods.expanded("2021..2023") == ("2021", "2022", "2023")
    assert periods.expanded("2026-Q1") == ("2026-Q1",)
    for wrong in ("2023..2021", "2021-Q1..2022-Q1", "2021.."):
        with pytest.raises(PeriodError):
            periods.expanded(wrong)

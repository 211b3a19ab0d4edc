from __future__ import annotations

import pytest

from backend.domain.calendar.index import CalendarRangeError, WorkIndex, YearOfWork

YEAR_S = 1000.0
"""Years of this test are 1000 s long, year 2000 begins at 0, and work is done from 100 to 200 and 300 to 400."""


def year_of(year: int) -> YearOfWork:
    at = (year - 2000) * YEAR_S
    return YearOfWork(
        at, at + YEAR_S, [at + 100, at + 300], [at + 200, at + 400], [year * 10 + 1, year * 10 + 3]
    )


@pytest.fixture
def index() -> WorkIndex:
    return WorkIndex(year_of, 2000)


def test_between_counts_only_work(index: WorkIndex) -> None:
    assert index.between_s(150, 350) == 100
    assert index.between_s(200, 300) == 0
    assert index.between_s(350, 150) == -100


def test_between_reaches_over_years_in_both_directions(index: WorkIndex) -> None:
    assert index.between_s(-2950, 2150) == 200 * 5 + 50
    assert index.between_s(0, 0) == 0


@pytest.mark.parametrize(
    ("at", "work_s", "expected"),
    [
        (100, 50, 150),
        (150, 100, 350),
        (150, 50, 200),
        (250, 100, 400),
        (390, 20, 1110),
        (0, 1000, 4400),
        (150, -100, -650),
    ],
)
def test_shifted_gives_the_earliest_instant(
    index: WorkIndex, at: float, work_s: float, expected: float
) -> None:
    assert index.shifted(at, work_s) == expected


@pytest.mark.parametrize(("at", "expected"), [(150, 150), (100, -600), (250, 200), (300, 200), (999, 400)])
def test_shifted_by_nothing_goes_back_to_the_last_moment_of_work(
    index: WorkIndex, at: float, expected: float
) -> None:
    assert index.shifted(at, 0.0) == expected


def test_a_sum_of_floats_does_not_slip_over_a_break(index: WorkIndex) -> None:
    assert index.shifted(100.1, 99.9 + 1e-8) == 200


def test_work_ends_before_the_end_of_its_span(index: WorkIndex) -> None:
    assert [index.working(at) for at in (99, 100, 199.9, 200, 300)] == [False, True, True, False, True]
    assert index.working(-900)
    assert not index.working(-901)


def test_next_start_lies_after(index: WorkIndex) -> None:
    assert (index.next_start_at(50), index.next_start_at(100), index.next_start_at(300)) == (100, 300, 1100)


def test_days_are_counted_from_any_day(index: WorkIndex) -> None:
    assert [index.day_from(20001, n) for n in (1, 2, 3, -1, -2, -3)] == [
        20003,
        20011,
        20013,
        19993,
        19991,
        19983,
    ]
    assert (index.day_from(20002, 1), index.day_from(20002, -1)) == (20003, 20001)


def test_the_end_of_the_calendar_is_said_in_words(index: WorkIndex) -> None:
    with pytest.raises(
        CalendarRangeError, match="covers 1900 to 2200, 2201 was asked for; check the instant"
    ):
        index.shifted(0, 1e9)
    with pytest.raises(CalendarRangeError, match="1899 was asked for"):
        index.day_from(20001, -1000)


def test_a_year_is_worked_out_once() -> None:
    asked: list[int] = []

    def years(year: int) -> YearOfWork:
        asked.append(year)
        return year_of(year)

    index = WorkIndex(years, 2000)
    for _ in range(3):
        index.between_s(-500, 2500)
    assert asked == [2000, 1999, 2001, 2002]


def test_years_without_any_work_are_passed_over() -> None:
    def years(year: int) -> YearOfWork:
        found = year_of(year)
        return found if year in (1990, 2010) else found._replace(starts=[], ends=[], days=[])

    index = WorkIndex(years, 2000)
    assert index.shifted(0, 10) == 10_110
    assert index.shifted(0, -10) == -9_610
    assert not index.working(0)

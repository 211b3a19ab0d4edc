from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar.index import CalendarRangeError
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.amount import Amount, DurationError, Mode
from backend.domain.deadlines.due import begin_before, due_after

At = Callable[[str], float]


@pytest.mark.parametrize(
    ("text", "mode", "begun", "due"),
    [
        ("PT4H", "working", "13/02 16:00", "23/02 10:30"),
        ("PT4H", "elapsed", "13/02 16:00", "13/02 20:00"),
        ("P1D", "working", "13/02 16:00", "23/02 16:00"),
        ("P1D", "elapsed", "13/02 16:00", "14/02 16:00"),
        ("P1W", "elapsed", "13/02 16:00", "20/02 16:00"),
        ("P1M", "elapsed", "17/01 10:00", "17/02 10:00"),
        (
            "P1M",
            "working",
            "17/01 10:00",
            "23/02 17:00",
        ),  # the first day of Tết gives way to the day after it
        ("P1M", "working", "05/02 10:00", "05/03 10:00"),
        ("P1M", "working", "05/02 20:00", "05/03 17:00"),
        ("P1DT2H", "working", "05/03 16:00", "09/03 08:30"),
        ("P1MT2H", "elapsed", "31/01 23:00", "01/03 01:00"),
        ("PT0S", "working", "17/02 10:00", "17/02 10:00"),
    ],
)
def test_due_after(office: WorkingCalendar, at: At, text: str, mode: Mode, begun: str, due: str) -> None:
    assert office.local(due_after(text, at(begun), mode, office)) == office.local(at(due))


def test_weeks_of_working_time_are_refused_with_the_way_out(office: WorkingCalendar, at: At) -> None:
    for count in (due_after, begin_before):
        with pytest.raises(DurationError, match=r"P2W in working time .* write working days \(P5D\)"):
            count("P2W", at("05/03 10:00"), "working", office)


def test_a_date_beyond_the_calendar_is_an_error_in_words(office: WorkingCalendar, at: At) -> None:
    with pytest.raises(CalendarRangeError, match="reach beyond a calendar"):
        due_after("P99999Y", at("05/03 10:00"), "elapsed", office)


@pytest.mark.parametrize(
    ("text", "mode", "end", "begun"),
    [
        ("PT4H", "working", "23/02 10:30", "13/02 16:00"),
        ("P1D", "working", "23/02 16:00", "13/02 16:00"),
        ("P1DT1H", "working", "23/02 16:00", "13/02 15:00"),
        ("PT4H", "elapsed", "13/02 20:00", "13/02 16:00"),
        ("P1M", "elapsed", "17/03 10:00", "17/02 10:00"),
        ("P1W", "elapsed", "20/02 16:00", "13/02 16:00"),
    ],
)
def test_begin_before(office: WorkingCalendar, at: At, text: str, mode: Mode, end: str, begun: str) -> None:
    assert office.local(begin_before(text, at(end), mode, office)) == office.local(at(begun))


@given(st.integers(0, 200 * 1440), st.integers(0, 10), st.integers(0, 50))
def test_more_is_never_due_earlier(office: WorkingCalendar, minute: int, n_days: int, hours: int) -> None:
    begun_at = 1_767_200_400.0 + 60 * minute
    due = [
        due_after(Amount(n_days=n_days, time_s=3600.0 * h), begun_at, "working", office)
        for h in (hours, hours + 1)
    ]
    assert begun_at <= due[0] < due[1] or (n_days and due[0] < due[1])


@given(st.integers(0, 200 * 1440), st.integers(1, 100))
def test_working_time_is_never_due_before_elapsed_time(
    office: WorkingCalendar, minute: int, hours: int
) -> None:
    begun_at = 1_767_200_400.0 + 60 * minute
    text = f"PT{hours}H"
    assert due_after(text, begun_at, "working", office) >= due_after(text, begun_at, "elapsed", office)

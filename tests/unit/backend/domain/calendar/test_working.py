from __future__ import annotations

import datetime
import functools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.state import Text
from backend.domain.calendar.days import SpecialDay, swapped
from backend.domain.calendar.hours import DatedHours, parse_week
from backend.domain.calendar.index import CalendarRangeError
from backend.domain.calendar.working import WorkingCalendar

At = Callable[[str], float]
HOUR_S = 3600.0


def test_an_hour_is_carried_over_noon_and_the_weekend(office: WorkingCalendar, at: At) -> None:
    assert office.add_working(at("05/03 11:00"), HOUR_S) == at("05/03 14:00")
    assert office.add_working(at("06/03 16:30"), HOUR_S) == at("09/03 08:00")


def test_what_fills_the_day_is_due_at_closing_not_at_the_next_opening(
    office: WorkingCalendar, at: At
) -> None:
    assert office.add_working(at("05/03 16:00"), HOUR_S) == at("05/03 17:00")
    assert office.add_working(at("05/03 07:30"), 4 * HOUR_S) == at("05/03 11:30")


def test_four_hours_over_tet(office: WorkingCalendar, at: At) -> None:
    assert office.add_working(at("13/02 16:00"), 4 * HOUR_S) == at("23/02 10:30")


def test_the_saturday_worked_back_counts_and_the_swapped_monday_does_not(
    office: WorkingCalendar, at: At
) -> None:
    assert office.add_working(at("21/08 16:30"), HOUR_S) == at("22/08 08:00")
    assert office.add_working(at("28/08 16:30"), HOUR_S) == at("03/09 08:00")


def test_adding_nothing_changes_nothing(office: WorkingCalendar, at: At) -> None:
    assert office.add_working(at("07/03 12:00"), 0.0) == at("07/03 12:00")
    assert office.subtract_working(at("07/03 12:00"), 0.0) == at("07/03 12:00")
    assert office.add_working_days(at("07/03 12:00"), 0) == at("07/03 12:00")


def test_negative_amounts_name_the_other_function(office: WorkingCalendar, at: At) -> None:
    with pytest.raises(ValueError, match="use subtract_working"):
        office.add_working(at("05/03 08:00"), -1.0)
    with pytest.raises(ValueError, match="use add_working"):
        office.subtract_working(at("05/03 08:00"), -1.0)


def test_subtracting_gives_the_instant_from_which_that_much_is_left(office: WorkingCalendar, at: At) -> None:
    assert office.subtract_working(at("23/02 10:30"), 4 * HOUR_S) == at("13/02 16:00")
    assert office.subtract_working(at("09/03 07:30"), HOUR_S) == at("06/03 16:00")


def test_working_time_between_may_be_negative(office: WorkingCalendar, at: At) -> None:
    assert office.working_between(at("05/03 11:00"), at("05/03 14:00")) == HOUR_S
    assert office.working_between(at("05/03 14:00"), at("05/03 11:00")) == -HOUR_S
    assert office.working_between(at("14/02 00:00"), at("23/02 00:00")) == 0.0


def test_working_time_is_half_open(office: WorkingCalendar, at: At) -> None:
    moments = ("05/03 07:29", "05/03 07:30", "05/03 11:30", "05/03 13:30", "05/03 17:00", "17/02 09:00")
    assert [office.is_working(at(m)) for m in moments] == [False, True, False, True, False, False]


def test_the_next_working_moment(office: WorkingCalendar, at: At) -> None:
    assert office.next_working(at("05/03 09:12")) == at("05/03 09:12")
    assert office.next_working(at("05/03 11:30")) == at("05/03 13:30")
    assert office.next_working(at("13/02 17:00")) == at("23/02 07:30")


@pytest.mark.parametrize(
    ("begun", "n_days", "due"),
    [
        ("05/03 09:00", 1, "06/03 09:00"),
        ("06/03 09:00", 1, "09/03 09:00"),
        ("13/02 09:00", 1, "23/02 09:00"),
        ("21/08 09:00", 1, "22/08 09:00"),
        ("28/08 15:00", 1, "03/09 15:00"),
        ("05/03 18:00", 1, "06/03 17:00"),  # after hours: the whole of the next working day
        ("07/03 10:00", 1, "09/03 17:00"),  # on a Saturday: the whole of Monday
        ("05/03 07:30", 1, "05/03 17:00"),  # from opening to closing of the same day
        ("05/03 12:00", 1, "06/03 11:30"),  # from the end of the noon break to the same moment of work
        ("13/10 15:00", 1, "14/10 11:30"),  # the day of the storm closes at noon
        ("05/03 09:00", 10, "19/03 09:00"),
        ("09/03 09:00", -1, "06/03 09:00"),
        ("23/02 09:00", -2, "12/02 09:00"),
    ],
)
def test_working_days(office: WorkingCalendar, at: At, begun: str, n_days: int, due: str) -> None:
    assert office.local(office.add_working_days(at(begun), n_days)) == office.local(at(due))


def test_the_opening_after_a_day(office: WorkingCalendar, at: At) -> None:
    for moment in ("13/02 06:00", "13/02 10:00", "13/02 20:00", "17/02 10:00"):
        assert office.opening_after(at(moment)) == at("23/02 07:30")


def test_a_day_off_gives_way_to_the_next_closing(office: WorkingCalendar, at: At) -> None:
    assert office.off_to_closing(at("17/02 10:00")) == at("23/02 17:00")
    assert office.off_to_closing(at("05/03 20:00")) == at("05/03 20:00")


def test_the_last_working_moment(office: WorkingCalendar, at: At) -> None:
    assert office.last_working(at("22/02 10:00")) == at("13/02 17:00")
    assert office.last_working(at("05/03 10:00")) == at("05/03 10:00")


@pytest.mark.parametrize(
    ("date", "works", "reason"),
    [
        ((2026, 3, 5), True, ""),
        ((2026, 3, 7), False, "Nghỉ hằng tuần"),
        ((2026, 2, 17), False, "Tết Nguyên đán"),
        ((2026, 8, 31), False, "Nghỉ hoán đổi, làm bù ngày 22/08/2026"),
        ((2026, 8, 22), True, "Làm bù cho ngày 31/08/2026"),
        ((2026, 10, 14), True, "Nghỉ tránh bão từ trưa"),
    ],
)
def test_a_day_says_why_it_is_as_it_is(
    office: WorkingCalendar, date: tuple[int, int, int], works: bool, reason: str
) -> None:
    day = office.day(datetime.date(*date))
    assert (day.works, day.reason.vi) == (works, reason)


def test_the_day_of_an_instant_is_local(office: WorkingCalendar, at: At) -> None:
    assert office.day_of(at("17/02 00:00")).date == datetime.date(2026, 2, 17)
    assert office.day_of(at("17/02 00:00") - 1).date == datetime.date(2026, 2, 16)


def test_a_swap_means_nothing_to_a_unit_that_is_closed_on_the_swapped_weekday(at: At) -> None:
    hours = DatedHours(parse_week({"tue-sat": ["08:00-10:00"]}))
    unit = WorkingCalendar([hours], swapped(datetime.date(2026, 8, 31), datetime.date(2026, 8, 22)))
    day = unit.day(datetime.date(2026, 8, 22))
    assert (day.works, day.reason.vi) == (True, "")


def test_hours_hold_from_their_day_and_the_first_ones_before(at: At) -> None:
    winter = DatedHours(parse_week({"mon-fri": ["08:00-12:00"]}), datetime.date(2026, 1, 1))
    summer = DatedHours(parse_week({"mon-fri": ["07:00-11:00"]}), datetime.date(2026, 4, 16))
    unit = WorkingCalendar([summer, winter])
    assert unit.next_working(at("15/04 00:00")) == at("15/04 08:00")
    assert unit.next_working(at("16/04 00:00")) == at("16/04 07:00")
    assert unit.day(datetime.date(2020, 1, 1)).spans == winter.week[2]


def test_a_calendar_needs_hours() -> None:
    with pytest.raises(ValueError, match="needs weekly hours"):
        WorkingCalendar([])


def test_too_far_is_said_in_words(office: WorkingCalendar, at: At) -> None:
    with pytest.raises(CalendarRangeError, match="check the instant and the amount"):
        office.add_working(at("05/03 08:00"), 1e12)


def test_after_a_refusal_the_calendar_still_counts(office: WorkingCalendar, at: At) -> None:
    for _ in range(2):
        with pytest.raises(CalendarRangeError, match="2201 was asked for"):
            office.add_working(at("05/03 08:00"), 1e12)
    assert office.add_working(at("05/03 11:00"), HOUR_S) == at("05/03 14:00")


def test_milliseconds_taken_for_seconds_are_noticed(office: WorkingCalendar, at: At) -> None:
    with pytest.raises(CalendarRangeError, match="give seconds since 1970"):
        office.add_working_days(1000 * at("05/03 08:00"), 1)
    with pytest.raises(CalendarRangeError, match="the instant nan"):
        office.local(float("nan"))


@pytest.mark.parametrize("amount", [{"n_months": 10**7}, {"n_days": -(10**12)}])
def test_dates_beyond_a_calendar_are_refused(office: WorkingCalendar, at: At, amount: dict[str, int]) -> None:
    with pytest.raises(CalendarRangeError, match="reach beyond a calendar"):
        office.add_dates(at("05/03 08:00"), **amount)


@pytest.mark.parametrize("year", [2019, 2024, 2033])
def test_the_order_of_questions_does_not_matter(year: int) -> None:
    """Years are worked out when they are asked for: a far year first or last gives the same answers."""
    week = DatedHours(parse_week({"mon-fri": ["07:30-11:30"]}))

    def answers(calendar: WorkingCalendar) -> list[float]:
        noon = datetime.datetime(year, 6, 15, 12, 0, tzinfo=calendar.zone).timestamp()
        return [
            calendar.add_working_days(noon, -3),
            calendar.off_to_closing(noon),
            calendar.opening_after(noon),
            calendar.add_working_days(noon, 3),
            calendar.next_working(noon),
        ]

    fresh, used = WorkingCalendar([week]), WorkingCalendar([week])
    used.is_working(datetime.datetime(2026, 6, 1, tzinfo=used.zone).timestamp())
    assert answers(used) == answers(fresh)


def test_a_unit_on_duty_day_and_night_counts_by_the_clock(at: At) -> None:
    duty = WorkingCalendar([DatedHours(parse_week({"mon-sun": ["00:00-24:00"]}))])
    assert duty.add_working(at("17/02 23:00"), 30 * HOUR_S) == at("19/02 05:00")
    assert duty.add_working_days(at("17/02 00:00"), 2) == at("19/02 00:00")
    assert duty.next_working(at("18/02 00:00")) == at("18/02 00:00")


def test_dates_are_added_by_the_calendar_on_the_wall(office: WorkingCalendar, at: At) -> None:
    assert office.add_dates(at("31/01 10:00"), n_months=1) == at("28/02 10:00")
    assert office.add_dates(at("31/03 10:00"), n_months=-1, n_days=3) == at("03/03 10:00")
    assert office.add_dates(at("31/03 10:00") + 0.123_456_789) == at("31/03 10:00") + 0.123_456_789
    assert office.local(office.add_dates(at("15/12 10:00"), n_months=2)).date() == datetime.date(2027, 2, 15)


AMSTERDAM = "Europe/Amsterdam"


def test_summer_time_is_no_working_time_gained_or_lost_on_office_days() -> None:
    desk = WorkingCalendar([DatedHours(parse_week({"mon-fri": ["09:00-17:00"]}))], zone=AMSTERDAM)
    friday = datetime.datetime(2026, 3, 27, 16, 0, tzinfo=desk.zone).timestamp()
    due = desk.local(desk.add_working(friday, 2 * HOUR_S))
    assert (due.isoformat(), due.utcoffset()) == ("2026-03-30T10:00:00+02:00", datetime.timedelta(hours=2))
    assert desk.local(desk.add_working_days(friday, 1)).isoformat() == "2026-03-30T16:00:00+02:00"
    assert desk.local(desk.add_dates(friday, n_days=3)).isoformat() == "2026-03-30T16:00:00+02:00"


def test_the_night_of_the_change_has_its_real_hours() -> None:
    duty = WorkingCalendar([DatedHours(parse_week({"mon-sun": ["00:00-24:00"]}))], zone=AMSTERDAM)
    for month, day, hours in ((3, 29, 23), (10, 25, 25), (6, 1, 24)):
        midnight = datetime.datetime(2026, month, day, tzinfo=duty.zone)
        after = (midnight + datetime.timedelta(days=1)).timestamp()
        assert duty.working_between(midnight.timestamp(), after) == hours * HOUR_S


# A judge that knows nothing of the index: it walks minute by minute and asks the raw rules each time.

OFF = {datetime.date(2026, 4, 27), datetime.date(2026, 4, 30), datetime.date(2026, 5, 1)}
BACK = {datetime.date(2026, 5, 9)}
SATURDAY = WorkingCalendar(
    [DatedHours(parse_week({"mon-fri": ["07:30-11:30", "13:30-17:00"], "sat": ["07:30-11:30"]}))],
    {
        **{day: SpecialDay(Text("Nghỉ")) for day in OFF},
        **{day: SpecialDay(Text("Làm bù"), works_as=0) for day in BACK},
    },
)
START_S = 1_776_618_000  # Monday 20/04/2026, local midnight
MINUTES = st.integers(0, 28 * 1440)


@functools.cache
def works(minute: int) -> bool:
    date = datetime.date(2026, 4, 20) + datetime.timedelta(days=minute // 1440)
    of_day = minute % 1440
    if date in OFF or date.weekday() == 6:
        return False
    morning, afternoon = 450 <= of_day < 690, 810 <= of_day < 1020
    return morning if date.weekday() == 5 and date not in BACK else morning or afternoon


@given(MINUTES, st.integers(1, 4000))
@settings(deadline=None)
def test_adding_equals_walking(begun: int, amount: int) -> None:
    minute, left = begun, amount
    while left:
        left -= works(minute)
        minute += 1
    assert SATURDAY.add_working(START_S + 60.0 * begun, 60.0 * amount) == START_S + 60.0 * minute


@given(MINUTES, MINUTES)
@settings(deadline=None)
def test_between_equals_walking(a: int, b: int) -> None:
    walked = sum(works(minute) for minute in range(min(a, b), max(a, b)))
    signed = walked if a <= b else -walked
    assert SATURDAY.working_between(START_S + 60.0 * a, START_S + 60.0 * b) == 60.0 * signed


@given(MINUTES)
@settings(deadline=None)
def test_the_next_working_moment_equals_walking(begun: int) -> None:
    minute = begun
    while not works(minute):
        minute += 1
    assert SATURDAY.next_working(START_S + 60.0 * begun) == START_S + 60.0 * minute


@given(MINUTES, st.integers(1, 20))
@settings(deadline=None)
def test_working_days_equal_walking(begun: int, n_days: int) -> None:
    minute, day = begun, 0
    while not works(minute):
        minute += 1
    for _ in range(n_days):
        day = minute // 1440 + 1
        while not any(works(m) for m in range(day * 1440, day * 1440 + 1440)):
            day += 1
        minute = day * 1440 + minute % 1440
    while not works(minute - 1):
        minute -= 1
    assert SATURDAY.add_working_days(START_S + 60.0 * begun, n_days) == START_S + 60.0 * minute


@given(st.floats(0, 28 * 86_400), st.floats(0.001, 1e6))
def test_adding_and_subtracting_undo_one_another_to_the_microsecond(begun_s: float, amount_s: float) -> None:
    due = SATURDAY.add_working(START_S + begun_s, amount_s)
    assert SATURDAY.working_between(START_S + begun_s, due) == pytest.approx(amount_s, abs=2e-6)
    back = SATURDAY.subtract_working(due, amount_s)
    assert SATURDAY.working_between(back, START_S + begun_s) == pytest.approx(0.0, abs=4e-6)


@given(MINUTES, MINUTES, st.integers(1, 20))
@settings(deadline=None)
def test_who_begins_later_is_never_due_earlier(a: int, b: int, n_days: int) -> None:
    first, second = sorted((START_S + 60.0 * a, START_S + 60.0 * b))
    assert SATURDAY.add_working_days(first, n_days) <= SATURDAY.add_working_days(second, n_days)

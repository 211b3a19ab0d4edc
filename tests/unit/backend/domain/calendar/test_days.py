from __future__ import annotations

import datetime

from backend.domain.calendar.days import Day, swapped
from backend.domain.calendar.hours import Span

MONDAY, SATURDAY = datetime.date(2026, 8, 31), datetime.date(2026, 8, 22)


def test_a_swap_makes_two_special_days_that_name_one_another() -> None:
    days = swapped(MONDAY, SATURDAY)
    assert days[MONDAY].name.vi == "Nghỉ hoán đổi, làm bù ngày 22/08/2026"
    assert days[SATURDAY].name.vi == "Làm bù cho ngày 31/08/2026"
    assert days[SATURDAY].name.en == "Worked back for 31/08/2026"


def test_the_day_worked_back_has_the_hours_of_the_day_that_became_free() -> None:
    days = swapped(MONDAY, SATURDAY)
    assert (days[MONDAY].works_as, days[MONDAY].spans) == (None, ())
    assert days[SATURDAY].works_as == 0


def test_a_day_works_if_it_has_hours() -> None:
    assert Day(MONDAY, (Span(0, 60),)).works
    assert not Day(MONDAY, ()).works

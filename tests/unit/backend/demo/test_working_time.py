from __future__ import annotations

import datetime as dt

from backend.demo.working_time import calendar


def test_offices_keep_the_countrys_hours() -> None:
    zone = dt.timezone(dt.timedelta(hours=7))
    monday = dt.datetime(2026, 11, 23, 9, tzinfo=zone).timestamp()
    sunday = dt.datetime(2026, 11, 22, 9, tzinfo=zone).timestamp()
    assert calendar().is_working(monday)
    assert not calendar().is_working(sunday)

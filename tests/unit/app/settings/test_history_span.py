from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.settings.history_span import last_days, span_of
from tests.unit.widgets.city import NOW

ZONE = "Asia/Ho_Chi_Minh"


def at(*parts):
    return datetime(*parts, tzinfo=ZoneInfo(ZONE)).timestamp()


def test_ninety_days_up_to_today_are_proposed():
    assert last_days(NOW, ZONE) == (date(2026, 8, 24), date(2026, 11, 22))
    assert last_days(at(2026, 11, 22, 0, 30), "UTC")[1] == date(2026, 11, 21)


def test_days_reach_from_midnight_to_midnight():
    assert span_of(date(2026, 10, 1), date(2026, 10, 2), NOW, ZONE) == (at(2026, 10, 1), at(2026, 10, 3))


def test_the_last_day_ends_now_at_the_latest():
    assert span_of(date(2026, 11, 22), date(2026, 12, 31), NOW, ZONE) == (at(2026, 11, 22), NOW)


def test_days_in_the_wrong_order_or_to_come_are_no_time():
    assert span_of(date(2026, 10, 2), date(2026, 10, 1), NOW, ZONE) is None
    assert span_of(date(2026, 11, 23), date(2026, 11, 24), NOW, ZONE) is None

import math

import pytest

from widgets.logic import formats

TZ = "Asia/Ho_Chi_Minh"
AT = 1795293737.0  # 2026-11-22 03:42:17 in Đà Nẵng


@pytest.mark.parametrize(
    ("value", "decimals", "language", "words"),
    [
        (1240, 0, "vi", "1.240"),
        (1.48, 2, "vi", "1,48"),
        (1234567.891, 1, "vi", "1.234.567,9"),
        (1234567.891, 1, "en", "1,234,567.9"),
        (-3.25, 1, "vi", "−3,2"),
        (-0.04, 1, "vi", "0,0"),
        (math.nan, 1, "vi", "–"),
        (math.inf, 0, "en", "–"),
    ],
)
def test_numbers_are_written_the_way_of_the_language(value, decimals, language, words):
    assert formats.number(value, decimals, language) == words


def test_a_signed_number_shows_its_plus():
    assert formats.number(4, 0, signed=True) == "+4"
    assert formats.number(0, 0, signed=True) == "0"
    assert formats.number(-4, 0, signed=True) == "−4"


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (-3, "0 s", "0 s"),
        (8.9, "8 s", "8 s"),
        (60, "1 ph", "1 min"),
        (250, "4 ph 10 s", "4 min 10 s"),
        (7500, "2 giờ 5 ph", "2 h 5 min"),
        (273600, "3 ngày 4 giờ", "3 d 4 h"),
    ],
)
def test_durations_use_their_two_largest_units(seconds, vi, en):
    assert formats.duration(seconds, "vi").replace("\u00a0", " ") == vi
    assert formats.duration(seconds, "en").replace("\u00a0", " ") == en


@pytest.mark.parametrize(
    ("seconds", "words"), [(41, "41 s"), (250, "4 ph"), (7500, "2 giờ"), (273600, "3 ngày")]
)
def test_rough_durations_use_their_largest_unit(seconds, words):
    assert formats.rough_duration(seconds).replace("\u00a0", " ") == words


def test_short_times_have_a_decimal():
    assert formats.seconds(0.84).replace("\u00a0", " ") == "0,8 s"
    assert formats.seconds(12.3, "en").replace("\u00a0", " ") == "12 s"


def test_clock_and_date_are_local():
    assert formats.clock(AT, TZ) == "03:42:17"
    assert formats.clock(AT, TZ, with_seconds=False) == "03:42"
    assert formats.date(AT, TZ) == "CN 22/11/2026"
    assert formats.date(AT, TZ, "en") == "Sun 22/11/2026"


def test_a_moment_names_its_day_where_that_is_not_today():
    assert formats.moment(AT - 60, AT, TZ) == "03:41"
    assert formats.moment(AT - 86400, AT, TZ) == "03:42 21/11"
    assert formats.moment(AT - 400 * 86400, AT, TZ) == "03:42 18/10/2025"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-24T14:00:00+00:00", "21:00 24/11/2026"),
        ("2026-11-24T21:00", "21:00 24/11/2026"),
        ("chiều mai", "chiều mai"),
        ("", ""),
    ],
)
def test_a_written_instant_is_said_in_local_time(value, words):
    assert formats.local_instant(value, TZ, "%H:%M %d/%m/%Y") == words


def test_an_unknown_time_zone_falls_back_to_utc():
    assert formats.clock(0, "Mars/Olympus") == "00:00:00"
    assert formats.clock(0, "") == "00:00:00"

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from app.settings.rings_chart import RingsChart, Stroke, days_of, strokes
from backend.contract.work_requests import BackTestEpisode
from tests.unit.app.settings.conftest import EPISODES, TEST
from tests.unit.widgets.conftest import has_colour, picture
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

ZONE = "Asia/Ho_Chi_Minh"
FIRST = date(2026, 10, 1)


def at(day, hour, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=ZoneInfo(ZONE)).timestamp()


def cut(*episodes, end_at=0.0):
    return list(strokes(episodes, FIRST, end_at or at(9, 0), ZONE))


def test_days_are_local_and_a_midnight_belongs_to_the_day_before():
    assert days_of(at(1, 0), at(3, 0), ZONE) == [date(2026, 10, 1), date(2026, 10, 2)]
    assert len(days_of(at(1, 23), at(3, 1), ZONE)) == 3


def test_a_ring_stands_at_its_hour():
    assert cut(BackTestEpisode("a", at(2, 6), at(2, 12), "high", None)) == [Stroke(1, 0.25, 0.5, "high")]


def test_a_ring_over_midnight_is_cut():
    assert cut(BackTestEpisode("a", at(1, 18), at(3, 6), "low", None)) == [
        Stroke(0, 0.75, 1.0, "low"),
        Stroke(1, 0.0, 1.0, "low"),
        Stroke(2, 0.0, 0.25, "low"),
    ]


def test_a_ring_that_never_ended_lasts_to_the_end():
    found = cut(BackTestEpisode("a", at(1, 12), None, "low", None), end_at=at(2, 12))
    assert [(s.start, s.end) for s in found] == [(0.5, 1.0), (0.0, 0.5)]


@pytest.fixture
def chart(show, vietnamese):
    return show(RingsChart(look_for("dark", "desk")), 760, 200)


def test_rings_are_painted_in_the_colour_of_their_severity(chart):
    all_known = replace(TEST, n_episodes=2, events=())
    chart.show_test(all_known, ZONE)
    image = picture(chart)
    assert has_colour(image, DARK.critical)
    assert has_colour(image, DARK.medium)
    assert not has_colour(image, DARK.high)
    assert chart.unknown_before_at() is None


def test_an_unknown_severity_has_a_neutral_colour(chart):
    chart.show_test(replace(TEST, episodes=(replace(EPISODES[1], severity="tint"),)), ZONE)
    assert has_colour(picture(chart), DARK.live_series)


def test_where_only_the_newest_are_known_the_time_before_is_hatched(chart):
    chart.show_test(replace(TEST, episodes=(), n_episodes=0), ZONE)
    empty = picture(chart)
    chart.show_test(TEST, ZONE)
    assert chart.unknown_before_at() == EPISODES[0].began_at
    hatched = picture(chart)
    probe = [(x, y) for x in range(60, 120) for y in range(40, 60)]
    assert [empty.pixel(*p) for p in probe] != [hatched.pixel(*p) for p in probe]


def test_nothing_is_painted_without_a_test(chart):
    blank = picture(chart)
    chart.show_test(TEST, ZONE)
    assert picture(chart) != blank
    chart.show_test(None, ZONE)
    assert picture(chart) == blank

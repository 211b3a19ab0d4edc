import pytest

from tests.unit.widgets.city import NOW, City
from widgets.logic.ageing import ages_of, restart_delay_s, together


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], "lost"),
        (["lost", "lost"], "lost"),
        (["fresh", "lost"], "fresh"),
        (["fresh", "late", "lost"], "late"),
        (["late"], "late"),
    ],
)
def test_one_silent_station_does_not_grey_out_the_others(states, whole):
    assert together(states) == whole


def test_ages_of_several_series(qapp):
    state = City().live.state
    ages = ages_of(state, ["me_suot.level", "ham_nghi.level", "phu_loc_07.level", "no.such"], NOW)
    assert (ages.n_fresh, ages.n_late, ages.n_lost) == (2, 0, 2)
    assert ages.newest_at == NOW - 2
    assert ages.oldest_at == NOW - 3, "the oldest among those that are not lost"


def test_where_all_are_lost_the_oldest_of_all_counts(qapp):
    ages = ages_of(City().live.state, ["phu_loc_07.level"], NOW)
    assert ages.state == "lost"
    assert ages.oldest_at == NOW - 255


def test_restarts_back_off_to_a_minute():
    assert [restart_delay_s(n) for n in (1, 2, 3, 7, 50)] == [1, 2, 4, 60, 60]

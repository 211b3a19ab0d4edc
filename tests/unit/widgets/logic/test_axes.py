from hypothesis import given
from hypothesis import strategies as st

from tests.unit.widgets.city import NOW
from widgets.logic.axes import grown_range, nice_range, nice_step, time_step_s, time_ticks, value_ticks

TZ = "Asia/Ho_Chi_Minh"


def test_steps_are_round():
    assert [nice_step(span, 4) for span in (80, 62, 3.1, 0.7)] == [20, 20, 1.0, 0.2]


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_range_holds_its_data(low, spread):
    found = nice_range(low, low + spread)
    slack = 1e-8 * (found[1] - found[0])  # less than any pixel
    assert found[0] <= low + slack
    assert found[1] >= low + spread - slack
    assert found[1] > found[0]


def test_a_range_starts_at_zero_where_that_is_near():
    assert nice_range(3, 62) == (0, 80)
    assert nice_range(62, 3) == (0, 80)
    assert nice_range(900, 1000)[0] == 900
    assert nice_range(0, 0) == (0, 1)
    assert nice_range(5, 5) == (4, 6)
    assert nice_range(-3, -3) == (-4, -2)


def test_ticks_and_their_decimals():
    assert value_ticks(0, 80, 4) == ([0, 20, 40, 60, 80], 0)
    ticks, decimals = value_ticks(0, 1.0, 4)
    assert (ticks, decimals) == ([0, 0.25, 0.5, 0.75, 1.0], 2)


def test_time_ticks_lie_on_round_local_times():
    assert [w for _at, w in time_ticks(NOW - 7200, NOW, 4, TZ)] == ["02:00", "02:30", "03:00", "03:30"]
    words = [w for _at, w in time_ticks(NOW - 86400, NOW, 4, TZ)]
    assert words == ["06:00", "12:00", "18:00", "22/11"]
    assert time_step_s(10 * 365 * 86400, 4) == 604800


def test_a_range_stays_until_the_data_leave_it_or_leave_it_empty():
    first = grown_range(None, [(0, 62)])
    assert first == (0, 80)
    assert grown_range(first, [(0, 79)]) == first
    assert grown_range(first, [(0, 81)]) == (0, 100)
    assert grown_range(first, [(0, 20)]) == (0, 20)
    assert grown_range(first, []) == first
    assert grown_range(None, []) == (0.0, 1.0)

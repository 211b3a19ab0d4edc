from backend.contract.state import Limit, ReferenceDay, Text
from tests.unit.widgets.city import NOW, snapshot
from widgets.logic import formats
from widgets.logic.chart import (
    Window,
    local_midnight,
    near_limits,
    reference_named,
    reference_shift_s,
    shared_limits,
    window_at,
)

TZ = "Asia/Ho_Chi_Minh"


def test_a_window_holds_now_and_moves_in_steps_of_a_pixel():
    window = window_at(NOW, 7200, 0, 600)
    assert window.span_s == 7200
    assert window.start_at < NOW <= window.end_at
    moved = [window_at(NOW + k, 7200, 0, 600) for k in range(120)]
    assert len(set(moved)) <= 11, "twelve seconds are one pixel"


def test_a_window_may_look_ahead():
    assert window_at(NOW, 7200, 900, 600).end_at >= NOW + 900


def test_the_reference_day_is_laid_onto_today():
    day = next(iter(snapshot().reference_days))
    shift = reference_shift_s(day, NOW, TZ)
    assert formats.clock(day.start_at + 3600 + shift, TZ) == "01:00:00"
    assert formats.date(day.start_at + shift, TZ) == "CN 22/11/2026"
    assert local_midnight(NOW, TZ) == day.start_at + shift


def test_reference_days_are_found_by_id():
    days = [ReferenceDay("a", "A", 0.0)]
    assert reference_named("a", days) is days[0]
    assert reference_named("b", days) is None


def test_limits_of_several_series_are_drawn_once():
    posts = [s for s in snapshot().series if s.metric == "level"]
    assert [limit.value for limit in shared_limits(posts)] == [10, 20, 40]
    assert shared_limits([]) == []


def limit(value, direction="above"):
    return Limit(Text(""), value, direction, "high")


def test_the_axis_reaches_the_limits_that_the_data_are_near():
    limits = [limit(10), limit(20), limit(400)]
    assert near_limits(limits, [(0, 8)]) == [(10, 10), (20, 20), (10, 10)]
    assert near_limits(limits, [(0, 1)]) == [(10, 10)]
    assert near_limits(limits, []) == [(10, 10), (20, 20), (400, 400)]
    assert near_limits([limit(2, "below")], [(5, 9)]) == [(2, 2)]


def test_a_window_knows_its_length():
    assert Window(10, 30).span_s == 20

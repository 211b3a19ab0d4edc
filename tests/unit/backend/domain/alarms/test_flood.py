from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.domain.alarms.flood import ENTER_ABOVE, LEAVE_BELOW, WINDOW_S, Flood


def test_enters_above_ten_leaves_below_five() -> None:
    flood = Flood()
    for i in range(10):
        flood.add(float(i), f"a{i}")
    assert flood.step(9.0) is None
    flood.add(10.0, "a10")
    assert flood.step(10.0) is True
    assert (flood.since_at, flood.first_out) == (10.0, "a0")
    assert flood.step(605.0) is None  # a6 … a10 are left: five
    assert flood.step(606.0) is False
    assert (flood.since_at, flood.first_out, flood.count()) == (None, "", 4)


def test_due_when_the_oldest_leaves() -> None:
    flood = Flood()
    assert flood.due_at() is None
    flood.add(5.0, "a")
    assert flood.due_at() == 5.0 + WINDOW_S


def test_restored_without_its_first_alarm_begins_now() -> None:
    flood = Flood()
    flood.restore([(0.0, "old"), (900.0, "new")], "gone", 1000.0)
    assert (flood.count(), flood.since_at) == (1, 1000.0)


@given(st.lists(st.floats(0, 300), max_size=60))
def test_never_in_flood_with_few_and_never_out_with_many(gaps: list[float]) -> None:
    flood, now = Flood(), 0.0
    for i, gap in enumerate(gaps):
        now += gap
        flood.add(now, str(i))
        flood.step(now)
        if flood.since_at is None:
            assert flood.count() <= ENTER_ABOVE
        else:
            assert flood.count() >= LEAVE_BELOW

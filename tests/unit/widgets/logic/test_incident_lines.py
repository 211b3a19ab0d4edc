from hypothesis import given
from hypothesis import strategies as st

from widgets.logic.incident_lines import Line, next_selected, share_heights


def test_the_choice_skips_what_cannot_be_chosen() -> None:
    lines = [Line("head"), Line("a", "a"), Line("head"), Line("b", "b")]
    assert next_selected(lines, -1, 1) == 1
    assert next_selected(lines, 1, 1) == 3
    assert next_selected(lines, 3, 1) == 3
    assert next_selected(lines, 3, -1) == 1
    assert next_selected([Line("x")], -1, 1) == -1


def test_the_last_pane_takes_what_is_left() -> None:
    assert share_heights([100, 200, 50], 500) == [100, 200, 200]
    assert share_heights([], 500) == []


def test_those_that_want_most_give_way_first() -> None:
    assert share_heights([100, 600, 300], 600) == [100, 250, 250]
    assert share_heights([100, 900], 400) == [100, 300]
    assert share_heights([500, 500, 500], 450) == [150, 150, 150]


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6), st.integers(0, 2000))
def test_the_column_is_filled_to_the_last_pixel(wanted: list[int], total: int) -> None:
    given_px = share_heights(wanted, total)
    assert sum(given_px) == total
    assert min(given_px) >= 0

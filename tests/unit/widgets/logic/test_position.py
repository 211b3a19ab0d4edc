import pytest

from tests.unit.widgets.city import NOW
from tests.unit.widgets.harbour import BOAT_AT, bad, harbour_state
from widgets.logic.position import Position, moves, position


def test_what_stands_still_is_where_it_is() -> None:
    state = harbour_state()
    assert position(state, state.places["station"], NOW) == Position(108.21, 16.065)
    assert not moves(state, state.places["station"])


def test_a_station_without_coordinates_is_nowhere() -> None:
    state = harbour_state()
    assert position(state, state.places["me_suot"], NOW) is None


@pytest.mark.parametrize(("age_s", "track"), [(5, "fresh"), (100, "late"), (1000, "lost")])
def test_what_moves_is_where_its_series_say(age_s: float, track: str) -> None:
    state = harbour_state(age_s)
    at = position(state, state.places["boat1"], NOW)
    assert at is not None
    assert (at.lat, at.lon) == BOAT_AT
    assert (at.state, at.seen_at, at.heading_deg, at.moves) == (track, NOW - age_s, 10.0, True)


def test_what_was_never_seen_is_lost_at_its_base() -> None:
    state = harbour_state()
    assert position(state, state.places["boat2"], NOW) == Position(108.23, 16.08, "lost", moves=True)


def test_an_unusable_reading_says_nothing() -> None:
    state = harbour_state()
    bad(state, "boat1.lat_deg")
    at = position(state, state.places["boat1"], NOW)
    assert at == Position(108.22, 16.08, "lost", moves=True)
    state = harbour_state()
    bad(state, "boat1.heading_deg")
    at = position(state, state.places["boat1"], NOW)
    assert at is not None
    assert at.heading_deg is None

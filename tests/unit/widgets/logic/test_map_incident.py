import pytest

from tests.unit.widgets.storm import case, incident, storm_state
from widgets.logic.map_incident import LEAST_SPAN_DEG, Overlay, case_marks, extent_of, overlay


def test_members_cameras_and_the_middle_are_drawn() -> None:
    state = storm_state()
    shown = overlay(state, incident())
    assert shown.severity == "critical"
    assert shown.members == ((108.15, 16.0615), (108.1518, 16.063)), "the rain station has no position"
    assert shown.ended == ((108.148, 16.07),)
    assert shown.cameras == ((108.151, 16.062, "1 · Mẹ Suốt 01"), (108.149, 16.07, "2 · Âu Cơ 03"))
    assert shown.centre == pytest.approx((108.1509, 16.06225))


def test_nothing_is_drawn_of_no_incident() -> None:
    assert overlay(storm_state(), None) == Overlay()
    assert extent_of(None, Overlay()) is None


def test_an_ended_incident_is_drawn_without_a_severity() -> None:
    assert overlay(storm_state(), incident(state="closed")).severity is None


def test_the_extent_holds_members_and_cameras() -> None:
    one = incident(extent=(108.10, 16.05, 108.16, 16.09))
    assert extent_of(one, overlay(storm_state(), one)) == (108.10, 16.05, 108.16, 16.09)


def test_members_in_one_place_do_not_zoom_in_to_a_doorstep() -> None:
    one = incident(members=incident().members[1:2], cameras=())
    west, south, east, north = extent_of(one, overlay(storm_state(), one)) or (0, 0, 0, 0)
    assert east - west == pytest.approx(LEAST_SPAN_DEG)
    assert north - south == pytest.approx(LEAST_SPAN_DEG)
    assert (west + east) / 2 == pytest.approx(108.15)


def test_an_incident_without_positions_leaves_the_view() -> None:
    one = incident(members=(), cameras=())
    assert extent_of(one, overlay(storm_state(), one)) is None


def test_open_cases_with_a_position_the_worst_on_top() -> None:
    items = [case(1), case(2, severity="low", kind="report"), case(3, lat=None), case(4, open=False)]
    marks = case_marks(storm_state(items))
    assert [(mark.label, mark.sos) for mark in marks] == [("0002", False), ("0001", True)]


def test_a_case_that_is_drawn_in_another_way_is_left_out() -> None:
    state = storm_state([case(1), case(2)])
    assert [mark.label for mark in case_marks(state, frozenset({"SOS.20261122.0002"}))] == ["0001"]

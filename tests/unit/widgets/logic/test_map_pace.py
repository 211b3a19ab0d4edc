from __future__ import annotations

from widgets.logic.map_pace import ALARM_FLUSH_MS, FLUSH_MS, Pace, wait_ms


def test_a_reading_waits_for_the_rest_of_half_a_second_and_never_shorter_than_an_alarm() -> None:
    assert wait_ms(0.2) == FLUSH_MS - 200
    assert wait_ms(60) == ALARM_FLUSH_MS
    assert wait_ms(-60) == FLUSH_MS


def test_units_move_once_a_second_and_alarmed_ones_as_the_map_draws() -> None:
    pace = Pace()
    pace.drawing_s = 0.6
    assert pace.held_layers(100.0) == frozenset()
    assert pace.held_layers(100.5) == {"units", "alarmed"}
    assert pace.held_layers(101.0) == {"alarmed"}
    assert (pace.units_at, pace.markers_at) == (101.0, 100.0)
    assert pace.held_layers(102.0) == frozenset()


def test_a_clock_that_was_set_back_holds_nothing() -> None:
    pace = Pace()
    pace.held_layers(100.0)
    assert pace.held_layers(40.0) == frozenset()

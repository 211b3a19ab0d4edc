from __future__ import annotations

import pytest

from app.players.pacing import MAX_LATE_S, Backoff, Pacer


def test_frames_wait_for_their_time() -> None:
    pacer = Pacer()
    assert pacer.wait_s(10.0, 100.0) == 0
    assert pacer.wait_s(10.04, 100.01) == pytest.approx(0.03)
    assert pacer.wait_s(10.08, 100.10) == 0


def test_a_break_in_the_timestamps_is_not_sat_out() -> None:
    pacer = Pacer()
    pacer.wait_s(10.0, 100.0)
    assert pacer.wait_s(500.0, 100.04) == 0
    assert pacer.wait_s(500.04, 100.05) == pytest.approx(0.03)


def test_being_far_behind_starts_a_new_pace_instead_of_a_race() -> None:
    pacer = Pacer()
    pacer.wait_s(0.0, 100.0)
    late = 100.0 + MAX_LATE_S + 1.0
    assert pacer.wait_s(0.04, late) == 0
    assert pacer.wait_s(0.08, late) == pytest.approx(0.04)


def test_frames_without_time_are_due_at_once() -> None:
    assert Pacer().wait_s(None, 3.0) == 0


def test_pauses_double_up_to_the_longest_and_start_over_after_success() -> None:
    backoff = Backoff(1.0, 15.0)
    assert [backoff.next_s() for _ in range(6)] == [1, 2, 4, 8, 15, 15]
    backoff.succeed()
    assert backoff.next_s() == 1

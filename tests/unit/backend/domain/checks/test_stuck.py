from __future__ import annotations

from backend.domain.checks.spec import StuckCheck
from backend.domain.checks.stuck import Stuck


def test_a_value_that_stays_long_enough_is_stuck_since_its_first_reading() -> None:
    stuck = Stuck(StuckCheck(after_s=180), 600)
    assert [stuck.look(t, 5.0) for t in (0, 60, 120, 180, 240)] == [None, None, None, 0, 0]
    assert stuck.look(300, 5.1) is None
    assert [stuck.look(t, 5.1) for t in (360, 480)] == [None, 300]


def test_no_rain_is_not_stuck() -> None:
    stuck = Stuck(StuckCheck(after_s=60, except_at=(0.0,)), 600)
    assert [stuck.look(t, 0.0) for t in range(0, 600, 60)] == [None] * 10
    assert [stuck.look(t, 0.2) for t in (600, 660)] == [None, 600]


def test_after_a_silence_nobody_knows_what_it_was_meanwhile() -> None:
    stuck = Stuck(StuckCheck(after_s=180), 600)
    assert stuck.look(0, 5.0) is None
    assert stuck.look(601, 5.0) is None
    assert stuck.look(700, 5.0) is None
    assert stuck.look(781, 5.0) == 601

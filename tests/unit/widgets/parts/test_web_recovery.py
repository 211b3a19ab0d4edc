from __future__ import annotations

from widgets.parts.web_recovery import LONGEST_DELAY_S, SETTLED_S, SILENT_S, START_S, Recovery


def test_the_first_death_is_answered_at_once_and_the_next_ones_ever_later() -> None:
    recovery = Recovery()
    delays = [recovery.note_death() for _ in range(7)]
    assert delays[0] < 0.5
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY_S


def test_a_page_that_lived_long_is_forgiven() -> None:
    recovery = Recovery()
    first = recovery.note_death()
    recovery.note_load(100.0)
    recovery.note_beat(110.0)
    assert recovery.note_death() > first
    recovery.note_load(200.0)
    recovery.note_beat(200.0 + SETTLED_S + 1)
    assert recovery.note_death() == first


def test_silence_after_a_beat_is_hanging() -> None:
    recovery = Recovery()
    recovery.note_load(0.0)
    recovery.note_beat(10.0)
    assert recovery.alive
    assert not recovery.hangs(10.0 + SILENT_S)
    assert recovery.hangs(10.1 + SILENT_S)


def test_a_page_has_time_to_start_but_not_for_ever() -> None:
    recovery = Recovery()
    recovery.note_load(5.0)
    assert not recovery.alive
    assert not recovery.hangs(5.0 + START_S)
    assert recovery.hangs(5.1 + START_S)

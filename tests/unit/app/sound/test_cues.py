"""A playbook of what sounds when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.sound.cues import GATHER_S, Cues
from tests.unit.widgets.city import NOW, alarm


class Play:
    """A desk that hears: each step says what changes, and what sounds after the gathering time."""

    def __init__(self, *known) -> None:
        self.cues, self.at = Cues(), NOW
        self.cues.know(known)

    def hears(self, *alarms, silenced_until_at=0.0):
        self.cues.take(alarms, self.at)
        self.at += GATHER_S
        cue = self.cues.due(self.at, silenced_until_at)
        return (cue.severity, cue.alarm.alarm_id, cue.n_alarms) if cue is not None else None


def test_a_new_alarm_sounds_once():
    desk = Play()
    assert desk.hears(alarm(1)) == ("critical", "flood@1", 1)
    assert desk.hears(alarm(1, value=70.0)) is None
    assert desk.hears(alarm(1, operator="acknowledged")) is None
    assert desk.hears(alarm(1, until_at=NOW)) is None, "re-opened: the same episode"


def test_what_gets_worse_sounds_again_and_what_eases_does_not():
    desk = Play()
    assert desk.hears(alarm(1, severity="medium")) == ("medium", "flood@1", 1)
    assert desk.hears(alarm(1, severity="critical")) == ("critical", "flood@1", 1)
    assert desk.hears(alarm(1, severity="high")) is None
    assert desk.hears(alarm(1, severity="critical")) is None


def test_a_flapping_alarm_that_swings_in_severity_is_heard_at_its_worst_once():
    desk = Play()
    assert desk.hears(alarm(1, severity="medium", occurrence=1))
    assert desk.hears(alarm(1, severity="critical", occurrence=1))
    for n in range(2, 6):
        assert desk.hears(alarm(1, severity="medium", occurrence=n, flapping=True)) is None
        assert desk.hears(alarm(1, severity="critical", occurrence=n, flapping=True)) is None


def test_the_next_episode_sounds_again():
    desk = Play()
    assert desk.hears(alarm(1, occurrence=1))
    assert desk.hears(alarm(1, operator="none", active=False)) is None
    assert desk.hears(alarm(1, occurrence=2))


def test_a_flapping_alarm_is_one_sound():
    desk = Play()
    assert desk.hears(alarm(1, occurrence=1))
    assert desk.hears(alarm(1, occurrence=2, flapping=True)) is None
    assert desk.hears(alarm(1, occurrence=3, flapping=True)) is None
    assert desk.hears(alarm(1, operator="none", active=False, occurrence=3)) is None
    assert desk.hears(alarm(1, occurrence=4)), "steady again, and raised again"
    assert Play().hears(alarm(2, flapping=True, occurrence=5)), "never heard before"


def test_many_at_once_sound_once_with_the_worst():
    desk = Play()
    heard = desk.hears(
        alarm(1, severity="low"), alarm(2, severity="high", raised_at=NOW), alarm(3, severity="high")
    )
    assert heard == ("high", "flood@3", 3), "of equal severity the first"


def test_what_comes_while_gathering_joins_the_same_sound():
    cues = Cues()
    cues.take([alarm(1, severity="low")], NOW)
    assert cues.due(NOW + 0.1) is None
    cues.take([alarm(2)], NOW + 0.2)
    assert cues.waits()
    cue = cues.due(NOW + GATHER_S)
    assert (cue.severity, cue.n_alarms) == ("critical", 2)
    assert not cues.waits()
    assert cues.due(NOW + 9) is None


def test_a_muted_desk_hears_nothing_and_nothing_is_made_up_for():
    desk = Play()
    assert desk.hears(alarm(1), silenced_until_at=NOW + 60) is None
    desk.at = NOW + 61
    assert desk.hears(silenced_until_at=NOW + 60) is None
    assert desk.hears(alarm(1), silenced_until_at=NOW + 60) is None
    assert desk.hears(alarm(2), silenced_until_at=NOW + 60)


def test_what_stood_there_before_the_start_is_silent():
    desk = Play(alarm(1), alarm(2, operator="shelved"))
    assert desk.hears(alarm(1)) is None
    assert desk.hears(alarm(2)) == ("critical", "flood@2", 1), "back from the shelf: it asks again"


def test_what_asks_for_nobody_is_silent():
    for fields in ({"operator": "acknowledged"}, {"operator": "suppressed"}, {"active": False}):
        assert Play().hears(alarm(1, **fields)) is None


def test_a_clock_set_back_does_not_hold_a_sound_back():
    cues = Cues()
    cues.take([alarm(1)], NOW)
    assert cues.due(NOW - 3600) is not None


events = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.booleans(), st.sampled_from(["unacknowledged", "acknowledged"])),
    max_size=40,
)  # fmt: skip


@given(events)
def test_no_episode_sounds_twice_in_a_row_of_its_own(steps):
    desk, heard, last = Play(), [], {}
    for number, raised, flapping, operator in steps:
        occurrence = last[number] = max(raised, last.get(number, 1))  # occurrences only count up
        found = desk.hears(alarm(number, occurrence=occurrence, flapping=flapping, operator=operator))
        if found is not None:
            heard.append((number, occurrence))
    assert len(heard) == len(set(heard))

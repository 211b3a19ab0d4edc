"""The sounds of a desk, from the feed to what is played and spoken."""

from __future__ import annotations

import pytest

from app.sound import desk as module
from app.sound.cues import GATHER_S
from app.sound.desk import DeskSound, sounding
from backend.contract.messages import EntryAppended
from tests.unit.widgets.city import NOW, City, alarm, flood_alarms, snapshot


class Heard:
    """A player and a voice that only remember."""

    def __init__(self) -> None:
        self.sounds, self.words, self.n_closed = [], [], 0

    def play(self, severity):
        self.sounds.append(severity)

    def speak(self, words):
        self.words.append(words)

    def close(self):
        self.n_closed += 1


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(module, "SPEAK_AFTER_MS", 0)
    return Heard()


@pytest.fixture
def desk(qapp, heard):
    city = City(empty=True)
    sound = DeskSound(city.live, heard, heard)
    city.live.take_snapshot(snapshot(flood_alarms()))
    yield city, sound
    sound.close()
    assert heard.n_closed == 2


def gathered(city, sound):
    city.clock.at += GATHER_S
    sound._gather.stop()
    sound._sound()


def test_a_new_alarm_sounds_and_is_spoken(qtbot, desk, heard):
    city, sound = desk
    assert not sound._gather.isActive(), "what stood there makes no sound"
    city.change(alarm(9, severity="high"))
    assert sound._gather.isActive()
    gathered(city, sound)
    assert heard.sounds == ["high"]
    qtbot.waitUntil(lambda: heard.words == ["Cảnh báo: ngập 62 xăng-ti-mét, Mẹ Suốt"], timeout=3000)


def test_the_timer_gathers_by_itself(qtbot, desk, heard):
    city, sound = desk
    city.change(alarm(9))
    qtbot.waitUntil(lambda: sound._gather.isActive() and sound._gather.remainingTime() > 0, timeout=3000)
    city.clock.at += GATHER_S
    qtbot.waitUntil(lambda: heard.sounds == ["critical"], timeout=3000)


def test_what_is_not_due_yet_is_gathered_on(desk, heard):
    city, sound = desk
    city.change(alarm(9))
    sound._gather.stop()
    sound._sound()
    assert sound._gather.isActive()
    assert heard.sounds == []


def test_a_muted_desk_is_silent(qtbot, desk, heard):
    city, sound = desk
    city.live.take(EntryAppended(9, NOW, "ha", "desk.silenced", "duty", {"until_at": NOW + 60}))
    city.change(alarm(9))
    gathered(city, sound)
    assert heard.sounds == []
    sound._say("Khẩn cấp")
    assert heard.words == []
    city.clock.at = NOW + 61
    city.change(alarm(10))
    gathered(city, sound)
    assert heard.sounds == ["critical"]


def test_what_was_raised_while_the_link_was_down_is_heard(desk, heard):
    city, sound = desk
    city.live.take_snapshot(snapshot([*flood_alarms(), alarm(9, severity="low")]))
    gathered(city, sound)
    assert heard.sounds == ["low"]


def test_it_speaks_the_walls_language(qtbot, desk, heard):
    city, sound = desk
    sound.language = "en"
    city.change(alarm(9))
    gathered(city, sound)
    qtbot.waitUntil(lambda: heard.words == ["Critical: flood 62 centimetres, Mẹ Suốt"], timeout=3000)


def test_a_desk_sounds_by_what_the_machine_has(qapp):
    city = City(flood_alarms())
    sound = sounding(city.live)
    city.change(alarm(9))
    gathered(city, sound)  # whatever is installed here: it must not hurt
    sound.close()

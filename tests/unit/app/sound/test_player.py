"""Sounds by whatever the machine has."""

from __future__ import annotations

import logging
import sys

import pytest

from app.sound import player as module
from app.sound.player import Player, linux_has_audio
from app.sound.tones import wav


@pytest.fixture
def player_of(qapp):
    made = []

    def make(find):
        made.append(Player(find))
        return made[-1]

    yield make
    for player in made:
        player.close()


def test_the_sound_of_the_severity_is_played(qtbot, tmp_path, programs, player_of):
    player = player_of(programs(aplay=f'echo "$1" >> {tmp_path}/heard; cp "$2" {tmp_path}/played.wav'))
    assert player.can_play()
    player.play("high")
    played = tmp_path / "played.wav"
    qtbot.waitUntil(lambda: played.exists() and played.read_bytes() == wav("high"), timeout=5000)
    assert (tmp_path / "heard").read_text() == "--quiet\n"


def test_the_sound_server_comes_before_the_card(qtbot, tmp_path, programs, player_of):
    player = player_of(programs(aplay="exit 0", paplay=f"touch {tmp_path}/server"))
    player.play("low")
    qtbot.waitUntil((tmp_path / "server").exists, timeout=5000)


def test_a_player_without_a_device_is_logged_once_and_never_hurts(qtbot, programs, player_of, caplog):
    player = player_of(programs(aplay="echo no card; exit 1"))
    with caplog.at_level(logging.INFO, "app.sound"):
        for _ in range(3):
            player.play("critical")
        qtbot.waitUntil(lambda: not player.findChildren(module.Errand), timeout=5000)
        programs(aplay="exit 0")
        player.play("critical")
        qtbot.waitUntil(lambda: len(caplog.records) > 1, timeout=5000)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "no card" in caplog.records[0].message


def test_without_anything_it_is_silent(monkeypatch, player_of, caplog):
    monkeypatch.setattr(module, "effects_of", lambda _files, _parent: {})
    player = player_of(lambda _name: "")
    assert not player.can_play()
    player.play("critical")
    assert "install alsa-utils" in caplog.text


def test_without_the_libraries_of_qt_multimedia_there_are_no_effects(monkeypatch, qapp):
    monkeypatch.setattr(module, "linux_has_audio", lambda: True)
    monkeypatch.setitem(sys.modules, "app.sound.effects", None)
    assert module.effects_of({}, qapp) == {}


def test_effects_play_where_there_is_no_program(monkeypatch, player_of):
    played = []

    class Effect:
        def play(self):
            played.append("low")

    monkeypatch.setattr(module, "effects_of", lambda _files, _parent: {"low": Effect()})
    player = player_of(lambda _name: "")
    assert player.can_play()
    player.play("low")
    player.play("high")
    assert played == ["low"]


def test_without_a_device_qt_multimedia_is_not_even_loaded(monkeypatch, qapp):
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module, "linux_has_audio", lambda: False)
    monkeypatch.delitem(sys.modules, "app.sound.effects", raising=False)
    assert module.effects_of({}, qapp) == {}
    assert "app.sound.effects" not in sys.modules


@pytest.mark.parametrize("made", ["snd/pcmC0D0p", "run/pulse/native", "run/pipewire-0"])
def test_a_card_or_a_sound_server_is_audio(tmp_path, made):
    assert not linux_has_audio(tmp_path / "snd", tmp_path / "run")
    path = tmp_path / made
    path.parent.mkdir(parents=True)
    path.touch()
    assert linux_has_audio(tmp_path / "snd", tmp_path / "run")


def test_a_microphone_is_no_loudspeaker(tmp_path):
    (tmp_path / "pcmC0D0c").touch()
    assert not linux_has_audio(tmp_path, tmp_path / "run")

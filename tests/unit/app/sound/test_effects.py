"""Qt Multimedia, with and without an audio device."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.sound import effects


def test_without_an_audio_device_there_are_none(monkeypatch, qapp):
    monkeypatch.setattr(effects.QMediaDevices, "audioOutputs", lambda: [])
    assert effects.effects({}, qapp) == {}


def test_each_sound_has_its_effect(monkeypatch, qapp, tmp_path):
    path = tmp_path / "low.wav"
    path.write_bytes(b"")
    monkeypatch.setattr(effects.QMediaDevices, "audioOutputs", lambda: ["loudspeaker"])
    owner = QObject()
    made = effects.effects({"low": path}, owner)
    assert made["low"].source().toLocalFile() == str(path)
    assert made["low"].parent() is owner
    owner.deleteLater()

from __future__ import annotations

import logging

import pytest

from app.players.probe import Probe, choose, probe

WITHOUT_RTSP = Probe("3.0.24", False)
WITH_RTSP = Probe("3.0.24", True)
NO_VLC = Probe("", False)


@pytest.mark.parametrize(
    ("setting", "found", "decoder"),
    [
        ("", WITHOUT_RTSP, "pyav"),
        ("auto", WITH_RTSP, "vlc"),
        ("auto", NO_VLC, "pyav"),
        ("vlc", WITHOUT_RTSP, "vlc"),
        ("pyav", WITH_RTSP, "pyav"),
    ],
)
def test_choice(setting: str, found: Probe, decoder: str) -> None:
    assert choose(setting, found) == decoder


def test_what_cannot_be_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert choose("vlc", NO_VLC) == "pyav"
        assert choose("ffmpeg", WITHOUT_RTSP) == "pyav"
    assert "install libvlc5" in caplog.text
    assert "expected one of: auto, pyav, vlc" in caplog.text


def test_this_machine_has_libvlc(capfd: pytest.CaptureFixture[str]) -> None:
    assert probe().libvlc, "install libvlc5 and vlc-plugin-base"
    assert "unknown option" not in capfd.readouterr().err

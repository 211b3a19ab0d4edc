from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from app.players import messages
from app.players.messages import (
    Beat,
    Report,
    Thresholds,
    Unwatch,
    Watch,
    decode_command,
    decode_event,
    encode,
)
from widgets import video_port


def test_commands_and_events_survive_the_socket() -> None:
    for command in (Watch(3, "rtsp://cam/x", 640, 360, Thresholds(frozen_s=4)), Unwatch(3)):
        assert decode_command(encode(command)) == command
    for event in (Report(3, "lost", 12.5, "refused", "errno 111", 2.0), Beat("vlc")):
        assert decode_event(encode(event)) == event


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_event(encode(Unwatch(1)))


def test_conditions_are_those_of_the_port() -> None:
    assert get_args(messages.StreamCondition) == get_args(video_port.StreamCondition)


def test_a_long_address_fits_a_datagram() -> None:
    command = Watch(1, "rtsp://" + "x" * 8000, 1, 1, Thresholds())
    assert len(encode(command)) < messages.MAX_MESSAGE_BYTES

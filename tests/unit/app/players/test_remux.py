from __future__ import annotations

import os
from pathlib import Path

import av
import pytest

from app.players.decoder import StreamError
from app.players.remux import Remux
from tests.unit.app.players.footage import free_port


def test_packets_come_out_as_a_transport_stream(clips: dict[str, Path]) -> None:
    remux = Remux(str(clips["moving"]), 5.0)
    remux.start()
    assert remux.wait_opened().coded == (160, 90)
    with os.fdopen(os.dup(remux.reader_fd), "rb") as pipe, av.open(pipe, format="mpegts") as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 50
    assert frames[0].width == 160
    remux.join(10)
    assert remux.error is not None
    assert remux.error.reason == "ended"
    remux.close()


def test_closing_frees_a_writer_that_waits_for_room(clips: dict[str, Path]) -> None:
    remux = Remux(str(clips["moving"]), 5.0)
    remux.start()
    remux.wait_opened()
    remux.close()  # nothing was read: the pipe is full, or will be
    remux.join(10)
    assert not remux.is_alive()


def test_a_refused_camera_says_so() -> None:
    remux = Remux(f"rtsp://127.0.0.1:{free_port()}/x", 5.0)
    remux.start()
    with pytest.raises(StreamError, match="refused"):
        remux.wait_opened()
    remux.close()

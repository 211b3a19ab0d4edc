from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest

from app.players.decoder import StreamError
from app.players.vlc_decoder import VlcDecoder
from tests.unit.app.players.test_pyav_decoder import Counting


def test_libvlc_fills_the_memory_with_the_right_picture(clips: dict[str, Path]) -> None:
    stop = threading.Event()
    sink = Counting(3, stop)
    VlcDecoder(has_rtsp=False).play(str(clips["still"]), sink, stop)
    slot = sink.memory.newest()
    assert slot is not None
    assert (slot.width_px, slot.height_px) == (160, 90)
    shown = sink.memory.pixels(slot)[:, : 160 * 4].reshape(90, 160, 4)[:, :, :3].astype(int)
    with av.open(str(clips["still"])) as container:
        expected = next(container.decode(video=0)).to_ndarray(format="bgr24").astype(int)
    assert np.abs(shown - expected).mean() < 8


def test_a_missing_file_says_so() -> None:
    stop = threading.Event()
    with pytest.raises(StreamError, match="no_such_file"):
        VlcDecoder(has_rtsp=False).play("/no/such/film.mp4", Counting(1, stop), stop)

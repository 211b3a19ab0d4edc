from __future__ import annotations

import os
import threading
from pathlib import Path

import av
import numpy as np
import pytest

from app.players.decoder import Sink, StreamError
from app.players.frames import FrameMemory
from app.players.messages import Thresholds
from app.players.pyav_decoder import PyavDecoder, picture_size


class Counting(Sink):
    """A sink that stops the decoder after some pictures."""

    def __init__(self, n_wanted: int, stop: threading.Event) -> None:
        self.memory, fd = FrameMemory.create(160, 90)
        os.close(fd)
        super().__init__(self.memory, (160, 90), Thresholds(), lambda: None)
        self._n_wanted, self._stop = n_wanted, stop

    def publish(self, memory: FrameMemory, slot: object) -> None:
        super().publish(memory, slot)  # type: ignore[arg-type]
        memory.take()
        if memory.seq >= self._n_wanted:
            self._stop.set()


def test_pictures_come_out_as_they_went_in(clips: dict[str, Path]) -> None:
    stop = threading.Event()
    sink = Counting(1, stop)
    PyavDecoder().play(str(clips["still"]), sink, stop)
    slot = sink.memory.newest()
    assert slot is not None
    shown = sink.memory.pixels(slot)[:, : 160 * 4].reshape(90, 160, 4)[:, :, :3].astype(int)
    with av.open(str(clips["still"])) as container:
        expected = next(container.decode(video=0)).to_ndarray(format="bgr24").astype(int)
    assert np.abs(shown - expected).mean() < 3


def test_a_file_starts_over_at_its_end(clips: dict[str, Path]) -> None:
    stop = threading.Event()
    sink = Counting(55, stop)  # the clip has 50 frames
    PyavDecoder().play(str(clips["moving"]), sink, stop)
    assert sink.memory.seq >= 55


def test_sound_alone_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.rate = 8000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            target.mux(packet)
    stop = threading.Event()
    with pytest.raises(StreamError, match="no_picture"):
        PyavDecoder().play(str(path), Counting(1, stop), stop)


def test_the_size_stands_in_the_headers(clips: dict[str, Path]) -> None:
    assert picture_size(str(clips["moving"]), 5.0) == ((160, 90), 1.0)
    with pytest.raises(StreamError, match="no_such_file"):
        picture_size("/no/such/film.mp4", 5.0)

from __future__ import annotations

import os
from pathlib import Path

from app.players.decoder import Sink, StreamError
from app.players.frames import FrameMemory
from app.players.messages import Thresholds


def memory(width: int = 64, height: int = 36) -> FrameMemory:
    made, fd = FrameMemory.create(width, height)
    os.close(fd)
    return made


def fill(sink: Sink, level: int) -> None:
    into, slot = sink.begin((640, 360), 1.0)
    into.pixels(slot)[:] = level
    sink.publish(into, slot)


def test_pictures_are_scaled_to_the_box_and_wake_the_wall() -> None:
    woken = []
    frames = memory()
    sink = Sink(frames, (64, 36), Thresholds(), lambda: woken.append(1))
    assert sink.judge()[0] == "connecting"
    fill(sink, 90)
    slot = frames.newest()
    assert slot is not None
    assert (slot.width_px, slot.height_px) == (64, 36)
    assert woken == [1]
    assert sink.has_frames
    assert sink.judge()[0] == "playing"


def test_a_wall_that_is_behind_gets_no_conversions() -> None:
    frames = memory()
    sink = Sink(frames, (64, 36), Thresholds(), lambda: None)
    assert sink.wants_frame()
    fill(sink, 90)
    assert not sink.wants_frame()
    frames.take()
    assert sink.wants_frame()


def test_another_size_goes_to_the_other_memory() -> None:
    first, second = memory(), memory(128, 72)
    sink = Sink(first, (64, 36), Thresholds(), lambda: None)
    fill(sink, 1)
    sink.retarget(second, (128, 72))
    fill(sink, 2)
    slot = second.newest()
    assert slot is not None
    assert slot.width_px == 128
    assert first.seq == 1


def test_a_restart_forgets_the_frames_but_not_their_time() -> None:
    sink = Sink(memory(), (64, 36), Thresholds(), lambda: None)
    fill(sink, 5)
    at = sink.frame_at
    sink.restart()
    assert not sink.has_frames
    assert sink.judge()[0] == "connecting"
    assert sink.frame_at == at > 0


def test_an_error_says_reason_and_detail(tmp_path: Path) -> None:
    assert str(StreamError("refused", "errno 111")) == "refused: errno 111"
    assert str(StreamError("ended")) == "ended"

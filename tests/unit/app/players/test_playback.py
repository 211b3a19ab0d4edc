from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from app.players.decoder import Sink, StreamError
from app.players.frames import FrameMemory
from app.players.messages import Watch
from app.players.playback import Playback
from tests.unit.app.players.footage import QUICK


class Script:
    """A decoder that plays a script: each attempt is the next step; the last one holds."""

    def __init__(self, *steps: Callable[[Sink], None]) -> None:
        self.steps = list(steps)
        self.n_attempts = 0

    def play(self, address: str, sink: Sink, stop: threading.Event) -> None:
        step = self.steps[min(self.n_attempts, len(self.steps) - 1)]
        self.n_attempts += 1
        step(sink)
        stop.wait()


def show(sink: Sink) -> None:
    memory, slot = sink.begin((64, 36), 1.0)
    sink.publish(memory, slot)


def refuse(_sink: Sink) -> None:
    raise StreamError("refused", "errno 111")


def break_off(sink: Sink) -> None:
    show(sink)
    raise StreamError("ended")


def fail(_sink: Sink) -> None:
    raise RuntimeError("a decoder's fault")


def playback(script: Script) -> Playback:
    memory, fd = FrameMemory.create(64, 36)
    os.close(fd)
    made = Playback(Watch(4, "rtsp://u:p@cam/x", 64, 36, QUICK), memory, lambda: script, lambda: None)
    made.start()
    return made


def reaches(made: Playback, condition: str, reason: str) -> None:
    deadline = time.monotonic() + 20
    while (made.report().condition, made.report().reason) != (condition, reason):
        assert time.monotonic() < deadline, made.report()
        time.sleep(0.01)


def test_a_refused_camera_is_tried_again_until_it_plays() -> None:
    script = Script(refuse, refuse, show)
    made = playback(script)
    reaches(made, "lost", "refused")
    reaches(made, "playing", "")
    assert script.n_attempts == 3
    made.stop()


def test_a_camera_stays_lost_since_its_last_picture_while_it_is_tried_again() -> None:
    made = playback(Script(break_off, refuse))
    reaches(made, "lost", "ended")
    since = made.report().since
    reaches(made, "lost", "refused")
    assert made.report().since == since
    made.stop()


def test_a_fault_of_a_decoder_costs_only_its_camera(caplog: object) -> None:
    made = playback(Script(fail, show))
    reaches(made, "lost", "broken")
    reaches(made, "playing", "")
    made.stop()

from __future__ import annotations

import os
import signal

import psutil
import pytest

from app.players.messages import Unwatch
from app.players.process import PlayerProcess
from tests.unit.app.players.footage import wait_for


def test_a_killed_process_ends_once_and_takes_no_commands(qapp: object) -> None:
    process = PlayerProcess()
    ended = []
    process.ended.connect(lambda: ended.append(1))
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not process.running, "the end to be noticed")
    assert ended == [1]
    assert not process.hung
    assert not process.send(Unwatch(1))
    process.end()
    assert ended == [1]
    assert not psutil.pid_exists(process.pid)


def test_a_silent_process_is_found_by_counting_looks(qapp: object) -> None:
    process = PlayerProcess()
    os.kill(process.pid, signal.SIGSTOP)
    looks = 0
    while process.running:
        process.look()
        looks += 1
        assert looks < 100
    assert process.hung
    assert looks > 4
    assert not psutil.pid_exists(process.pid)


def test_a_wall_that_was_busy_reads_the_beats_before_it_judges(qapp: object) -> None:
    process = PlayerProcess()
    beats = []
    process.event_received.connect(beats.append)
    wait_for(lambda: process._beating, "the first beat")
    for _ in range(3):
        process._silent_ticks = 50  # as after a long stall of the wall
        wait_for(lambda: process._silent_ticks == 0, "the next beat")
        process.look()
        assert process.running
    process.end()
    assert not process.running


def test_messages_of_another_version_are_named_and_ignored(
    qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    process = PlayerProcess()
    process._take(b"\x00nonsense")
    assert "no message of this version" in caplog.text
    assert process.running
    process.end()

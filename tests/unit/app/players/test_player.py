from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.players.frames import FrameMemory
from app.players.messages import Beat, Report, Unwatch, Watch, decode_event, encode
from tests.unit.app.players.footage import QUICK, ROOT


class Child:
    """A player process, spoken to by hand."""

    def __init__(self) -> None:
        self.wake_fd = os.eventfd(0)
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(30)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.players.player", str(theirs.fileno()), str(self.wake_fd)],
            pass_fds=(theirs.fileno(), self.wake_fd),
            cwd=ROOT,
        )
        theirs.close()

    def watch(self, address: str) -> FrameMemory:
        memory, fd = FrameMemory.create(160, 90)
        socket.send_fds(self.control, [encode(Watch(1, address, 160, 90, QUICK))], [fd])
        os.close(fd)
        return memory

    def next(self, kind: type) -> object:
        while True:
            event = decode_event(self.control.recv(20_000))
            if isinstance(event, kind):
                return event


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.process.kill()
    made.process.wait()
    made.control.close()
    os.close(made.wake_fd)


def test_it_beats_plays_and_counts_frames_on_the_wake_descriptor(
    child: Child, clips: dict[str, Path]
) -> None:
    assert isinstance(child.next(Beat), Beat)
    memory = child.watch(str(clips["moving"]))
    assert os.eventfd_read(child.wake_fd) >= 1
    report = child.next(Report)
    while isinstance(report, Report) and report.condition == "connecting":
        report = child.next(Report)
    assert isinstance(report, Report)
    assert report.condition == "playing"
    assert memory.seq > 0


def test_a_stream_no_longer_watched_ends(child: Child, clips: dict[str, Path]) -> None:
    memory = child.watch(str(clips["moving"]))
    os.eventfd_read(child.wake_fd)
    child.control.send(encode(Unwatch(1)))
    child.next(Beat)
    child.next(Beat)
    before = memory.seq
    child.next(Beat)
    assert memory.seq == before


def test_it_ends_when_the_wall_closes_the_socket(child: Child) -> None:
    child.next(Beat)
    child.control.shutdown(socket.SHUT_RDWR)
    assert child.process.wait(20) == 0


def test_it_dies_with_a_wall_that_is_killed(tmp_path: Path) -> None:
    wall = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, sys, time\n"
            "from PySide6.QtCore import QCoreApplication\n"
            "from app.players.pool import PlayerPool\n"
            "from widgets.clock import WallClock\n"
            "app = QCoreApplication([])\n"
            "pool = PlayerPool(WallClock())\n"
            "pool.open('c', '/no/such.mp4', 64, 36)\n"
            "print(*pool.player_ids(), flush=True)\n"
            "app.exec()\n",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert wall.stdout is not None
    player = psutil.Process(int(wall.stdout.readline()))
    wall.send_signal(signal.SIGKILL)
    wall.wait()
    psutil.wait_procs([player], timeout=20)
    assert not player.is_running() or player.status() == psutil.STATUS_ZOMBIE

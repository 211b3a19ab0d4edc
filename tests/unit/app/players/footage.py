"""Clips, an RTSP server and a pool of real player processes, for tests of players and video tiles."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from app.players.messages import Thresholds
from app.players.pool import PlayerPool, PoolSettings
from widgets.clock import WallClock

ROOT = Path(__file__).resolve().parents[4]
SIZE = (160, 90)

QUICK = Thresholds(
    frozen_s=1.5, black_s=1.0, silent_s=1.0, timeout_s=4.0, backoff_min_s=0.2, backoff_max_s=1.0
)


def write_clip(path: Path, picture: Callable[[int], np.ndarray], n_frames: int = 50, rate: int = 25) -> Path:
    """Encode pictures (uint8[90, 160, 3]) as H.264 with a key frame every second."""
    with av.open(str(path), "w") as target:
        stream = target.add_stream(
            "libx264", rate=rate, options={"g": str(rate), "bf": "0", "preset": "veryfast"}
        )
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for i in range(n_frames):
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture(i), format="rgb24")):
                target.mux(packet)
        for packet in stream.encode(None):
            target.mux(packet)
    return path


def noise(i: int) -> np.ndarray:
    coarse = np.random.default_rng(i).integers(40, 220, (9, 16, 3), np.uint8)
    return np.kron(coarse, np.ones((10, 10, 1), np.uint8))


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return clips: `moving`, `still` (identical frames) and `black`."""
    folder = tmp_path_factory.mktemp("clips")
    return {
        "moving": write_clip(folder / "moving.mp4", noise),
        "still": write_clip(folder / "still.mp4", lambda _i: noise(7)),
        "black": write_clip(folder / "black.mp4", lambda _i: np.zeros((90, 160, 3), np.uint8)),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], what: str, limit_s: float = 30.0) -> None:
    """Process Qt's events until `condition` holds."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {limit_s:.0f} s in vain for {what}")
        QCoreApplication.processEvents()
        time.sleep(0.005)


class RtspServer:
    """A real RTSP server that loops clips; can be stopped, stunned (SIGSTOP) and started again."""

    def __init__(self, clips: dict[str, Path]) -> None:
        self.port = free_port()
        self._mounts = [f"{name}={path}" for name, path in clips.items()]
        self.start()

    def start(self) -> None:
        script = os.environ.get("TOANCANH_RTSP_SERVER") or str(ROOT / "packaging" / "rtsp_server.py")
        self.process = subprocess.Popen(["/usr/bin/python3", script, "--port", str(self.port), *self._mounts])
        deadline = time.monotonic() + 30
        while True:
            assert self.process.poll() is None, "the RTSP server ended; see its output"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert time.monotonic() < deadline, "the RTSP server does not listen"
            time.sleep(0.05)

    def address(self, mount: str) -> str:
        return f"rtsp://127.0.0.1:{self.port}/{mount}"

    def stun(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def rtsp(clips: dict[str, Path]) -> Iterator[RtspServer]:
    server = RtspServer(clips)
    yield server
    server.stop()


@pytest.fixture
def pool(qapp: QCoreApplication) -> Iterator[PlayerPool]:
    """Return a pool with one stream per player and short patience."""
    settings = PoolSettings(streams_per_player=1, max_players=6, grace_s=1.0, thresholds=QUICK)
    made = PlayerPool(WallClock(), settings)
    yield made
    made.close()


@pytest.fixture
def patient_pool(qapp: QCoreApplication) -> Iterator[PlayerPool]:
    """Return a pool with one stream per player and the patience of the real wall."""
    made = PlayerPool(WallClock(), PoolSettings(streams_per_player=1, max_players=6))
    yield made
    made.close()

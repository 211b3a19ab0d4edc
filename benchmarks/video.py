# ruff: noqa: PLC0415 - the outer process measures and must not load Qt; each inner one loads its way only
"""Benchmark: a wall of 16 cameras of 640×360 at 25 frames/s over RTSP, in a 1080p window.

    python -m benchmarks.video [--seconds 20] [--server packaging/rtsp_server.py]

Ours is the video tile with its player processes; the baseline is the plain way to do it: one thread per
camera in the GUI process, PyAV → QImage → QWidget. Both run one after the other, each in a process of
its own, against the same RTSP server. On the display that DISPLAY names, else on Qt's offscreen platform.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[1]
SERVER = ROOT / "packaging" / "rtsp_server.py"
N_CAMERAS = 16
SIZE = (640, 360)
RATE = 25
WINDOW = (1920, 1080)
WARM_UP_LIMIT_S = 90.0


def run(seconds: float = 20.0, server: Path = SERVER) -> dict[str, Any]:
    """Return the measurement of both ways.

    Args:
        seconds: length of each measurement, after every camera shows a picture.
        server: script that takes `--port P name=file.mp4 …`, run by the system's Python.
    """
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as folder:
        clip = write_clip(Path(folder) / "street.mp4")
        with serve(clip, server) as port:
            ours = _measure("ours", port, seconds)
            baseline = _measure("baseline", port, seconds)
    ratio = (baseline["cpu"] / baseline["shown"]) / (ours["cpu"] / ours["shown"])
    return {
        "bench": "video",
        "what": f"{N_CAMERAS} cameras of {SIZE[0]}x{SIZE[1]} at {RATE}/s over RTSP; cpu: 100 is one core; "
        "shown: frames painted per second; ratio: CPU per shown frame, baseline over ours",
        "offered": N_CAMERAS * RATE,
        "ours": ours,
        "baseline": baseline,
        "ratio": round(ratio, 2),
        "machine": _machine(),
    }


def write_clip(path: Path) -> Path:
    """Encode eight seconds of a street-like scene: texture that moves, blocks that cross it."""
    rng = np.random.default_rng(7)
    width, height = SIZE
    ground = np.kron(
        rng.integers(70, 150, (height // 4, width // 2, 3), np.uint8), np.ones((4, 4, 1), np.uint8)
    )
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=RATE, options={"g": "25", "bf": "0", "crf": "26"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for i in range(8 * RATE):
            picture = ground[:, i : i + width].copy()
            for k in range(6):
                x, y = (i * (3 + k) + 90 * k) % (width - 60), 40 + 50 * k
                picture[y : y + 30, x : x + 60] = (30 * k, 220 - 20 * k, 60 + 25 * k)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                target.mux(packet)
        for packet in stream.encode(None):
            target.mux(packet)
    return path


@contextlib.contextmanager
def serve(clip: Path, server: Path) -> Iterator[int]:
    """Serve the clip as each of the cameras over RTSP; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    mounts = [f"cam{i}={clip}" for i in range(N_CAMERAS)]
    process = subprocess.Popen(
        ["/usr/bin/python3", str(server), "--port", str(port), *mounts], stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{server} does not serve on port {port}; see its output above")
            time.sleep(0.1)
        yield port
    finally:
        process.kill()
        process.wait()


def _measure(way: str, port: int, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.video", "--way", way, "--port", str(port)]
    environment = dict(os.environ)
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [*command, "--seconds", str(seconds)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        timeout=seconds + WARM_UP_LIMIT_S + 30,
        check=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _machine() -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "load_before": round(os.getloadavg()[0], 2),
        "display": os.environ.get("DISPLAY") or "offscreen",
    }


# ---- one way, in a process of its own -------------------------------------------------------------


def addresses(port: int) -> list[str]:
    """Return the address of each camera."""
    return [f"rtsp://127.0.0.1:{port}/cam{i}" for i in range(N_CAMERAS)]


class _Meter:
    """Measures the CPU of this process and its children, frames shown and stalls of the GUI."""

    def __init__(self, shown: Callable[[], list[int]], seconds: float, done: Callable[[], None]) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.result: dict[str, Any] = {}
        self._shown, self._seconds, self._done = shown, seconds, done
        self._started_at = self._tick_at = time.monotonic()
        self._stall_s = 0.0
        self._before: tuple[float, float, int] | None = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(20)

    def _tick(self) -> None:
        now = time.monotonic()
        if self._before is None:
            if min(self._shown()) > RATE // 2:
                self._before = (*_cpu_s(), sum(self._shown()))
                self._started_at, self._stall_s = now, 0.0
            elif now - self._started_at > WARM_UP_LIMIT_S:
                raise SystemExit(
                    f"after {WARM_UP_LIMIT_S:.0f} s not all cameras show pictures: {self._shown()}"
                )
        else:
            self._stall_s = max(self._stall_s, now - self._tick_at - 0.02)
            if now - self._started_at >= self._seconds:
                self._finish(now - self._started_at)
        self._tick_at = now

    def _finish(self, passed_s: float) -> None:
        self._timer.stop()
        gui_before_s, players_before_s, n_before = self._before or (0.0, 0.0, 0)
        gui_s, players_s = _cpu_s()
        gui = 100 * (gui_s - gui_before_s) / passed_s
        players = 100 * (players_s - players_before_s) / passed_s
        memory = [p.memory_full_info().uss for p in (psutil.Process(), *psutil.Process().children())]
        self.result = {
            "cpu": round(gui + players, 1),
            "cpu_gui": round(gui, 1),
            "cpu_players": round(players, 1),
            "shown": round((sum(self._shown()) - n_before) / passed_s, 1),
            "longest_gui_stall_ms": round(1000 * self._stall_s, 1),
            "memory_mb": round(sum(memory) / 1e6),
        }
        self._done()


def _cpu_s() -> tuple[float, float]:
    me = psutil.Process()
    mine = me.cpu_times()
    children = [child.cpu_times() for child in me.children()]
    return mine.user + mine.system, sum(c.user + c.system for c in children)


def _run_ours(port: int, seconds: float) -> dict[str, Any]:
    from PySide6.QtWidgets import QApplication

    from app.players.pool import PlayerPool
    from backend.contract.state import Place
    from widgets import registry
    from widgets.clock import WallClock
    from widgets.live import LiveData
    from widgets.theme.palettes import look_for
    from widgets.tile import TileContext

    app = QApplication([])
    clock = WallClock()
    live = LiveData(clock, lambda *_arguments: None)
    live.state.places = {
        f"c{i}": Place(f"c{i}", f"Camera {i}", "camera", attributes={"stream": address})
        for i, address in enumerate(addresses(port))
    }
    pool = PlayerPool(clock)
    frame = registry.make("video", {}, TileContext(live, look_for("dark", "desk"), "vi", pool))
    frame.resize(*WINDOW)
    frame.show()

    def shown() -> list[int]:
        found = [camera.frames_shown for camera in frame.body.health().cameras] if frame.body else []
        return found + [0] * (N_CAMERAS - len(found))

    meter = _Meter(shown, seconds, app.quit)
    app.exec()
    meter.result["players"] = len(pool.player_ids())
    frame.release()
    pool.close()
    return meter.result


def _run_baseline(port: int, seconds: float) -> dict[str, Any]:
    from PySide6.QtCore import QRect, Signal
    from PySide6.QtGui import QImage, QPainter, QPaintEvent
    from PySide6.QtWidgets import QApplication, QWidget

    class Camera(QWidget):
        arrived = Signal(QImage)

        def __init__(self, address: str, parent: QWidget) -> None:
            super().__init__(parent)
            self.n_shown = 0
            self._address = address
            self._image = QImage()
            self._is_new = False
            self.arrived.connect(self._take)
            threading.Thread(target=self._decode, daemon=True).start()

        def _decode(self) -> None:
            with av.open(self._address, options={"rtsp_transport": "tcp"}) as container:
                for frame in container.decode(video=0):
                    pixels = frame.to_ndarray(format="bgra")
                    image = QImage(pixels.data, *SIZE, 4 * SIZE[0], QImage.Format.Format_RGB32)
                    self.arrived.emit(image.copy())

        def _take(self, image: QImage) -> None:
            self._image, self._is_new = image, True
            self.update()

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
            painter = QPainter(self)
            painter.drawImage(self.rect(), self._image)
            self.n_shown += self._is_new
            self._is_new = False

    app = QApplication([])
    window = QWidget()
    window.resize(*WINDOW)
    width, height = WINDOW[0] // 4, WINDOW[1] // 4
    cameras = [Camera(address, window) for address in addresses(port)]
    for i, camera in enumerate(cameras):
        camera.setGeometry(QRect(i % 4 * width, i // 4 * height, width, height))
    window.show()
    meter = _Meter(lambda: [camera.n_shown for camera in cameras], seconds, app.quit)
    app.exec()
    print(json.dumps(meter.result), flush=True)
    os._exit(0)  # its threads wait in FFmpeg


def main() -> None:
    """Print the measurement as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--server", type=Path, default=SERVER)
    parser.add_argument("--way", choices=["ours", "baseline"], help="measure only one way (inner process)")
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.way == "ours":
        result = _run_ours(arguments.port, arguments.seconds)
    elif arguments.way == "baseline":
        result = _run_baseline(arguments.port, arguments.seconds)
    else:
        result = run(arguments.seconds, arguments.server)
    print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

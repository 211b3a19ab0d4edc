"""Benchmark: from starting the wall's process until every tile of two monitors is drawn and fresh.

    python -m benchmarks.cold_start [--runs 3]

The daemon is a small city behind the real wire server. The baseline is the least that the same toolkit
needs: a process with one web view and 24 labels, until its page is loaded. On the display that DISPLAY
names, else on Qt's offscreen platform.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backend.contract.messages import Pulse, ReplyBody, Request
from backend.contract.version import CONTRACT_VERSION
from backend.domain.clock import SystemClock
from backend.wire import keys
from backend.wire.server import WireServer, WireSettings
from benchmarks import _wall

ROOT = Path(__file__).resolve().parents[1]
WHOLE = "is whole"
"""The wall logs this once every tile is fresh."""
LIMIT_S = 120.0
LEAST = """
import sys
from widgets.parts.web_scheme import register_scheme
register_scheme()
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget
from PySide6.QtWebEngineWidgets import QWebEngineView
app = QApplication([])
window = QWidget()
grid = QGridLayout(window)
for i in range(24):
    grid.addWidget(QLabel(str(i)), i // 6, i % 6)
view = QWebEngineView()
grid.addWidget(view, 4, 0, 1, 6)
view.loadFinished.connect(lambda _: (print("is whole", file=sys.stderr, flush=True), app.exit()))
view.setHtml("<p>page</p>")
window.showFullScreen()
app.exec()
"""


class Daemon(threading.Thread):
    """The wire server with a small city behind it, on a loop of its own."""

    def __init__(self, folder: Path) -> None:
        """Make the keys and take two free ports."""
        super().__init__(daemon=True)
        self.folder = folder
        store = keys.KeyFolder(folder)
        keys.make(store)
        store.put(keys.WALL_PASSWORD, "bench")
        self.addresses = [f"tcp://127.0.0.1:{port}" for port in _free_ports(2)]
        self._store = store
        self._ended = threading.Event()
        self.listening = threading.Event()

    def run(self) -> None:
        """Serve until stopped."""
        asyncio.run(self._serve())

    def stop(self) -> None:
        """End."""
        self._ended.set()
        self.join(timeout=10)

    async def _serve(self) -> None:
        server: WireServer

        async def handle(request: Request) -> ReplyBody:
            return _wall.answer(request.body, server.epoch, dict(server.topic_seqs))

        server = WireServer(
            WireSettings(feed=self.addresses[0], requests=self.addresses[1], keys=self._store),
            handle,
            SystemClock(),
        )
        server.bind()
        self.listening.set()
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(server.serve())
            n_sent = 0
            while not self._ended.is_set():
                server.drain_subscriptions()
                at = _wall.now()
                server.publish(_wall.values(at))
                if n_sent % 10 == 0:
                    server.publish(Pulse(at, CONTRACT_VERSION, 0, at, 0.004, n_sent, n_sent, 0))
                n_sent += 1
                await asyncio.sleep(0.1)
            serving.cancel()
        server.close()


def _free_ports(n: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(n)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _layouts(folder: Path) -> Path:
    """Write a layout of 24 tiles over two monitors, one of them the map."""
    posts = iter(range(100))

    def tile(kind: str, column: int, row: int, size: str, options: str) -> str:
        return (
            f"      - {{id: {kind}-{column}-{row}, kind: {kind}, at: [{column}, {row}, {size}], {options}}}\n"
        )

    left = tile("map", 0, 0, "3, 4", "kinds: [flood_post]") + tile("alarms", 3, 0, "3, 2", "acting: true")
    left += tile("table", 3, 2, "3, 2", "options: {kind: flood_post, metrics: [depth_cm]}")
    right = ""
    for row in range(4):
        for column in range(6 if row else 3):
            kind = "chart" if row < 2 else "value"
            series = f"post-{next(posts)}.depth_cm"
            right += tile(
                kind, column, row, "1, 1", f"series: [{series}]" if kind == "chart" else f"series: {series}"
            )
    text = "layout: bench\nname: {vi: Đo}\nkey: 1\nscreens:\n"
    for role, tiles in (("left", left), ("right", right)):
        text += f"  {role}:\n    grid: {{columns: 6, rows: 4}}\n    tiles:\n{tiles}"
    folder.mkdir()
    (folder / "bench.yaml").write_text(text, encoding="utf-8")
    return folder


def _until_whole(command: list[str]) -> float:
    """Return the seconds from start until the process says that it is whole; ends it then."""
    began = time.monotonic()
    environment = os.environ | ({} if "DISPLAY" in os.environ else {"QT_QPA_PLATFORM": "offscreen"})
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    late = threading.Timer(LIMIT_S, process.kill)
    late.start()
    said: list[str] = []
    try:
        assert process.stderr is not None  # noqa: S101 - it was asked for
        for line in process.stderr:
            said.append(line)
            if WHOLE in line:
                return time.monotonic() - began
    finally:
        late.cancel()
        process.terminate()
        process.communicate()
    raise RuntimeError("it never became whole; it said:\n" + "".join(said[-12:]))


@contextlib.contextmanager
def _city(folder: Path) -> Iterator[Daemon]:
    daemon = Daemon(folder)
    daemon.start()
    daemon.listening.wait(10)
    yield daemon
    daemon.stop()


def run(n_runs: int = 3) -> dict[str, Any]:
    """Return the measurement of both ways, alternating."""
    ours: list[float] = []
    baseline: list[float] = []
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name, _city(Path(name) / "keys") as daemon:
        command = [sys.executable, "-m", "app", "--connect", ",".join(daemon.addresses)]
        command += ["--keys", str(daemon.folder), "--layouts", str(_layouts(Path(name) / "layouts"))]
        if "DISPLAY" not in os.environ:
            command += ["--screens", "2x1920x1080"]
        for _ in range(n_runs):
            ours.append(_until_whole(command))
            baseline.append(_until_whole([sys.executable, "-c", LEAST]))
    return {
        "bench": "cold-start",
        "what": "process start until all 24 tiles on two monitors are fresh (map, alarms, table, 9 charts, "
        "12 values); baseline: a bare window with a web view and 24 labels; ratio: ours over baseline",
        "ours": {"median_s": round(statistics.median(ours), 2), "worst_s": round(max(ours), 2)},
        "baseline": {"median_s": round(statistics.median(baseline), 2), "worst_s": round(max(baseline), 2)},
        "ratio": round(statistics.median(ours) / statistics.median(baseline), 2),
        "target_s": 5.0,
        "machine": _wall.machine(),
    }


def main() -> None:
    """Print the measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    print(json.dumps(run(parser.parse_args().runs), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

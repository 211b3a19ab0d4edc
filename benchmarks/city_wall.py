# ruff: noqa: PLC0415 - the outer process measures and must not load Qt; each inner one loads it
"""Benchmark: 16 live videos beside a map of 300 cameras and 60 moving units, in one window and process.

    python -m benchmarks.city_wall [--seconds 20] [--monitors 1] [--server packaging/rtsp_server.py]

The baseline is the same videos at the same size with the map's place left empty. Both run one after the
other, each in a process of its own, against the same RTSP server. With two monitors each tile has one of
1920×1080 for itself, else they share it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import psutil

from benchmarks import _gui as gui
from benchmarks import map as city_map
from benchmarks import video
from benchmarks._stalls import GuiThread

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from backend.contract.messages import ReplyBody, RequestBody
    from widgets.tile import TileContext
    from widgets.tiles.map import Body

ROOT = Path(__file__).resolve().parents[1]
MONITOR = (1920, 1080)
TICK_S, SECOND_S, SETTLE_S, START_LIMIT_S = 0.02, 1.0, 5.0, 120.0
WEB_PROCESS = "QtWebEngine"


def run(seconds: float = 20.0, server: Path = video.SERVER, monitors: int = 1) -> dict[str, Any]:
    """Return the measurement of videos with the map, and of the videos alone.

    Args:
        seconds: length of each, after everything shows its picture.
        server: script that takes `--port P name=file.mp4 …`, run by the system's Python.
        monitors: 1: both tiles share one; 2: each has its own.
    """
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as folder:
        clip = video.write_clip(Path(folder) / "street.mp4")
        with video.serve(clip, server) as port:
            alone = _measure("videos", port, seconds, monitors)
            both = _measure("both", port, seconds, monitors)
    return {
        "bench": "city_wall",
        "what": f"{video.N_CAMERAS} videos of {video.SIZE[0]}x{video.SIZE[1]} at {video.RATE}/s beside a map "
        f"of {city_map.N_CAMERAS} cameras, {city_map.N_UNITS} units that move each second and "
        f"{city_map.N_STATIONS} stations, on {monitors} monitor(s); percent of one core; cpu_gui_thread: "
        "of cpu_wall, the rest of which draws the map; shown: frames of video painted per second; map_shown: "
        "from a change to a finished frame; gui: what the GUI thread stood still, of that its own work "
        "and what it waited for a core; baseline: the videos alone; ratio: frames shown, ours over baseline",
        "offered": video.N_CAMERAS * video.RATE,
        "ours": both,
        "baseline": alone,
        "ratio": round(both["shown"] / alone["shown"], 3),
        "machine": gui.machine(),
    }


def _measure(way: str, port: int, seconds: float, monitors: int) -> dict[str, Any]:
    environment = dict(os.environ)
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    inner = ["--way", way, "--port", str(port), "--seconds", str(seconds), "--monitors", str(monitors)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.city_wall", *inner],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        timeout=seconds + START_LIMIT_S + SETTLE_S + 60,
        check=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


# ---- one way, in a process of its own -------------------------------------------------------------


def _show(way: str, port: int, seconds: float, monitors: int) -> dict[str, Any]:
    """Show the videos, with or without the map, and measure them."""
    gui.start()
    from widgets.parts.web_scheme import register_scheme

    register_scheme()
    from PySide6.QtWidgets import QApplication, QWidget

    from app.players.pool import PlayerPool
    from backend.contract.messages import Failure, GetMap, MapLayer
    from widgets import registry
    from widgets.clock import WallClock
    from widgets.live import LiveData
    from widgets.theme.palettes import look_for
    from widgets.tile import TileContext

    app = QApplication([])
    layers = city_map.ground() if way == "both" else {}
    town = city_map.Town(full=way == "both")
    cameras = _with_streams(town, port)

    def answer(body: RequestBody, on_reply: Any, _deadline_s: float) -> None:
        reply: ReplyBody = Failure("not_found", "not here")
        on_reply(MapLayer(body.layer, layers[body.layer]) if isinstance(body, GetMap) else reply)

    class TownClock(WallClock):
        def now(self) -> float:
            return town.at

    clock = TownClock()
    live = LiveData(clock, answer)
    pool = PlayerPool(WallClock())
    window = QWidget()
    window.resize(MONITOR[0] * monitors, MONITOR[1])
    half = window.width() // 2
    context: TileContext = TileContext(live, look_for("dark", "desk"), "vi", pool)
    videos = registry.make("video", {"cameras": list(cameras)}, context)
    videos.setParent(window)
    videos.setGeometry(0, 0, half, MONITOR[1])
    frames = [videos]
    if way == "both":
        drawn = registry.make("map", city_map.OPTIONS, context)
        drawn.setParent(window)
        drawn.setGeometry(half, 0, half, MONITOR[1])
        frames.append(drawn)
    window.show()
    live.take_snapshot(town.snapshot())
    meter = _Meter(videos.body, frames[1].body if way == "both" else None, town, live)  # type: ignore[arg-type]
    result = meter.run(seconds)
    result["players"] = len(pool.player_ids())
    for frame in frames:
        frame.release()
    pool.close()
    _close(app, window)
    return result


def _close(app: Any, window: QWidget) -> None:
    """End the pages before their profile."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    window.deleteLater()
    app.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _with_streams(town: city_map.Town, port: int) -> tuple[str, ...]:
    """Give the town's first cameras a stream each, or add cameras to a town without; return their ids."""
    from backend.contract.state import Place

    addresses = video.addresses(port)
    ids = tuple(f"c{k}" for k in range(len(addresses)))
    known = {place.place_id: k for k, place in enumerate(town.places)}
    for place_id, address in zip(ids, addresses, strict=True):
        if place_id in known:
            camera = town.places[known[place_id]]
            attributes = {**camera.attributes, "stream": address}
            town.places[known[place_id]] = msgspec.structs.replace(camera, attributes=attributes)
        else:
            town.places.append(Place(place_id, place_id, "camera", attributes={"stream": address}))
    return ids


class _Meter:
    """Waits until everything shows its picture, then moves the town each second and measures."""

    def __init__(self, videos: Any, drawn: Body | None, town: city_map.Town, live: Any) -> None:
        self._videos, self._map, self._town, self._live = videos, drawn, town, live
        self._thread = GuiThread()
        self._lags = city_map.Lags(drawn) if drawn is not None else None

    def run(self, seconds: float) -> dict[str, Any]:
        """Return what `seconds` of the wall cost and showed."""
        self._wait(self._is_whole, START_LIMIT_S)
        settled_at = time.monotonic() + SETTLE_S
        self._wait(lambda: time.monotonic() >= settled_at, SETTLE_S + 10)
        if self._lags is not None:
            self._lags.clear()
        self._thread.clear()
        before, shown, began = _processor_s(), sum(self._shown()), time.monotonic()
        self._wait(lambda: time.monotonic() - began >= seconds, seconds + 30)
        passed_s = time.monotonic() - began
        spent = {name: 100 * (s - before[name]) / passed_s for name, s in _processor_s().items()}
        return {
            "shown": round((sum(self._shown()) - shown) / passed_s, 1),
            **{name: round(percent, 1) for name, percent in spent.items()},
            **self._thread.found(),
            **(self._lags.found() if self._lags is not None else {}),
        }

    def _wait(self, is_over: Any, limit_s: float) -> None:
        """Let Qt work until something holds; each second the town moves."""
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        loop = QEventLoop()  # QApplication's own would close the windows at its end
        began = time.monotonic()

        def tick() -> None:
            self._thread.end(TICK_S)
            if time.monotonic() - began > limit_s:
                raise SystemExit(f"after {limit_s:.0f} s not everything is shown: videos {self._shown()}")
            if is_over():
                loop.quit()

        timers = [QTimer(), QTimer()]
        for timer, interval_s, called in zip(timers, (TICK_S, SECOND_S), (tick, self._move), strict=True):
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(called)
            timer.start(round(1000 * interval_s))
        loop.exec()
        for timer in timers:
            timer.stop()

    def _move(self) -> None:
        if self._lags is not None:
            self._lags.note()
        self._live.take(self._town.values())

    def _is_whole(self) -> bool:
        is_drawn = self._map is None or self._map.health().state == "fresh"
        return is_drawn and min(self._shown()) > video.RATE // 2

    def _shown(self) -> list[int]:
        found = [camera.frames_shown for camera in self._videos.health().cameras]
        return found + [0] * (video.N_CAMERAS - len(found))


def _processor_s() -> dict[str, float]:
    """Return processor seconds used so far, by part of the wall."""
    own = psutil.Process().cpu_times()
    found = {"cpu_gui_thread": time.thread_time(), "cpu_wall": own.user + own.system}
    found.update({"cpu_page": 0.0, "cpu_players": 0.0})
    for child in psutil.Process().children(recursive=True):
        used = child.cpu_times()
        part = "cpu_page" if child.name().startswith(WEB_PROCESS) else "cpu_players"
        found[part] += used.user + used.system
    found["cpu"] = found["cpu_wall"] + found["cpu_page"] + found["cpu_players"]
    return found


def main() -> None:
    """Print the measurement as one JSON object."""
    parser = argparse.ArgumentParser(description="16 live videos beside a map of 300 cameras")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--server", type=Path, default=video.SERVER)
    parser.add_argument("--monitors", type=int, choices=[1, 2], default=1)
    parser.add_argument("--way", choices=["both", "videos"], help="measure only one way (inner process)")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    if given.way:
        result = _show(given.way, given.port, given.seconds, given.monitors)
    else:
        result = run(given.seconds, given.server, given.monitors)
    print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

"""A wall-size map: 94 wards, 300 cameras with cones, 60 units moving each second; against stations alone."""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from benchmarks import _gui as gui

if TYPE_CHECKING:
    from backend.contract.messages import Snapshot, Values
    from backend.contract.state import Place, Series
    from widgets.parts.web_surface import PageMessage
    from widgets.tiles.map import Body

N_CAMERAS, N_UNITS, N_STATIONS = 300, 60, 100
SIZE = (1920, 1032)
START_AT = 1_795_293_737.0
STEP_DEG = 0.0001
"""About 11 m: a boat under way, each second."""
LOAD_LIMIT_S, SETTLE_S, PAUSE_S = 120.0, 5.0, 0.002
MIDDLE = (16.055, 108.195)
METRICS = ("lat_deg", "lon_deg", "heading_deg")


class _Town:
    """What the daemon would say: places, their series, and readings that change each second."""

    def __init__(self, *, full: bool) -> None:
        from backend.contract.state import Place, Series, Text  # noqa: PLC0415 - after gui.start()

        dice = random.Random(7)
        self.at = START_AT

        def spot() -> tuple[float, float]:
            return MIDDLE[0] + dice.gauss(0, 0.03), MIDDLE[1] + dice.gauss(0, 0.03)

        self.places: list[Place] = [
            Place(f"s{k}", f"Trạm {k}", "rain_station", *spot()) for k in range(N_STATIONS)
        ]
        self.series: list[Series] = []

        def add(place: Place, metric: str, unit: str) -> None:
            name = f"{place.place_id}.{metric}"
            self.series.append(
                Series(name, len(self.series), place.place_id, metric, Text(metric), unit, 60.0)
            )

        for place in self.places:
            add(place, "rain", "mm")
        self.spots: list[tuple[float, float]] = []
        if not full:
            return
        for k in range(N_CAMERAS):
            attributes = {"bearing_deg": str(dice.randrange(360)), "stream": ""}
            camera = Place(f"c{k}", f"Camera {k}", "camera", *spot(), attributes=attributes)
            self.places.append(camera)
            add(camera, "reachable", "")
        for k in range(N_UNITS):
            unit = Place(f"u{k}", f"Tổ {k:02d}", "patrol", *spot())
            self.places.append(unit)
            self.spots.append((unit.lat or 0.0, unit.lon or 0.0))
            for metric in METRICS:
                add(unit, metric, "°")

    def values(self) -> Values:
        """Return the readings of the next second; every unit has moved."""
        from backend.contract.messages import Values  # noqa: PLC0415 - after gui.start()

        self.at += 1.0
        turn = self.at / 40
        found: list[float] = [30 + 25 * math.sin(self.at / 20 + k) for k in range(N_STATIONS)]
        if self.spots:
            found += [1.0] * N_CAMERAS
            for k, (lat, lon) in enumerate(self.spots):
                way = turn + k
                self.spots[k] = (lat + STEP_DEG * math.cos(way), lon + STEP_DEG * math.sin(way))
                found += [*self.spots[k], math.degrees(way) % 360]
        n = len(found)
        index, at = np.arange(n, dtype="<i4"), np.full(n, self.at, "<f8")
        return Values(index.tobytes(), at.tobytes(), np.array(found, "<f8").tobytes(), bytes(n))

    def snapshot(self) -> Snapshot:
        """Return the town as a wall meets it."""
        from backend.contract.messages import Snapshot  # noqa: PLC0415 - after gui.start()
        from backend.contract.state import Centre, DeskLoad, PlaceKindInfo, Text  # noqa: PLC0415 - likewise

        kinds = (PlaceKindInfo("patrol", Text("Tổ tuần tra"), moves=True),)
        places, series, values = tuple(self.places), tuple(self.series), self.values()
        centre = Centre("bench", "Bench")
        return Snapshot(
            1, "e", 0, self.at, {}, centre, places, series, values, (), DeskLoad(), (), place_kinds=kinds
        )


class _Meter:
    """Turns Qt's loop, and takes the longest time that it stood still, and the processor's."""

    def __init__(self) -> None:
        self.gaps_ms: list[float] = []
        self._own = psutil.Process()

    def turn(self, seconds: float) -> None:
        """Let Qt work for a while."""
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after gui.start()

        until = time.monotonic() + seconds
        while (began := time.perf_counter()) and time.monotonic() < until:
            QApplication.processEvents()
            self.gaps_ms.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE_S)

    def processor_s(self) -> tuple[float, float]:
        """Return processor seconds used so far: by this process, and by those of the page."""
        own = self._own.cpu_times()
        pages = [child.cpu_times() for child in self._own.children(recursive=True)]
        return own.user + own.system, sum(each.user + each.system for each in pages)


def measure(seconds: float, layers: dict[str, bytes], *, full: bool) -> dict[str, float]:
    """Show the map, move everything each second, and say what that costs.

    Args:
        seconds: how long.
        layers: GeoJSON of the ground by name.
        full: with cameras and units.
    """
    from PySide6.QtCore import QEvent  # noqa: PLC0415 - after gui.start()
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - likewise

    from backend.contract.messages import Failure, GetMap, MapLayer  # noqa: PLC0415 - likewise
    from widgets.clock import WallClock  # noqa: PLC0415 - likewise
    from widgets.live import LiveData  # noqa: PLC0415 - likewise
    from widgets.registry import make  # noqa: PLC0415 - likewise
    from widgets.theme.palettes import look_for  # noqa: PLC0415 - likewise
    from widgets.tile import TileContext  # noqa: PLC0415 - likewise

    town = _Town(full=full)

    class TownClock(WallClock):
        def now(self) -> float:
            return town.at

    def answer(body, on_reply, _deadline_s):  # type: ignore[no-untyped-def]
        known = isinstance(body, GetMap)
        on_reply(MapLayer(body.layer, layers[body.layer]) if known else Failure("not_found", "not here"))

    live = LiveData(TownClock(), answer)
    options = {"cameras": True, "fill": {"metric": "rain", "steps": [10, 30, 50]}, "zoom": 13.0,
               "centre": [MIDDLE[1], MIDDLE[0]], "glyphs": {"patrol": "shield"}}  # fmt: skip
    frame = make("map", options, TileContext(live, look_for("dark", "desk"), "vi"))
    frame.resize(*SIZE)
    frame.show()
    live.take_snapshot(town.snapshot())
    meter, body = _Meter(), frame.body
    began = time.monotonic()
    while body.health().state != "fresh" and time.monotonic() - began < LOAD_LIMIT_S:
        meter.turn(0.1)
    loaded_s = round(time.monotonic() - began, 1)
    meter.turn(SETTLE_S)
    found = _run(body, town, live, meter, seconds)  # type: ignore[arg-type]
    frame.release()
    frame.deleteLater()
    QApplication.processEvents()
    meter.turn(0.5)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # pages go before their profile
    return {"loaded_s": loaded_s, **found}


def _run(body: Body, town: _Town, live, meter: _Meter, seconds: float) -> dict[str, float]:  # type: ignore[no-untyped-def]
    drawn_at: dict[int, float] = {}
    frames: list[int] = []
    sent: list[tuple[int, float]] = []

    def note(told: PageMessage) -> None:
        if told.kind == "beat":
            drawn_at.setdefault(told.seq, time.monotonic())
            frames.append(told.frames)

    body.surface.told.connect(note)
    meter.gaps_ms.clear()
    own, page = meter.processor_s()
    began = time.monotonic()
    for k in range(int(seconds)):
        at, before = time.monotonic(), body.sent_seq
        live.take(town.values())
        meter.turn(max(0.0, began + k + 1 - time.monotonic()))
        if body.sent_seq > before:
            sent.append((before + 1, at))
    wall_s = time.monotonic() - began
    own_end, page_end = meter.processor_s()
    lags = [
        1000 * (min(late) - at)
        for seq, at in sent
        if (late := [when for number, when in drawn_at.items() if number >= seq])
    ]
    p50, p99 = np.percentile(lags, [50, 99]) if lags else (math.nan, math.nan)
    n_frames = frames[-1] - frames[0] if frames else 0
    used_s = own_end - own + page_end - page
    return {
        "shown_p50_ms": round(float(p50)),
        "shown_p99_ms": round(float(p99)),
        "changes": len(sent),
        "changes_shown": len(lags),
        "frames_per_s": round(n_frames / wall_s, 1),
        "processor_ms_per_frame": round(1000 * used_s / max(1, n_frames)),
        "gui_p99_ms": round(float(np.percentile(meter.gaps_ms, 99)), 1),
        "gui_longest_ms": round(max(meter.gaps_ms), 1),
        "wall_percent": round(100 * (own_end - own) / wall_s, 1),
        "page_percent": round(100 * (page_end - page) / wall_s, 1),
    }


def run(seconds: float = 20.0) -> dict[str, object]:
    """Measure both in one run; `ratio` is the processor time of a frame, the stations alone over ours."""
    gui.start()
    from widgets.parts.web_scheme import register_scheme  # noqa: PLC0415 - after gui.start()

    register_scheme()
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - likewise

    from backend.demo import boundaries  # noqa: PLC0415 - likewise

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        boundaries.build(Path(folder))
        layers = {path.stem: path.read_bytes() for path in Path(folder).iterdir()}
    plain = measure(seconds, layers, full=False)
    mine = measure(seconds, layers, full=True)
    app.processEvents()

    return {
        "bench": "map",
        "what": f"{N_CAMERAS} cameras, {N_UNITS} units that move each second, {N_STATIONS} stations; "
        "percent: 100 is one core; shown: from a change to a finished frame with it, the map's own "
        "gathering of up to 500 ms included; baseline: the stations alone; ratio: processor for a frame, "
        "baseline over ours",
        "ours": mine,
        "baseline": plain,
        "ratio": round(plain["processor_ms_per_frame"] / max(1.0, mine["processor_ms_per_frame"]), 2),
        "machine": gui.machine(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    print(json.dumps(run(parser.parse_args().seconds), ensure_ascii=False))

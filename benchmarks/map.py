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
from benchmarks._stalls import GuiThread

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
OPTIONS = {
    "cameras": True,
    "fill": {"metric": "rain", "steps": [10, 30, 50]},
    "zoom": 13.0,
    "centre": [MIDDLE[1], MIDDLE[0]],
    "glyphs": {"patrol": "shield"},
}
METRICS = ("lat_deg", "lon_deg", "heading_deg")


class Town:
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


def ground() -> dict[str, bytes]:
    """Return the GeoJSON of the demo city's ground by layer."""
    from backend.demo import boundaries  # noqa: PLC0415 - after gui.start()

    with tempfile.TemporaryDirectory() as folder:
        boundaries.build(Path(folder))
        return {path.stem: path.read_bytes() for path in Path(folder).iterdir()}


class _Meter:
    """Turns Qt's loop, and takes the times that it stood still, and the processor's."""

    def __init__(self) -> None:
        self.thread = GuiThread()
        self._own = psutil.Process()

    def turn(self, seconds: float) -> None:
        """Let Qt work for a while."""
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after gui.start()

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.thread.begin()
            QApplication.processEvents()
            self.thread.end()
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

    town = Town(full=full)

    class TownClock(WallClock):
        def now(self) -> float:
            return town.at

    def answer(body, on_reply, _deadline_s):  # type: ignore[no-untyped-def]
        known = isinstance(body, GetMap)
        on_reply(MapLayer(body.layer, layers[body.layer]) if known else Failure("not_found", "not here"))

    live = LiveData(TownClock(), answer)
    frame = make("map", OPTIONS, TileContext(live, look_for("dark", "desk"), "vi"))
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


class Lags:
    """Times from a change of the town until the map has drawn it."""

    def __init__(self, body: Body) -> None:
        """Follow the beats of a map's page."""
        self._body = body
        self.clear()
        body.surface.told.connect(self._take)

    def clear(self) -> None:
        """Forget what was timed."""
        self._drawn_at: dict[int, float] = {}
        self._changes: list[tuple[float, int]] = []
        self._frames: list[int] = []

    def note(self) -> None:
        """Note that the town changes now."""
        self._changes.append((time.monotonic(), self._body.sent_seq))

    def found(self) -> dict[str, float]:
        """Return how many changes were sent and shown, how late, and how often the map itself was drawn."""
        ends = [*(seq for _at, seq in self._changes[1:]), self._body.sent_seq]
        sent = [(seq + 1, at) for (at, seq), end in zip(self._changes, ends, strict=False) if end > seq]
        lags = [
            1000 * (min(late) - at)
            for seq, at in sent
            if (late := [when for number, when in self._drawn_at.items() if number >= seq])
        ]
        p50, p99 = np.percentile(lags, [50, 99]) if lags else (math.inf, math.inf)
        return {
            "map_shown_p50_ms": round(float(p50), 0),
            "map_shown_p99_ms": round(float(p99), 0),
            "map_changes": len(sent),
            "map_changes_shown": len(lags),
            "map_frames": self._frames[-1] - self._frames[0] if self._frames else 0,
        }

    def _take(self, told: PageMessage) -> None:
        if told.kind == "beat":
            self._drawn_at.setdefault(told.seq, time.monotonic())
            self._frames.append(told.frames)


def _run(body: Body, town: Town, live, meter: _Meter, seconds: float) -> dict[str, float]:  # type: ignore[no-untyped-def]
    lags = Lags(body)
    meter.thread.clear()
    own, page = meter.processor_s()
    began = time.monotonic()
    for k in range(int(seconds)):
        lags.note()
        meter.thread.begin()
        live.take(town.values())
        meter.thread.end()
        meter.turn(max(0.0, began + k + 1 - time.monotonic()))
    wall_s = time.monotonic() - began
    own_end, page_end = meter.processor_s()
    found, used_s = lags.found(), own_end - own + page_end - page
    return {
        **found,
        "processor_ms_per_change": round(1000 * used_s / max(1.0, found["map_changes_shown"])),
        **meter.thread.found(),
        "wall_percent": round(100 * (own_end - own) / wall_s, 1),
        "page_percent": round(100 * (page_end - page) / wall_s, 1),
    }


def run(seconds: float = 20.0) -> dict[str, object]:
    """Measure both in one run; `ratio` is the processor time of a change, the stations alone over ours."""
    gui.start()
    from widgets.parts.web_scheme import register_scheme  # noqa: PLC0415 - after gui.start()

    register_scheme()
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - likewise

    app = QApplication.instance() or QApplication([])
    layers = ground()
    plain = measure(seconds, layers, full=False)
    mine = measure(seconds, layers, full=True)
    app.processEvents()

    return {
        "bench": "map",
        "what": f"{N_CAMERAS} cameras, {N_UNITS} units that move each second, {N_STATIONS} stations; "
        "percent: 100 is one core; shown: from a change to a finished frame with it, the map's own "
        "gathering included; frames: of the map itself, what moves is drawn over it; gui: what Qt's loop "
        "stood still, of that the thread's own work, and what it waited for a core; baseline: the stations "
        "alone; ratio: processor for a change that is shown, baseline over ours",
        "ours": mine,
        "baseline": plain,
        "ratio": round(plain["processor_ms_per_change"] / max(1.0, mine["processor_ms_per_change"]), 2),
        "machine": gui.machine(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    print(json.dumps(run(parser.parse_args().seconds), ensure_ascii=False))

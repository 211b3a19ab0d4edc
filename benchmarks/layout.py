"""Benchmark: switching between two layouts of 24 real tiles over two windows.

    python -m benchmarks.layout [--switches 20]

Ours is the wall's director: common tiles are kept, the rest is built before and swapped in one repaint.
The baseline is the plain way with the same tiles: throw all away, build all anew, show. Both in one
process, alternating, until everything that the switch asked to be painted is painted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen" if "DISPLAY" not in os.environ else "xcb")

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from app.wall.director import Director, Stage
from app.wall.geometry import Monitor, Rect
from app.wall.layouts import Layout, read_layout
from app.wall.screens import Screens
from backend.contract.messages import ReplyBody, RequestBody
from benchmarks import _wall
from widgets import registry
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData
from widgets.theme.fonts import load_fonts

ROOT = Path(__file__).resolve().parents[1]
KINDS = (["chart"] * 4 + ["value"] * 6 + ["table", "alarms"]) * 2
SIZE = (1920, 1080)


class TwoMonitors(Screens):
    """Two monitors of 1920×1080, whatever the machine has."""

    def monitors(self) -> list[Monitor]:
        """Return them side by side."""
        return [Monitor(name, Rect(i * SIZE[0], 0, *SIZE)) for i, name in enumerate(("A", "B"))]


def layout(layout_id: str, first: int) -> Layout:
    """Return a layout of 24 tiles, numbered from `first`, 12 to a screen."""
    screens = []
    for role, numbers in (("left", range(first, first + 12)), ("right", range(first + 12, first + 24))):
        tiles = "".join(f"\n      - {_tile(n, i)}" for i, n in enumerate(numbers))
        screens.append(f"  {role}:\n    grid: {{columns: 4, rows: 3}}\n    tiles:{tiles}")
    text = f"layout: {layout_id}\nname: {{vi: {layout_id}}}\nscreens:\n" + "\n".join(screens)
    return read_layout(text, layout_id, {name: kind.options_type for name, kind in registry.kinds().items()})


def _tile(number: int, place: int) -> str:
    kind = KINDS[number % len(KINDS)]
    options = {
        "chart": f"series: [post-{number}.depth_cm]",
        "value": f"series: post-{number}.depth_cm",
        "table": "options: {kind: flood_post, metrics: [depth_cm]}",
        "alarms": "acting: true",
    }[kind]
    return f"{{id: t{number}, kind: {kind}, at: [{place % 4}, {place // 4}, 1, 1], {options}}}"


class Bench:
    """One wall that both ways switch."""

    def __init__(self, app: QApplication) -> None:
        """Open the wall on the first layout."""
        self.app = app
        self.live = LiveData(WallClock(), self._request)
        self.live.take_snapshot(_wall.snapshot("bench", {}))
        self.live.set_link(LinkState("live", _wall.now()))
        layouts = {one.layout_id: one for one in (layout("one", 0), layout("two", 12), layout("far", 48))}
        stage = Stage(
            app, self.live, layouts, TwoMonitors(app), registry.make, lambda _: None, full_screen=False
        )
        self.director = Director(stage, "dark", "vi")
        self.director.show("one", "bench")
        self.paint()

    def _request(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float) -> None:
        QTimer.singleShot(0, lambda: on_reply(_wall.answer(body, "bench", {})))

    def paint(self) -> None:
        """Carry out everything that is due, until all is painted and what left is gone."""
        for _ in range(3):
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def switch(self, layout_id: str, *, keep: bool) -> tuple[float, float]:
        """Return the seconds and CPU seconds of one switch; without `keep` every tile is built anew."""
        self.paint()
        began, cpu_began = time.perf_counter(), time.process_time()
        if not keep:
            self.director.drop_tiles()
        self.director.show(layout_id, "bench")
        for window in self.director.windows.values():
            window.repaint()
        taken = time.perf_counter() - began, time.process_time() - cpu_began
        self.paint()
        return taken


def run(n_switches: int = 20) -> dict[str, Any]:
    """Return the measurement of both ways."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)  # noqa: S101 - nothing else makes an application here
    load_fonts(ROOT / "resources" / "fonts")
    bench = Bench(app)
    taken: dict[str, list[tuple[float, float]]] = {"ours": [], "all_new": [], "baseline": []}
    for _ in range(n_switches):
        taken["ours"].append(bench.switch("two", keep=True))
        bench.switch("one", keep=True)
        taken["all_new"].append(bench.switch("far", keep=True))
        bench.switch("one", keep=True)
        taken["baseline"].append(bench.switch("two", keep=False))
        bench.switch("one", keep=True)
    bench.director.close()
    bench.paint()
    ours, baseline = _figures(taken["ours"]), _figures(taken["baseline"])
    return {
        "bench": "layout",
        "what": "switch of 24 tiles (8 charts, 12 values, 2 tables, 2 alarm lists) on two 1080p windows to a "
        "layout with 12 in common, repainted; nothing_in_common: the same without common tiles; "
        "baseline: every tile thrown away and built anew; ratio: CPU time, baseline over ours",
        "ours": {**ours, "nothing_in_common": _figures(taken["all_new"])},
        "baseline": baseline,
        "ratio": round(baseline["median_cpu_s"] / ours["median_cpu_s"], 2),
        "target_s": 0.3,
        "machine": _wall.machine(),
    }


def _figures(taken: list[tuple[float, float]]) -> dict[str, float]:
    seconds, cpu = zip(*taken, strict=True)
    return {
        "median_s": round(statistics.median(seconds), 4),
        "worst_s": round(max(seconds), 4),
        "median_cpu_s": round(statistics.median(cpu), 4),
    }


def main() -> None:
    """Print the measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--switches", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    print(json.dumps(run(parser.parse_args().switches), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

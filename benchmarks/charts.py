"""24 charts of 3 curves with two hours of one-second readings at 10 Hz, against plain pyqtgraph."""

from __future__ import annotations

import argparse
import json

import numpy as np

from benchmarks import _gui as gui

N_CHARTS, N_CURVES, N_POINTS, RATE_HZ = 24, 3, 3600, 10.0
GRID = (6, 4)
SIZE = (1920, 1032)


class _Clock:
    """Time that the benchmark moves on."""

    at = 1_795_293_737.0


def ours(seconds: float) -> dict[str, float]:
    """Measure chart tiles fed by live values through the real live state."""
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415 - after gui.start()

    from backend.contract.messages import Columns, GetHistory, History, Snapshot, Values  # noqa: PLC0415
    from backend.contract.state import Centre, DeskLoad, Place, Series, Text  # noqa: PLC0415
    from widgets.clock import WallClock  # noqa: PLC0415
    from widgets.live import LiveData  # noqa: PLC0415
    from widgets.registry import make  # noqa: PLC0415
    from widgets.theme.palettes import look_for  # noqa: PLC0415
    from widgets.tile import TileContext  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    clock = _Clock()

    class BenchClock(WallClock):
        def now(self) -> float:
            return clock.at

    def answer(body, on_reply, _deadline_s):  # type: ignore[no-untyped-def]
        if isinstance(body, GetHistory):
            at = clock.at - np.arange(N_POINTS, 0, -1.0)
            on_reply(
                History(
                    tuple(
                        Columns(
                            s, at.tobytes(), (40 + 30 * np.sin(at / 300 + k)).tobytes(), b"", b"", 0.0, 10.0
                        )
                        for k, s in enumerate(body.series)
                    )
                )
            )

    n_series = N_CHARTS * N_CURVES
    ids = [f"p{k // N_CURVES}c{k % N_CURVES}.level" for k in range(n_series)]
    series = tuple(
        Series(s, k, s.partition(".")[0], "level", Text("Mực"), "cm", 60.0) for k, s in enumerate(ids)
    )
    index = np.arange(n_series, dtype="<i4").tobytes()

    def values() -> Values:
        value = 40 + 30 * np.sin(clock.at / 300 + np.arange(n_series) % N_CURVES)
        return Values(index, np.full(n_series, clock.at).tobytes(), value.tobytes(), bytes(n_series))

    live = LiveData(BenchClock(), answer)
    places = tuple(Place(s.place_id, s.place_id, "post") for s in series)
    live.take_snapshot(
        Snapshot(1, "e", 0, clock.at, {}, Centre("b", "Bench"), places, series, values(), (), DeskLoad(), ())
    )
    window = QWidget()
    window.resize(*SIZE)
    context = TileContext(live, look_for("dark", "desk"), "vi")
    frames = []
    for k in range(N_CHARTS):
        chosen = ids[k * N_CURVES : (k + 1) * N_CURVES]
        frame = make("chart", {"series": chosen, "window_s": float(N_POINTS)}, context, window)
        width, height = SIZE[0] // GRID[0], SIZE[1] // GRID[1]
        frame.setGeometry((k % GRID[0]) * width, (k // GRID[0]) * height, width - 8, height - 8)
        frames.append(frame)
    window.show()
    app.processEvents()

    def step() -> None:
        clock.at += 1 / RATE_HZ
        live.take(values())
        for frame in frames:
            frame.body.draw_pending()  # the tile's own throttle, without waiting for it

    found = gui.measure(step, RATE_HZ, seconds)
    for frame in frames:
        frame.release()
    window.deleteLater()
    app.processEvents()
    return found


def baseline(seconds: float) -> dict[str, float]:
    """Measure plain pyqtgraph: a PlotWidget with its defaults, all points set again at each change."""
    import pyqtgraph as pg  # noqa: PLC0415 - after gui.start()
    from PySide6.QtWidgets import QApplication, QGridLayout, QWidget  # noqa: PLC0415

    app = QApplication.instance() or QApplication([])
    window = QWidget()
    window.resize(*SIZE)
    grid = QGridLayout(window)
    curves = []
    for k in range(N_CHARTS):
        plot = pg.PlotWidget()
        grid.addWidget(plot, k // GRID[0], k % GRID[0])
        curves += [plot.plot(pen=pg.mkPen(c, width=2), antialias=True) for c in ("c", "w", "y")]
    window.show()
    app.processEvents()
    now = _Clock.at

    def step() -> None:
        nonlocal now
        now += 1 / RATE_HZ
        at = now - np.arange(N_POINTS, 0, -1.0)
        for k, curve in enumerate(curves):
            curve.setData(at, 40 + 30 * np.sin(at / 300 + k % N_CURVES))

    found = gui.measure(step, RATE_HZ, seconds)
    window.deleteLater()
    app.processEvents()
    return found


def run(seconds: float = 10.0) -> dict[str, object]:
    """Measure both in one run; `ratio` is the baseline's median frame time over ours."""
    gui.start()
    mine, plain = ours(seconds), baseline(seconds)
    return {
        "bench": "charts",
        "ours": mine,
        "baseline": plain,
        "ratio": round(plain["p50_ms"] / max(0.001, mine["p50_ms"]), 2),
        "machine": gui.machine(),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    print(json.dumps(run(parser.parse_args().seconds), ensure_ascii=False))

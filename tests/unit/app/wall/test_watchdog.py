"""A stall of the GUI thread is counted, and whoever was at work is named."""

from __future__ import annotations

import sys
import threading
import types

from pytestqt.qtbot import QtBot

from app.wall.watchdog import STALL_S, Watchdog, at_work


def code_in(module: str, text: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": module, "sys": sys}
    exec(text, names)  # noqa: S102 - code that claims to be another module
    return names


def test_a_tile_on_the_stack_is_named() -> None:
    part = code_in("widgets.parts.plot", "def redraw(look): return look()")
    tile = code_in("widgets.tiles.chart", "def paint(redraw, look): return redraw(look)")
    found = tile["paint"](part["redraw"], lambda: at_work(sys._getframe()))  # type: ignore[operator]
    assert found == "tile chart (widgets.parts.plot:redraw)"


def test_work_of_ours_without_a_tile_is_named_by_its_function() -> None:
    ours = code_in("app.wall.window", "def paintEvent(look): return look()")
    assert ours["paintEvent"](lambda: at_work(sys._getframe())) == "app.wall.window:paintEvent"  # type: ignore[operator]


def test_an_empty_stack_is_qt() -> None:
    assert at_work(None) == "Qt"


def test_a_stall_is_counted_with_its_culprit(qtbot: QtBot) -> None:
    watchdog = Watchdog()
    watchdog.start()
    busy = code_in(
        "widgets.tiles.slow",
        "import time\ndef paint(until):\n    while time.monotonic() < until: pass\n",
    )
    time = busy["time"]
    assert isinstance(time, types.ModuleType)
    busy["paint"](time.monotonic() + 4 * STALL_S)  # type: ignore[operator]
    qtbot.waitUntil(lambda: watchdog.n_stalls > 0)
    watchdog.stop()
    figures = watchdog.figures()
    assert figures["by"] == {"tile slow (widgets.tiles.slow:paint)": 1}
    assert figures["worst_s"] > STALL_S
    assert 0 < figures["worst_busy_s"] <= figures["worst_s"]


def test_a_thread_that_only_waits_is_not_busy(qtbot: QtBot) -> None:
    watchdog = Watchdog()
    watchdog.start()
    threading.Event().wait(4 * STALL_S)
    qtbot.waitUntil(lambda: watchdog.n_stalls > 0)
    watchdog.stop()
    assert watchdog.worst_busy_s < watchdog.worst_s / 2

"""What benchmarks of the wall share: an application, an event loop for a while, CPU time of this process."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable

import numpy as np


def start() -> None:
    """Start Qt without a screen where there is none."""
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def machine() -> dict[str, object]:
    """Return what the figures were measured on."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}


def measure(step: Callable[[], object], rate_hz: float, seconds: float) -> dict[str, float]:
    """Call `step` at `rate_hz` and let Qt paint after each; return frame times and the share of a core.

    Returns:
        `frames`, `p50_ms`, `p99_ms` (from the step to the end of its painting), `core_percent`.
    """
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after start()

    app = QApplication.instance() or QApplication([])
    for _ in range(5):
        step()
        app.processEvents()
    spent_ms = []
    began, cpu_began = time.monotonic(), time.process_time()
    due = began
    while time.monotonic() - began < seconds:
        at = time.perf_counter()
        step()
        app.processEvents()
        spent_ms.append((time.perf_counter() - at) * 1000)
        due += 1 / rate_hz
        time.sleep(max(0.0, due - time.monotonic()))
    wall_s = time.monotonic() - began
    core = 100 * (time.process_time() - cpu_began) / wall_s
    p50, p99 = np.percentile(spent_ms, [50, 99])
    return {
        "frames": len(spent_ms),
        "p50_ms": round(float(p50), 1),
        "p99_ms": round(float(p99), 1),
        "core_percent": round(core, 1),
    }

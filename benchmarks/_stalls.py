"""How long the GUI thread stood still, and why: its own work, or that no core was free for it."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np


class GuiThread:
    """Times passages of the thread that made it."""

    def __init__(self) -> None:
        """Nothing is timed yet."""
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._waits = path if path.exists() else None
        self.clear()

    def clear(self) -> None:
        """Forget what was timed."""
        self._passages: list[tuple[float, float, float]] = []
        self._begun = self._read()

    def begin(self) -> None:
        """Begin a passage."""
        self._begun = self._read()

    def end(self, due_s: float = 0.0) -> None:
        """End a passage and begin the next.

        Args:
            due_s: how much of it the thread had nothing to do.
        """
        ended = self._read()
        gap, work, waited = (after - before for before, after in zip(self._begun, ended, strict=True))
        self._passages.append((max(0.0, gap - due_s), work, waited))
        self._begun = ended

    def found(self) -> dict[str, float]:
        """Return the longest passage, what it waited for a core, the longest work, the 99th percentile."""
        gaps, works, waits = np.array(self._passages or [(0.0, 0.0, 0.0)]).T * 1000
        worst = int(gaps.argmax())
        return {
            "gui_p99_ms": round(float(np.percentile(gaps, 99)), 1),
            "gui_longest_ms": round(float(gaps[worst]), 1),
            "gui_longest_waited_for_core_ms": round(float(waits[worst]), 1),
            "gui_longest_work_ms": round(float(works.max()), 1),
        }

    def _read(self) -> tuple[float, float, float]:
        """Return the clock, the thread's processor time and what it waited for a core, s."""
        waited_s = int(self._waits.read_text().split()[1]) / 1e9 if self._waits else 0.0
        return time.perf_counter(), time.thread_time(), waited_s

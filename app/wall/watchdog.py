"""Watches the GUI thread: any stall above 100 ms is logged with the tile that was at work."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import Counter
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

log = logging.getLogger(__name__)

BEAT_S = 0.05
STALL_S = 0.1
LOG_SPACING_S = 1.0


class Watchdog(QObject):
    """A beat on the GUI thread, and a thread that looks what is on its stack when the beat is missing."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Prepare; `start` begins to watch the thread that this is made on."""
        super().__init__(parent)
        self.n_stalls = 0
        self.worst_s = 0.0
        self.worst_busy_s = 0.0
        """Longest stall in CPU time of the GUI thread: what is left when a starved machine is taken off."""
        self.culprits: Counter[str] = Counter()
        self._gui_thread = threading.get_ident()
        self._beat_at = time.monotonic()
        self._busy_s = time.thread_time()
        self._seen = ""
        self._logged_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._timer = QTimer(self, interval=round(BEAT_S * 1000))
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to watch."""
        self._beat_at, self._busy_s = time.monotonic(), time.thread_time()
        self._timer.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def figures(self) -> dict[str, Any]:
        """Return the stalls since the start as plain data."""
        return {
            "n_stalls": self.n_stalls,
            "worst_s": round(self.worst_s, 3),
            "worst_busy_s": round(self.worst_busy_s, 3),
            "by": dict(self.culprits.most_common(8)),
        }

    @Slot()
    def _beat(self) -> None:
        now = time.monotonic()
        lag_s = now - self._beat_at - BEAT_S
        busy_s, self._busy_s = time.thread_time() - self._busy_s, time.thread_time()
        self._beat_at = now
        if lag_s <= STALL_S:
            self._seen = ""
            return
        culprit, self._seen = self._seen or "Qt", ""
        self.n_stalls += 1
        self.worst_s = max(self.worst_s, lag_s)
        self.worst_busy_s = max(self.worst_busy_s, min(lag_s, busy_s))
        self.culprits[culprit] += 1
        if now - self._logged_at > LOG_SPACING_S:
            self._logged_at = now
            log.warning(
                "the GUI thread stood still for %.0f ms (%.0f ms of it at work) in %s",
                lag_s * 1000,
                min(lag_s, busy_s) * 1000,
                culprit,
            )

    def _watch(self) -> None:
        while not self._stopping.wait(BEAT_S):
            if time.monotonic() - self._beat_at > BEAT_S + STALL_S / 2 and not self._seen:
                self._seen = at_work(sys._current_frames().get(self._gui_thread))  # noqa: SLF001 - the documented way


def at_work(frame: FrameType | None) -> str:
    """Return what a stack is doing: the tile's kind if one is on it, and the innermost function of ours.

    Nothing of a widget is called here: this runs on another thread than the widget's.
    """
    place = tile = ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        ours = module.startswith(("app.", "widgets."))
        if ours and not place:
            place = f"{module}:{frame.f_code.co_name}"
        if module.startswith("widgets.tiles.") and not tile:
            tile = module.removeprefix("widgets.tiles.")
        frame = frame.f_back
    return f"tile {tile} ({place})" if tile else place or "Qt"

"""The only motion of the alarm list: a new alarm slides in once, a critical one that waits blinks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QTimer

from widgets.parts.alarm_delegate import AlarmDelegate
from widgets.parts.alarm_model import ROW_ROLE, AlarmModel
from widgets.parts.alarm_words import RowWords
from widgets.parts.list_view import ListView

BLINK_MS = 500
SLIDE_MS, SLIDE_STEP_MS = 240, 30
SLIDE_AT_MOST = 3
"""More alarms at once than this stand there without sliding: motion would be noise."""


class AlarmMotion(QObject):
    """Moves what the delegate paints."""

    def __init__(self, view: ListView, model: AlarmModel, delegate: AlarmDelegate) -> None:
        """Stand still until asked."""
        super().__init__(view)
        self._view, self._model, self._delegate = view, model, delegate
        self._entering: dict[str, QElapsedTimer] = {}
        self._slide = QTimer(self, interval=SLIDE_STEP_MS)
        self._slide.timeout.connect(self._slide_on)
        self._blink = QTimer(self, interval=BLINK_MS)
        self._blink.timeout.connect(self._blink_on)

    def enter(self, alarm_ids: Sequence[str]) -> None:
        """Let new alarms slide in, unless they are many."""
        if not 0 < len(alarm_ids) <= SLIDE_AT_MOST:
            return
        for alarm_id in alarm_ids:
            self._entering[alarm_id] = QElapsedTimer()
            self._entering[alarm_id].start()
            self._delegate.shift[alarm_id] = 1.0
        self._slide.start()

    def blink(self, *, wanted: bool) -> None:
        """Blink the symbols of critical alarms that nobody has taken, or stop."""
        if wanted != self._blink.isActive():
            if wanted:
                self._blink.start()
            else:
                self._blink.stop()
            self._delegate.dark = False

    def blinks(self) -> bool:
        """Return whether something blinks."""
        return self._blink.isActive()

    def _slide_on(self) -> None:
        for alarm_id, timer in list(self._entering.items()):
            left = 1.0 - timer.elapsed() / SLIDE_MS
            if left > 0:
                self._delegate.shift[alarm_id] = left**3
            else:
                del self._entering[alarm_id], self._delegate.shift[alarm_id]
            row = self._model.row_of(alarm_id)
            if row >= 0:
                self._view.update(self._model.index(row))
        if not self._entering:
            self._slide.stop()

    def _blink_on(self) -> None:
        """Repaint the symbols in view, and no more than these."""
        self._delegate.dark = not self._delegate.dark
        first = max(0, self._view.rowAt(0))
        last = self._view.rowAt(self._view.viewport().height() - 1)
        for row in range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1):
            index = self._model.index(row)
            words: RowWords = self._delegate.words(index.data(ROW_ROLE))
            if words.waiting and words.shape == "critical":
                box = self._delegate.symbol_box(QRectF(self._view.visualRect(index)), words.depth)
                self._view.viewport().update(box.toAlignedRect())

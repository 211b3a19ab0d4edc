"""A tour of every layout: each is shown for a while, and its picture is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal


class Tour(QObject):
    """Shows one layout after the other, for people who judge them before the wall goes live."""

    ended = Signal()

    def __init__(
        self,
        layout_ids: Iterable[str],
        show: Callable[[str, str], None],
        keep: Callable[[str], None],
        each_s: float,
    ) -> None:
        """Prepare; `start` shows the first.

        Args:
            layout_ids: in the order of the tour.
            show: shows a layout, for a reason in words.
            keep: keeps the pictures of the layout that is on, under its id.
            each_s: how long each stays, s.
        """
        super().__init__()
        self._rest: Iterator[str] = iter(tuple(layout_ids))
        self._show, self._keep = show, keep
        self._on = ""
        self._timer = QTimer(self, interval=round(each_s * 1000))
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Show the first layout; once more does nothing."""
        if not self._timer.isActive():
            self._timer.start()
            self._go_on()

    def _go_on(self) -> None:
        if self._on:
            self._keep(self._on)
        self._on = next(self._rest, "")
        if self._on:
            self._show(self._on, QCoreApplication.translate("Wall", "tour of all layouts"))
        else:
            self._timer.stop()
            self.ended.emit()

"""When a tile asks for the past again: readings may arrive late, and a request may fail. Pure."""

from __future__ import annotations

EARLY_S = (5.0, 15.0, 30.0)
"""After the first answer: a source that was just connected sends what it kept meanwhile."""
EVERY_S = 60.0
FIRST_RETRY_S = 2.0


class PastSchedule:
    """Counts seconds of the tile, so that a stepping clock changes nothing.

    Attributes:
        failed: the newest request brought nothing.
    """

    def __init__(self, phase: float = 0.0) -> None:
        """Ask at once; `phase`, 0 to 1, staggers the tiles of a wall."""
        self._phase = phase
        self.restart()

    def restart(self) -> None:
        """Ask at once, as after a new catalogue."""
        self.failed = False
        self._waiting = False
        self._n_answers = self._n_failures = 0
        self._left_s = 0.0

    def passed(self, seconds: float) -> None:
        """Let time pass."""
        self._left_s -= seconds

    def due(self) -> bool:
        """Return whether to ask now; whoever asks says so by `asked`."""
        return not self._waiting and self._left_s <= 0

    def asked(self) -> None:
        """Note that a request is on its way."""
        self._waiting = True

    def answered(self, *, well: bool) -> None:
        """Note an answer: a good one or a failure."""
        self._waiting, self.failed = False, not well
        if well:
            self._left_s = self._next_s()
            self._n_answers, self._n_failures = self._n_answers + 1, 0
        else:
            self._left_s = min(EVERY_S, FIRST_RETRY_S * 2.0**self._n_failures)
            self._n_failures = min(self._n_failures + 1, 6)

    def _next_s(self) -> float:
        if self._n_answers < len(EARLY_S):
            before = EARLY_S[self._n_answers - 1] if self._n_answers else 0.0
            return EARLY_S[self._n_answers] - before
        first = self._n_answers == len(EARLY_S)
        return EVERY_S * (0.5 + self._phase) if first else EVERY_S

"""When a page that died is loaded again, and when one that says nothing counts as dead. Pure."""

from __future__ import annotations

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 60.0
SETTLED_S = 60.0
"""A page that lived this long is well: earlier deaths are forgotten."""
SILENT_S = 12.0
"""A page beats once a second; one this silent hangs. Software drawing on a busy machine needs the room."""
START_S = 40.0
"""Longest time from loading to the first beat."""


class Recovery:
    """Back-off and watchdog of one page; times are seconds of any steady clock."""

    def __init__(self) -> None:
        """Start before the first load."""
        self._n_deaths = 0
        self._loaded_at = 0.0
        self._beat_at: float | None = None

    @property
    def alive(self) -> bool:
        """Whether the page has beaten since it was loaded."""
        return self._beat_at is not None

    def note_load(self, now: float) -> None:
        """The page is being loaded."""
        self._loaded_at, self._beat_at = now, None

    def note_beat(self, now: float) -> None:
        """The page has said that it lives."""
        self._beat_at = now
        if now - self._loaded_at > SETTLED_S:
            self._n_deaths = 0

    def note_death(self) -> float:
        """The page died; return the seconds to wait before loading it again."""
        self._beat_at = None
        delay_s: float = FIRST_DELAY_S * 5.0**self._n_deaths
        self._n_deaths = min(self._n_deaths + 1, 8)
        return min(LONGEST_DELAY_S, delay_s)

    def hangs(self, now: float) -> bool:
        """Return whether the page has been silent for too long."""
        if self._beat_at is None:
            return now - self._loaded_at > START_S
        return now - self._beat_at > SILENT_S

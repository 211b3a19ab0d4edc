"""How often a map's page is told what has changed. Pure."""

from __future__ import annotations

from widgets.logic.map_marks import UNITS_EVERY_S, Layer, markers_every_s

FLUSH_MS = 500
"""Readings reach the page at most twice a second; one that comes after a rest at once."""
ALARM_FLUSH_MS = 50
"""A changed alarm waits only for those that come with it."""


def wait_ms(rested_s: float) -> int:
    """Return how long a reading waits.

    Args:
        rested_s: since the page was sent something last.
    """
    return round(min(FLUSH_MS, max(ALARM_FLUSH_MS, FLUSH_MS - 1000 * rested_s)))


class Pace:
    """When what moves was drawn last, of each layer that holds such things."""

    def __init__(self) -> None:
        """Nothing was drawn."""
        self.units_at = 0.0
        """Units, over the map; s since epoch."""
        self.markers_at = 0.0
        """Alarmed units, markers of the map itself."""
        self.drawing_s = 0.0
        """How long the page took to draw what it got last for the map itself."""

    def held_layers(self, now: float) -> frozenset[Layer]:
        """Return the layers of which what only moved stays where it was drawn; note when the others go."""
        held: set[Layer] = set()
        if 0 <= now - self.units_at < UNITS_EVERY_S:
            held.add("units")
        else:
            self.units_at = now
        if 0 <= now - self.markers_at < markers_every_s(self.drawing_s):
            held.add("alarmed")
        else:
            self.markers_at = now
        return frozenset(held)

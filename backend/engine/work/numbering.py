"""Codes that people can say over the phone: `QT.20261124.007`, numbered per local day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from zoneinfo import ZoneInfo


class Numbering:
    """Gives out the codes of one prefix; none twice, also after a restart."""

    def __init__(self, prefix: str, zone: ZoneInfo) -> None:
        """Start each day at 1.

        Args:
            prefix: `QT` for procedures, `BG` for handovers.
            zone: in which a day begins.
        """
        self._prefix, self._zone = prefix, zone
        self._last: dict[str, int] = {}

    def restore(self, codes: Iterable[str]) -> None:
        """Note codes that were given out before a restart."""
        for code in codes:
            prefix, _, rest = code.partition(".")
            day, _, number = rest.partition(".")
            if prefix == self._prefix and number.isdecimal():
                self._last[day] = max(self._last.get(day, 0), int(number))

    def next(self, now: float) -> str:
        """Return a new code of the local day of `now` (s since epoch)."""
        day = datetime.datetime.fromtimestamp(now, self._zone).strftime("%Y%m%d")
        number = self._last.get(day, 0) + 1
        self._last = {day: number}
        return f"{self._prefix}.{day}.{number:03}"

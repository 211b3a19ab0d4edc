"""Numbers that start anew with each local day: `SC.20261124.003`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable


class DailyNumbers:
    """Gives out ids of one prefix."""

    def __init__(self, prefix: str, zone: dt.tzinfo, digits: int = 3) -> None:
        """Start each day at 1, unless `seen` says more."""
        self._prefix, self._zone, self._digits = prefix, zone, digits
        self._last: dict[str, int] = {}

    def next(self, now: float) -> str:
        """Return the next id of the local day of `now` (s since epoch)."""
        day = dt.datetime.fromtimestamp(now, self._zone).strftime("%Y%m%d")
        number = self._last.get(day, 0) + 1
        self._last[day] = number
        return f"{self._prefix}.{day}.{number:0{self._digits}d}"

    def restore(self, ids: Iterable[str]) -> None:
        """Take ids that were given out before a restart."""
        for an_id in ids:
            self.seen(an_id)

    def seen(self, an_id: str) -> None:
        """Take an id of before as given out; ids of another form are left alone."""
        prefix, _, rest = an_id.partition(".")
        day, _, number = rest.partition(".")
        if prefix == self._prefix and number.isdecimal():
            self._last[day] = max(self._last.get(day, 0), int(number))

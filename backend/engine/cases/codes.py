"""Codes of cases that are opened here: `PAHT.{date}.{number}`, numbered anew each local day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from backend.domain.numbering import DailyNumbers

DIGITS = 4
ENDING = ".{date}.{number}"


class CaseCodes:
    """Gives out the codes of one kind of case."""

    def __init__(self, pattern: str, zone: dt.tzinfo) -> None:
        """Start with no day known.

        Args:
            pattern: as the kind says it; what does not end in `.{date}.{number}` gets that ending.
            zone: whose days count.
        """
        self._prefix, self._zone = pattern.removesuffix(ENDING), zone
        self._numbers = DailyNumbers(self._prefix, zone, DIGITS)
        self._known: set[str] = set()

    def prefix(self, now: float) -> str:
        """Return the beginning of the codes of the local day of `now` (s since epoch)."""
        return f"{self._prefix}.{dt.datetime.fromtimestamp(now, self._zone):%Y%m%d}."

    def unknown(self, now: float) -> str:
        """Return the beginning of that day's codes if its last number is not known yet, else ""."""
        prefix = self.prefix(now)
        return "" if prefix in self._known else prefix

    def learn(self, prefix: str, last: int) -> None:
        """Take the last number that was given out with that beginning, 0 for none."""
        self._known.add(prefix)
        if last:
            self._numbers.seen(f"{prefix}{last}")

    def next(self, now: float, taken: Callable[[str], bool]) -> str:
        """Return the next code that is not taken: a source may have brought one of the same form."""
        while taken(code := self._numbers.next(now)):
            continue
        return code


def has_form(code: str, pattern: str) -> bool:
    """Return whether a code has the form of those that a kind gives out: `KLM.20261129.0001`."""
    prefix = re.escape(pattern.removesuffix(ENDING))
    return re.fullmatch(rf"{prefix}\.\d{{8}}\.\d{{{DIGITS},}}", code) is not None

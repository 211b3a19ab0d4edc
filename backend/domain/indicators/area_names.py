"""Finds the area that a table means: by its Vietnamese or English name, without diacritics, old names too."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

import msgspec

from backend.domain.cases.words import folded

_KIND = re.compile(r"^(?:tinh|thanh pho|tp|t p|city of|province of)\s+|\s+(?:province|city)$")


class NamedArea(msgspec.Struct, frozen=True):
    """One area that figures may be of."""

    code: str
    name: str
    words: tuple[str, ...] = ()
    """Other names: English, former, spoken."""
    since: str = ""
    """ISO date since when it exists as it is; empty: always."""
    until: str = ""
    """First day on which it no longer exists; empty: it does."""


class AreaNames:
    """All areas by their names."""

    def __init__(self, areas: Iterable[NamedArea]) -> None:
        """Know these areas; of two with one name the one of the time in question is found."""
        self._by_word: dict[str, list[NamedArea]] = {}
        self._by_code: dict[str, NamedArea] = {}
        for area in areas:
            self._by_code[area.code] = area
            for word in {_key(word) for word in (area.name, *area.words)}:
                self._by_word.setdefault(word, []).append(area)

    def name(self, code: str) -> str:
        """Return the name of an area's code; an unknown code stands for itself."""
        area = self._by_code.get(code)
        return area.name if area is not None else code

    def knows(self, code: str) -> bool:
        """Return whether there is an area of this code."""
        return code in self._by_code

    def since(self, code: str) -> str:
        """Return since when an area exists, ISO date; empty: always, or unknown."""
        area = self._by_code.get(code)
        return area.since if area is not None else ""

    def find(self, label: str, day: str) -> NamedArea | None:
        """Return the area of a name as it was on a day (ISO date); None where there was none."""
        there = (area for area in self._by_word.get(_key(label), []) if _exists(area, day))
        return next(there, None)

    def day_of(self, labels: Sequence[str], day: str) -> str:
        """Return the day (ISO date) whose units the rows of a table are.

        A table of after a merger may still tell the units of before it, one of before it cannot tell
        those of today: `day` is the last one of the table's newest period.
        """
        days = [day, *(before(end) for end in self._ends(labels) if end <= day)]
        return max(days, key=lambda each: sum(self.find(label, each) is not None for label in labels))

    def _ends(self, labels: Sequence[str]) -> list[str]:
        found = (area for label in labels for area in self._by_word.get(_key(label), []))
        return sorted({area.until for area in found if area.until}, reverse=True)


def _exists(area: NamedArea, day: str) -> bool:
    return area.since <= day and (not area.until or day < area.until)


def before(day: str) -> str:
    """Return the day before an ISO date."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()


def _key(label: str) -> str:
    """Return what two spellings of a name have in common."""
    word = folded(label)
    short = _KIND.sub("", word)
    return (short or word).replace(" ", "")

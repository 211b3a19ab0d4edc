"""Finds places, wards and units by the beginnings of their words: without diacritics, by old names too. Pure.

"hoa khanh bac" finds "Hòa Khánh Bắc" and "Hoà Khánh Bắc" alike; so do "Mỹ" and "Mĩ".
"""

from __future__ import annotations

import bisect
import heapq
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from backend.contract.case_requests import FoundPlace

_STROKE = str.maketrans("đĐ", "dD")
"""Unicode does not take đ apart into d and a mark."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: they may stand on either vowel of "oa", "oe", "uy"."""
_WORD = re.compile(r"[^\W_]+")
_FINAL_Y = re.compile(r"(?<=[bcdghklmnpqrstvx])y$")
_SHORT = {
    "tp": ("thanh", "pho"),
    "tx": ("thi", "xa"),
    "tt": ("thi", "tran"),
    "dk": ("dac", "khu"),
}
"""What people write for kinds of areas, where more words follow; single letters are beginnings anyway."""
_KIND_ORDER: dict[str, int] = {"area": 0, "unit": 1, "former": 2, "place": 3}
_MOST_RANKED = 300
"""Of more that fit only the likeliest are compared: whole words before beginnings, then the usual order."""
_MOST_CHARS = 200
"""Nobody types more; a paste of a book must not hold the daemon up."""


@lru_cache(maxsize=65536)
def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of `text` in lower case without marks, each spelling variant alike."""
    apart = unicodedata.normalize("NFD", text.translate(_STROKE).casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return tuple(_FINAL_Y.sub("i", word) for word in _WORD.findall(bare))


@lru_cache(maxsize=65536)
def marked_words(text: str) -> tuple[str, ...]:
    """Return the words of `text` in lower case with their marks, the tone behind the word's letters.

    So "hoà" and "hòa" are one word, and "hoa" is another.
    """
    found = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        apart = unicodedata.normalize("NFD", word)
        tone = "".join(c for c in apart if c in _TONES)
        letters = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
        found.append(_FINAL_Y.sub("i", letters) + tone)
    return tuple(found)


class Entry(msgspec.Struct, frozen=True):
    """One thing that can be found."""

    kind: Literal["place", "area", "unit", "former"]
    ref: str
    name: str
    """As it is shown."""
    names: tuple[str, ...] = ()
    """Further names under which it is found: former, spoken, code."""
    remark: str = ""
    lat: float | None = None
    lon: float | None = None

    def found(self) -> FoundPlace:
        """Return the entry as an answer has it."""
        return FoundPlace(self.kind, self.ref, self.name, self.remark, self.lat, self.lon)


class Gazetteer:
    """An index over names; made once, asked often, from any thread."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index every word of every name."""
        usual = sorted(entries, key=lambda e: (_KIND_ORDER[e.kind], len(e.name), e.name))
        self._entries = tuple(usual)
        self._names = tuple(tuple(map(plain_words, (e.name, *e.names))) for e in usual)
        words: dict[str, set[int]] = {}
        for number, names in enumerate(self._names):
            for name in names:
                for word in name:
                    words.setdefault(word, set()).add(number)
        self._words = sorted(words)
        self._numbers = [words[word] for word in self._words]

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._entries)

    def find(self, text: str, limit: int = 20) -> list[FoundPlace]:
        """Return what `text` finds, best first.

        Args:
            text: words, with or without marks; each must begin a word of one entry's names.
            limit: most answers.
        """
        wanted = _expanded(plain_words(text[:_MOST_CHARS]))
        if not wanted:
            return []
        numbers = self._likeliest(self._all_of(wanted), wanted)
        typed = marked_words(text[:_MOST_CHARS])
        marked = () if all(word.isascii() for word in typed) else typed
        ranked = sorted((self._rank(n, wanted, marked), n) for n in numbers)
        return [self._entries[n].found() for _, n in ranked[:limit]]

    def _likeliest(self, numbers: set[int], wanted: Sequence[str]) -> Iterable[int]:
        if len(numbers) <= _MOST_RANKED:
            return numbers
        whole = numbers
        for word in wanted:
            at = bisect.bisect_left(self._words, word)
            there = at < len(self._words) and self._words[at] == word
            whole = whole & self._numbers[at] if there else set()
        return {
            *heapq.nsmallest(_MOST_RANKED, whole),
            *heapq.nsmallest(_MOST_RANKED, numbers),
        }

    def _rank(self, number: int, wanted: Sequence[str], typed: Sequence[str]) -> tuple[int, int, int]:
        """Return how far behind an entry stands: marks that differ, fit of its names, kind."""
        entry = self._entries[number]
        marks = 0
        if typed:
            words = [word for name in (entry.name, *entry.names) for word in marked_words(name)]
            marks = sum(not any(word.startswith(t) for word in words) for t in typed if not t.isascii())
        return (marks, min(_fit(name, wanted) for name in self._names[number]), _KIND_ORDER[entry.kind])

    def _all_of(self, wanted: Sequence[str]) -> set[int]:
        """Return the entries in which every word begins one."""
        found: set[int] | None = None
        for word in sorted(wanted, key=len, reverse=True):  # long words are rare: the sets stay small
            these = self._beginning(word)
            found = these if found is None else found & these
            if not found:
                break
        return found or set()

    def _beginning(self, word: str) -> set[int]:
        start = bisect.bisect_left(self._words, word)
        end = bisect.bisect_left(self._words, word + "\uffff")
        return set().union(*self._numbers[start:end]) if end > start else set()


def _expanded(words: Sequence[str]) -> tuple[str, ...]:
    if len(words) < 2:
        return tuple(words)
    found: list[str] = []
    for i, word in enumerate(words):
        found += _SHORT.get(word, (word,)) if i < len(words) - 1 else (word,)
    return tuple(found)


def _fit(words: Sequence[str], wanted: Sequence[str]) -> int:
    """Return 0 for the same name, 1 for its end, 2 for whole words in a row, 3 for a beginning, 4 else."""
    n, k = len(words), len(wanted)
    if k > n:
        return 5
    if tuple(words) == tuple(wanted):
        return 0
    if tuple(words[n - k :]) == tuple(wanted):
        return 1
    for start in range(n - k + 1):
        if tuple(words[start : start + k]) == tuple(wanted):
            return 2
    in_row = any(all(words[start + i].startswith(wanted[i]) for i in range(k)) for start in range(n - k + 1))
    return 3 if in_row else 4

"""What the search among cases looks at: words of a case, and marks of what it is filtered by.

Each case is one text of the search index: its folded words, and marks such as `=gworking` that no word can
be, because words have no `=`. So a search within filters is one intersection of sorted lists, which is what
such an index does best. Marks are exact: an id is written so that it can be told from every other one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from backend.contract.cases import CaseFile
from backend.contract.folding import words_of

MOST_WORDS = 2000
"""Different words of one case that can be found; a text that has more is no description of a case."""

NO_DEADLINE, RESTING, RUNNING, KEPT, MISSED = range(5)
"""How a case stands with its deadline as far as no clock is needed: `RUNNING` ones need one."""


def standing(file: CaseFile) -> int:
    """Return how a case stands with its deadline, the clock aside."""
    if file.due_at is None:
        return NO_DEADLINE
    if not file.open:
        return MISSED if file.due_state(0.0) == "missed" else KEPT
    return RESTING if file.group == "paused" else RUNNING


def search_words(file: CaseFile) -> set[str]:
    """Return the words by which people find a case: code, title, text, place, area, reporter, phone."""
    # `0905 123 456` is found as it is written, and in one.
    digits = "".join(words_of(file.phone))
    texts = [file.case_id, digits, file.phone, file.reporter, file.title, file.area_name, file.place]
    texts.append(file.text)
    found = dict.fromkeys(words_of("\n".join(texts)))
    return set(found) if len(found) <= MOST_WORDS else set(list(found)[:MOST_WORDS])


@lru_cache(maxsize=4096)
def mark(letter: str, value: str) -> str:
    """Return the mark of one property, such as `=gworking`: `=`, a letter, the value written plainly."""
    if value.isascii() and value.isalnum() and value.islower():
        return f"={letter}{value}"
    plain = (c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else f"_{ord(c):x}_" for c in value)
    return f"={letter}{''.join(plain)}"


def marks(file: CaseFile, severity: int) -> list[str]:
    """Return the marks of a case."""
    found = [
        mark("k", file.kind),
        mark("g", file.group),
        mark("s", file.status),
        mark("f", file.field),
        mark("u", file.unit_id),
        mark("a", file.area_code),
        mark("c", file.source),
        mark("v", str(severity)),
        mark("d", str(standing(file))),
        mark("p", file.parent),
    ]
    if file.assignee:
        found.append(mark("x", file.assignee))
    if file.rating is not None:
        found.append(mark("r", str(file.rating)))
    if file.n_reopened > 0:
        found.append("=o")
    return found


def index_text(file: CaseFile, severity: int) -> str:
    """Return the text of a case in the search index: words and marks with one space between."""
    return " ".join([*sorted(search_words(file)), *marks(file, severity)])


class Sought:
    """A question to the search index, built up of conditions that must all hold."""

    def __init__(self) -> None:
        """Ask for nothing yet."""
        self.all_of: list[tuple[str, ...]] = []
        """Of each group one must be there; one that ends in `*` is the beginning of a word."""
        self.none_of: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.all_of)

    def one_of(self, letter: str, values: Iterable[str]) -> None:
        """Ask for one of some values of a property."""
        self.all_of.append(tuple(mark(letter, value) for value in values))

    def as_fts(self) -> str:
        """Return the question as SQLite's FTS5 reads it."""
        groups = [" OR ".join(_fts(term) for term in terms) for terms in self.all_of]
        asked = " AND ".join(f"({group})" for group in groups)
        return f"({asked})" + "".join(f" NOT {_fts(term)}" for term in self.none_of)

    def as_tsquery(self) -> str:
        """Return the question as PostgreSQL's `tsquery` reads it."""
        groups = [" | ".join(_lexeme(term) for term in terms) for terms in self.all_of]
        return " & ".join([*(f"({group})" for group in groups), *(f"!{_lexeme(t)}" for t in self.none_of)])


def _fts(term: str) -> str:
    return f'"{term[:-1]}" *' if term.endswith("*") else f'"{term}"'


def _lexeme(term: str) -> str:
    return f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'"

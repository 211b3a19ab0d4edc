"""Which field a report is about, by the words of the fields that stand in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain.cases.spec import FieldSpec
from backend.domain.gazetteer import marked_words, plain_words

BEST = 3
"""Fields that are offered."""
_FULL, _BARE = 3, 2
"""Weight of a word that fits with its marks, and of one that fits without, where the whole text has none.

A text with marks is taken at its word: `công an` is no `cống`.
"""


def guessed(text: str, fields: Sequence[FieldSpec], most: int = BEST) -> list[str]:
    """Return the ids of the fields that a text may be about, likeliest first; longer phrases count more.

    Args:
        text: what a citizen wrote.
        fields: in the order in which equally likely ones are returned.
        most: how many at most.
    """
    marked = marked_words(text)
    bare = plain_words(text) if marked == plain_words(text) else ()
    scores = [(-_score(field, marked, bare), n) for n, field in enumerate(fields)]
    return [fields[n].id for score, n in sorted(scores)[:most] if score < 0]


def _score(field: FieldSpec, marked: Sequence[str], bare: Sequence[str]) -> int:
    phrases = dict.fromkeys((*field.words, field.name.vi))
    return sum(
        max(
            _FULL * _fits(marked_words(phrase), marked),
            _BARE * _fits(plain_words(phrase), bare),
        )
        for phrase in phrases
    )


def _fits(phrase: Sequence[str], text: Sequence[str]) -> int:
    """Return the square of a phrase's length if it stands in the text, else 0."""
    size = len(phrase)
    if not 0 < size <= len(text):
        return 0
    found = any(tuple(text[n : n + size]) == tuple(phrase) for n in range(len(text) - size + 1))
    return size * size if found else 0

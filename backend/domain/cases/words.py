"""Words as people type them: what a word is, and two words that are the same but for case and diacritics."""

from __future__ import annotations

import functools
import re
import unicodedata

_BARE = str.maketrans({"đ": "d", "Đ": "D"})
_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Return a text without diacritics, in lower case, with one blank between its words.

    `Ngập đường  Lê-Lợi` is `ngap duong le loi`.
    """
    return " ".join(tokens(text))


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded: runs of letters and digits (`PAHT.20261124.0025` has three)."""
    bare = unicodedata.normalize("NFD", text.translate(_BARE))
    return tuple(_WORD.findall("".join(c for c in bare if not unicodedata.combining(c)).casefold()))


def begins_words(wanted: str, *texts: str) -> bool:
    """Return whether each word of `wanted` begins some word of `texts`."""
    there = [token for text in texts for token in tokens(text)]
    return all(any(token.startswith(word) for token in there) for word in tokens(wanted))

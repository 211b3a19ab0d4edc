"""Words without diacritics: how texts and what people look for in them are made alike. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKE = str.maketrans("đĐ", "dD")
"""Unicode does not take đ apart into d and a mark."""
_MARKS = re.compile("[\u0300-\u036f]+")
"""Nearly all that there are; what is left is looked at one by one."""
_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 64
"""Characters of a word that count; nobody types more of one."""


@lru_cache(maxsize=65536)
def folded(words: str) -> str:
    """Return `words` in lower case without Vietnamese tone and letter marks."""
    return _folded(words)


def _folded(words: str) -> str:
    if words.isascii():
        return words.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", words.translate(_STROKE)))
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return bare.casefold()


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, folded; all that is neither letter nor digit parts words.

    `PAHT.20241119.0025` is three words: `paht`, `20241119`, `0025`.
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(_folded(text))]


def begins_words(wanted: str, text_words: set[str]) -> bool:
    """Return whether every word of `wanted` begins one of `text_words` (folded)."""
    return all(any(word.startswith(part) for word in text_words) for part in words_of(wanted))

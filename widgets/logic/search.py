"""Search without diacritics: "me suot" finds "Mẹ Suốt". Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from backend.contract.folding import folded

__all__ = ["folded", "matches"]


def matches(wanted: str, texts: Iterable[str]) -> bool:
    """Return whether every word of `wanted` begins somewhere in `texts`, marks and case ignored.

    A word typed with marks must match with them: "mẹ" does not find "me".
    """
    plain = [unicodedata.normalize("NFC", text).casefold() for text in texts]
    bare = [folded(text) for text in texts]
    for word in unicodedata.normalize("NFC", wanted).casefold().split():
        haystack = bare if word == folded(word) else plain
        if not any(word in text for text in haystack):
            return False
    return True

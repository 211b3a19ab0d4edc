"""What a short message costs: GSM-7 or UCS-2, how many parts; and how to make it cheaper.

Vietnamese letters with diacritics are not in GSM-7 (only à è é ì ò ù and a few others are): one `ệ` turns the
whole message to UCS-2 and its parts from 160 characters to 70.

Source: 3GPP TS 23.038 (alphabet), TS 23.040 (concatenation).
"""

from __future__ import annotations

import unicodedata
from typing import Literal

import msgspec

Coding = Literal["gsm7", "ucs2"]

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Each costs two septets."""

PART_SIZES: dict[Coding, tuple[int, int]] = {"gsm7": (160, 153), "ucs2": (70, 67)}
"""Units of a message of one part, and of each part of a longer one."""

_SIGNS = str.maketrans(
    {
        "đ": "d", "Đ": "D", "–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "·": "-", "•": "-",
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "´": "'", "`": "'",
        "²": "2", "³": "3", "°": " do ", "×": "x", "≥": ">=", "≤": "<=", "≈": "~", "µ": "u",
        "→": "->", "←": "<-", "\t": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "",
    }
)  # fmt: skip


class GatewayLimits(msgspec.Struct, frozen=True):
    """What Vietnamese brandname gateways take at most."""

    most_gsm7: int
    """Characters over all parts."""
    most_ucs2: int
    ends_gsm7: tuple[int, ...]
    """Characters up to which a message costs 1, 2, 3, … parts."""


CARE = GatewayLimits(612, 266, (160, 306, 459, 612))
"""Customer care (CSKH) under a registered brandname: what a centre sends."""
ADVERTISING = GatewayLimits(421, 266, (122, 268, 421))
"""Advertising (QC): the gateway adds its own words, so less is left."""


class Cost(msgspec.Struct, frozen=True):
    """What one text costs."""

    coding: Coding
    n_units: int
    """Septets or UTF-16 code units."""
    n_parts: int


def coding_of(text: str) -> Coding:
    """Return how a text must be coded."""
    return "gsm7" if all(c in GSM_BASIC or c in GSM_EXTENSION for c in text) else "ucs2"


def cost(text: str) -> Cost:
    """Return what `text` costs; an empty one is one part too."""
    coding = coding_of(text)
    sizes = [_size(c, coding) for c in text]
    n_units = sum(sizes)
    single, part = PART_SIZES[coding]
    if n_units <= single:
        return Cost(coding, n_units, 1)
    n_parts, used = 1, 0
    for size in sizes:
        if used + size > part:  # an escape pair or a surrogate pair is never torn apart
            n_parts, used = n_parts + 1, 0
        used += size
    return Cost(coding, n_units, n_parts)


def without_diacritics(text: str) -> str:
    """Return `text` in letters of GSM-7: `Ngập` becomes `Ngap`; what has no likeness becomes `?`."""
    plain = unicodedata.normalize("NFD", text.translate(_SIGNS))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(c if c in GSM_BASIC or c in GSM_EXTENSION else "?" for c in bare)


def fit(text: str, most_parts: int) -> str:
    """Return `text`, cut at a word and ended with `...` if it costs more than `most_parts` (≥ 1)."""
    if cost(text).n_parts <= most_parts:
        return text
    low, high = 0, len(text)
    while low < high:  # longest beginning that fits; the cost never falls as a text grows
        middle = (low + high + 1) // 2
        if cost(text[:middle].rstrip() + "...").n_parts <= most_parts:
            low = middle
        else:
            high = middle - 1
    kept = text[:low].rstrip()
    at_word = kept if text[low : low + 1].isspace() else kept.rpartition(" ")[0]
    return (at_word or kept).rstrip(" ,;:-") + "..."


def _size(character: str, coding: Coding) -> int:
    if coding == "gsm7":
        return 2 if character in GSM_EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1

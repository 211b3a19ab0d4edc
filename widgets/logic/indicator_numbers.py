"""Numbers as people type them into a cell, and what is strange about one. Pure."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from widgets.logic import formats

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
Fault = Literal["", "letters", "point", "grouping"]
Oddity = Literal["times", "part", "zero", "sign"]
JUMP = 10.0
"""So many times the figure before, or one so-manieth of it, is nearly always a wrong unit or digit."""
_BLANKS = str.maketrans("", "", " \u00a0\u202f")


class Typed(msgspec.Struct, frozen=True):
    """What was read."""

    value: float | None
    """None: the cell is empty, or it cannot be read."""
    fault: Fault = ""
    """`letters`: no number; `point`: 1.5 where 1,5 is meant; `grouping`: points at wrong places."""


def read_number(words: str, language: str = "vi") -> Typed:
    """Return the number that was typed: `1.234,5`, `−3`, `12 %` (Vietnamese), `1,234.5` (English).

    A lone point before one, two or more than three digits is asked about, never guessed: `1.5` may be meant
    as 1,5 by one person and be a slip of 1.500 by another.
    """
    text = words.translate(_BLANKS).replace("−", "-").replace("–", "-").removesuffix("%")
    if not text:
        return Typed(None)
    if language != "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    sign = -1.0 if text.startswith("-") else 1.0
    body = text.lstrip("+-") if text[:1] in "+-" and text[1:2] not in "+-" else text
    whole, comma, part = body.partition(",")
    if not re.fullmatch(r"[\d.]*", whole) or not re.fullmatch(r"\d*", part) or not (whole or part):
        return Typed(None, "letters")
    if comma and not part:
        return Typed(None, "letters")
    if whole and not _GROUPED.fullmatch(whole):
        return Typed(None, "point" if whole.count(".") == 1 and not comma else "grouping")
    return Typed(sign * float(f"{whole.replace('.', '') or '0'}.{part or '0'}"))


def as_typed(value: float | None, decimals: int, language: str = "vi") -> str:
    """Return a number as it stands in a cell to be edited; as many decimals as it really has."""
    if value is None:
        return ""
    n = decimals
    while n < 6 and abs(round(value, n) - value) > 1e-9:
        n += 1
    return formats.number(value, n, language).replace(formats.MINUS, "-")


def oddity(value: float | None, before: float | None) -> tuple[Oddity, float] | None:
    """Return what is strange about a figure beside the one before, and how many times it is it.

    The daemon knows more (ranges, largest changes); this is what can be said while a person types.
    """
    if value is None or before is None or before == 0.0:
        return None
    ratio = value / before
    if ratio < 0.0:
        return "sign", ratio
    if value == 0.0:
        return "zero", 0.0
    if ratio >= JUMP:
        return "times", ratio
    return ("part", 1.0 / ratio) if ratio <= 1.0 / JUMP else None

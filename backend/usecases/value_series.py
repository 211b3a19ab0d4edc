"""The short way to write input series in rule tests: `0x5 12 30x10 _x3 1+0.5x4 <0.5 ?99`."""

from __future__ import annotations

import re
from typing import NamedTuple

from backend.contract.state import Quality

_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_TERM = re.compile(
    rf"(?P<mark>[<>?!]?)(?P<start>{_NUMBER})(?:(?P<step>[+-]\d+(?:\.\d+)?))?(?:x(?P<count>\d+))?\Z"
)
_GAP = re.compile(r"_(?:x(?P<count>\d+))?\Z")
_QUALITY = {
    "": Quality.GOOD,
    "<": Quality.BELOW,
    ">": Quality.ABOVE,
    "?": Quality.UNCERTAIN,
    "!": Quality.BAD,
}

GRAMMAR = (
    "values divided by spaces: 12, 30x10 (ten times), 1+0.5x4 (1 1.5 2 2.5), _ or _x3 (missing), "
    "<0.5 and >5 (censored), ?99 (uncertain), !99 (bad)"
)
"""What is allowed, for error messages."""


class Written(NamedTuple):
    """One value of a written series."""

    value: float
    quality: Quality


def expand(text: str) -> list[Written | None]:
    """Return the values that `text` means, None where one is missing.

    Raises:
        ValueError: a part is not of the grammar; the message names it.
    """
    result: list[Written | None] = []
    for part in text.split():
        gap = _GAP.match(part)
        if gap:
            result += [None] * int(gap["count"] or 1)
            continue
        term = _TERM.match(part)
        if term is None:
            raise ValueError(f"'{part}'")
        start, step = float(term["start"]), float(term["step"] or 0)
        quality = _QUALITY[term["mark"]]
        result += [Written(start + i * step, quality) for i in range(int(term["count"] or 1))]
    return result

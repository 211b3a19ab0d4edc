"""Numbers in tables: decimal comma or point, thousands groups, and the signs for a missing figure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Literal

from backend.domain.refusal import RefusedError

Decimal = Literal[",", "."]
_BLANKS = re.compile(r"[\s\u00a0\u202f]")
_NUMBER = re.compile(r"[-+−]?\d[\d.,]*|[-+−]?[.,]\d+")
_MISSING = frozenset({"", "..", "...", "…", "-", "–", "—", "x", "n/a", "na", "null"})
_FOOT = re.compile(r"\(\*+\)$|\*+$")


class NumberStyleError(RefusedError):
    """It cannot be told whether a sign divides decimals or thousands."""


def missing(cell: str | float) -> bool:
    """Return whether a cell says that there is no figure; a missing figure is never zero."""
    if isinstance(cell, float):
        return math.isnan(cell)
    return cell.strip().casefold() in _MISSING


def numeric(cell: str | float) -> bool:
    """Return whether a cell looks like a number."""
    return isinstance(cell, float) or _NUMBER.fullmatch(_bare(cell)) is not None


def _bare(cell: str) -> str:
    return _BLANKS.sub("", _FOOT.sub("", cell.strip()))


def style(cells: Sequence[str | float]) -> Decimal:
    """Return the decimal sign that all numbers of a table agree with.

    Raises:
        NumberStyleError: they contradict each other, or both readings are possible.
    """
    words = [_bare(cell) for cell in cells if isinstance(cell, str) and numeric(cell)]
    signed = [word for word in words if "," in word or "." in word]
    fits = [sign for sign in _SIGNS if all(_readable(word, sign) for word in signed)]
    if not fits:
        example = next((w for w in signed if not any(_readable(w, s) for s in _SIGNS)), signed[0])
        raise NumberStyleError(
            f"Dấu thập phân không thống nhất, ví dụ “{example}”. Hãy dùng một dấu cho cả bảng.",
            f"the decimal sign is not the same everywhere, e.g. {example!r}; use one for the whole table",
        )
    if len(fits) == 1 or not signed:
        return fits[0] if signed else "."
    raise NumberStyleError(
        f"Không rõ “{signed[0]}” có dấu thập phân hay dấu nhóm nghìn. "
        "Hãy nói rõ bằng --decimal “,” hoặc --decimal “.”.",
        f"{signed[0]!r} may hold a decimal sign or thousands groups; say which with --decimal ',' or '.'",
    )


_SIGNS: tuple[Decimal, ...] = (".", ",")


def _readable(word: str, decimal: Decimal) -> bool:
    """Return whether a number makes sense with this decimal sign: other signs divide groups of three."""
    group = "," if decimal == "." else "."
    whole, sign, part = word.lstrip("+-−").partition(decimal)
    if decimal in part or group in part or (sign and not part):
        return False
    return group not in whole or re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", whole) is not None


def number(cell: str | float, decimal: Decimal) -> float | None:
    """Return the number in a cell; None where it holds none."""
    if isinstance(cell, float):
        return cell
    word = _bare(cell)
    if _NUMBER.fullmatch(word) is None or not _readable(word, decimal):
        return None
    group = "," if decimal == "." else "."
    return float(word.replace(group, "").replace(decimal, ".").replace("−", "-"))

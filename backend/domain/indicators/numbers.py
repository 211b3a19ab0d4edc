"""Numbers in words for people: decimal comma, thousands in groups, no more digits than the indicator has."""

from __future__ import annotations

NARROW = "\u202f"
"""Between groups of three digits: a point would read as a decimal sign in English."""


def vi(value: float, decimals: int = 1) -> str:
    """Return a number as Vietnamese readers write it: `1 234,5`."""
    return _grouped(value, decimals, ",")


def en(value: float, decimals: int = 1) -> str:
    """Return a number as English readers write it: `1 234.5`."""
    return _grouped(value, decimals, ".")


def _grouped(value: float, decimals: int, point: str) -> str:
    words = f"{value:,.{max(decimals, 0)}f}"
    if not words.strip("-0.,"):
        words = words.lstrip("-")
    return words.replace(",", NARROW).replace(".", point)

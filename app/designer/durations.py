"""Durations as people write them and as BPMN keeps them: "1 giờ 30 phút" and `PT1H30M`. Pure."""

from __future__ import annotations

import re

_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_PART = re.compile(r"(\d+)\s*([^\W\d]+)")
_UNITS: dict[str, frozenset[str]] = {
    "D": frozenset({"ngày", "ngay", "d", "day", "days"}),
    "H": frozenset({"giờ", "gio", "g", "h", "hour", "hours"}),
    "M": frozenset({"phút", "phut", "p", "ph", "m", "min", "minute", "minutes"}),
    "S": frozenset({"giây", "giay", "s", "second", "seconds"}),
}
UNITS = tuple(_UNITS)
"""Days, hours, minutes, seconds; in this order within a duration."""


def parse_duration(text: str) -> str | None:
    """Return the ISO 8601 form of a duration in words or already in that form; None where it is none.

    A duration of nothing is none: a deadline of 0 would be late at once.
    """
    amounts = _amounts_iso(text.strip()) or _amounts_words(text)
    if amounts is None or not any(amounts.values()):
        return None
    return iso_duration(amounts)


def iso_duration(amounts: dict[str, int]) -> str:
    """Return the ISO 8601 form of amounts by unit."""
    days = f"{amounts['D']}D" if amounts.get("D") else ""
    time = "".join(f"{amounts[unit]}{unit}" for unit in "HMS" if amounts.get(unit))
    return f"P{days}{'T' + time if time else ''}"


def amounts_of(text: str) -> dict[str, int] | None:
    """Return the amounts by unit of an ISO 8601 duration of days, hours, minutes, seconds; else None."""
    return _amounts_iso(text.strip())


def _amounts_iso(text: str) -> dict[str, int] | None:
    found = _ISO.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    return {unit: int(amount) for unit, amount in zip(UNITS, found.groups(), strict=True) if amount}


def _amounts_words(text: str) -> dict[str, int] | None:
    words = text.strip().lower()
    amounts: dict[str, int] = {}
    for amount, word in _PART.findall(words):
        unit = next((unit for unit, names in _UNITS.items() if word in names), None)
        if unit is None or unit in amounts:
            return None
        amounts[unit] = int(amount)
    left_over = _PART.sub("", words).strip(" ,")
    return amounts if amounts and not left_over else None

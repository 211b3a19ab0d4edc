"""What is said beside a value: where it stands among the official alarm levels, and its class. Pure.

The law speaks of alarm levels, people live with depths and amounts: where a series has both, both are said.
"""

from __future__ import annotations

from backend.contract.standing import alarm_levels, standing
from backend.contract.state import Series
from widgets.logic.value_class import class_words


def standing_words(series: Series, value: float, language: str, *, short: bool = False) -> str:
    """Return where a value stands among the alarm levels of a series, empty where it has none.

    Args:
        series: with its limits.
        value: as measured, in the series' unit.
        language: "vi" or "en".
        short: leave out how far it is to the next level.
    """
    found = standing(value, alarm_levels(series.limits), series.decimals, series.unit, ahead=not short)
    return found.in_language(language) if found is not None else ""


def said_of(series: Series, value: float, language: str, *, short: bool = False) -> str:
    """Return all that is said beside a value: `trên báo động II 0,10 m · Cảnh báo`."""
    parts = (standing_words(series, value, language, short=short), class_words(series, value, language))
    return " · ".join(part for part in parts if part)

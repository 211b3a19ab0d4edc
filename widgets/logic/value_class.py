"""In which class a value lies: `Nguy cấp`, `Mưa to`. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from backend.contract.state import Series, ValueClass, as_shown


def class_of(value: float, classes: Sequence[ValueClass]) -> ValueClass | None:
    """Return the class of a value, None below the lowest one and for no number.

    Args:
        value: as it is shown, in the series' unit.
        classes: ascending; a class holds its lowest value.
    """
    if math.isnan(value):
        return None
    return next((each for each in reversed(classes) if value >= each.lowest), None)


def class_in(series: Series, value: float) -> ValueClass | None:
    """Return the class of a measured value of a series.

    It is that of the shown number: who reads 51 mm reads the class of 51 mm, whatever was rounded.
    """
    return class_of(as_shown(value, series.decimals, series.limits), series.classes)


def class_words(series: Series, value: float, language: str) -> str:
    """Return the name of a value's class, empty where it has none."""
    found = class_in(series, value)
    return found.name.in_language(language) if found is not None else ""

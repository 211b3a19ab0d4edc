"""What a person typed as a reading: a number as people write it, inside of what can be. Pure."""

from __future__ import annotations

import math
import re

from backend.contract.entered_readings import EnterableMetric

_VIETNAMESE = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?")
_ENGLISH = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")


def number_typed(text: str, language: str = "vi") -> float | None:
    """Return the number that somebody typed; None where it can be read in no way, or in two.

    Args:
        text: such as `1.250` or `12,5` (Vietnamese), `1,250` or `12.5` (English).
        language: "vi" or "en".
    """
    clean = "".join(text.split()).replace("\u2212", "-")
    point = "," if language == "vi" else "."
    group = "." if language == "vi" else ","
    pattern = _VIETNAMESE if language == "vi" else _ENGLISH
    if not pattern.fullmatch(clean):
        return None
    found = float(clean.replace(group, "").replace(point, "."))
    return found if math.isfinite(found) else None


def is_possible(metric: EnterableMetric, value: float) -> bool:
    """Return whether the daemon would take `value`."""
    return metric.low <= value <= metric.high

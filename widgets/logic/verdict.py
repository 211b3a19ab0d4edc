"""Whether a figure reaches its target. Pure."""

from __future__ import annotations

from typing import Literal

from backend.contract.case_requests import FigureInfo

Verdict = Literal["", "met", "missed", "bad", "unknown"]
"""`""`: there is nothing to reach; `unknown`: nothing to assess."""
_EXACT = 1e-9


def verdict(info: FigureInfo, value: float | None) -> Verdict:
    """Return how `value` stands against the target and the red bound of its figure."""
    if value is None:
        return "unknown"
    if not info.good:
        return ""
    sign = 1.0 if info.good == "high" else -1.0
    # red begins at its bound, a target is reached at it
    if info.red is not None and sign * (value - info.red) <= _EXACT:
        return "bad"
    if info.target is None:
        return ""
    return "met" if sign * (value - info.target) >= -_EXACT else "missed"


def better(info: FigureInfo, value: float) -> float:
    """Return a key that sorts values best first: the greatest where the figure does not say what is good."""
    return value if info.good == "low" else -value

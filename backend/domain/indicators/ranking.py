"""Competition ranking (1, 1, 3) of areas by one indicator, best first."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.indicators import Direction


def ranks(
    values: Sequence[float | None], direction: Direction, band: tuple[float, float] | None = None
) -> list[int | None]:
    """Return the rank of each value; None for what has no value, or where nothing says what is better.

    Args:
        values: one per area.
        direction: what is better.
        band: of direction `band`: lowest and highest value that count as reached.
    """
    if direction == "band" and band is None:
        return [None] * len(values)
    badness = [None if value is None else _badness(value, direction, band) for value in values]
    known = sorted(b for b in badness if b is not None)
    first = {b: i + 1 for i, b in reversed(list(enumerate(known)))}
    return [None if b is None else first[b] for b in badness]


def _badness(value: float, direction: Direction, band: tuple[float, float] | None) -> float:
    if direction == "higher":
        return -value
    if direction == "lower" or band is None:
        return value
    return max(band[0] - value, value - band[1], 0.0)

"""Finds where a series has been calm for so long that nothing of it can matter any more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def settled(at: NDArray[np.float64], calm: Flags, gap_s: float, after_s: float) -> Flags:
    """Return where the series has been calm for so long that every alarm has cleared.

    The first reading at or after that time still counts: it may be what clears.

    Args:
        at: instants, float64[n], ascending, s since epoch.
        calm: bool[n], whether a reading holds no step.
        gap_s: a longer silence begins the time anew.
        after_s: how long it takes to clear, at most.
    """
    if not len(at):
        return calm
    begins = calm.copy()
    begins[1:] &= ~calm[:-1] | (np.diff(at) > gap_s)  # a silence begins the time anew
    index = np.arange(len(at))
    begin = np.maximum.accumulate(np.where(begins, index, 0))
    over = calm & (at - at[begin] >= after_s) & (index > begin)
    result = np.zeros(len(at), np.bool_)
    result[1:] = over[1:] & over[:-1] & (begin[1:] == begin[:-1])
    return result

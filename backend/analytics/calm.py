"""Finds where nothing has changed for so long that further readings of the same kind say nothing new."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def settled(at: NDArray[np.float64], begins: Flags, gap_s: float, after_s: float) -> Flags:
    """Return which readings come after every hold and off-delay of their run has ended.

    The first reading at or after that time is not among them: it may be what ends a delay.

    Args:
        at: instants, float64[n], ascending, s since epoch.
        begins: bool[n], whether a run of like readings begins here; the first one does.
        gap_s: after a longer silence the delays begin anew.
        after_s: the longest delay.
    """
    result = np.zeros(len(at), np.bool_)
    if not len(at):
        return result
    begins = begins.copy()
    begins[0] = True
    begins[1:] |= np.diff(at) > gap_s
    index = np.arange(len(at))
    begin = np.maximum.accumulate(np.where(begins, index, 0))
    over = (at - at[begin] >= after_s) & (index > begin)
    result[1:] = over[1:] & over[:-1] & (begin[1:] == begin[:-1])
    return result

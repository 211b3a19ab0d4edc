"""How Python collects garbage in a process whose one thread must never stand still for long.

Everything that is loaded before the first tile lives as long as the process: it is taken out of the
collector's sight, else each full collection walks all of it (a quarter of the GUI's time, measured with
the demo city). Tiles come and go, so they stay in sight.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 10_000, 20, 10
"""New objects between two young collections, and how many of a generation go before one of the next.
Python's own 700 makes sense for programs that paint less."""


def settle() -> None:
    """Take what has been loaded so far out of collections; call once, before the first tile."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)

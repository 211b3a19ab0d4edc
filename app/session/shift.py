"""Which shift is on duty. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.state import Shift


def shift_at(shifts: Sequence[Shift], local_time: str) -> Shift | None:
    """Return the shift on duty at a local time.

    Args:
        shifts: of the roster, in any order; each lasts until the next one starts, over midnight too.
        local_time: `hh:mm`, 24-hour clock.
    """
    ordered = sorted(shifts, key=lambda shift: shift.starts)
    begun = [shift for shift in ordered if shift.starts <= local_time]
    if begun:
        return begun[-1]
    return ordered[-1] if ordered else None

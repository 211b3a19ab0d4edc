"""Lines of a list about an incident, as they are drawn: words, marks, progress. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Severity

StateMark = Literal[
    "", "lost", "done", "open", "acting", "late", "failed", "dropped", "next", "sent", "halt", "dot"
]
Mark = Severity | StateMark
"""Sign at the left: a severity's shape, or how a step, message or rung stands."""
Tone = Literal["plain", "second", "dim", "age", "bad", "done", "focus"]


class Line(msgspec.Struct, frozen=True):
    """One line of a list."""

    words: str
    line_id: str = ""
    """Empty: it cannot be chosen."""
    detail: str = ""
    """Beneath the words, in second text."""
    right: str = ""
    right_tone: Tone = "second"
    lead: str = ""
    """Before the words, in a column of its own: a time."""
    tag: str = ""
    """A short framed word after the words."""
    mark: Mark = ""
    tone: Tone = "plain"
    share: float | None = None
    """0 to 1: a thin bar beneath the line; None: no bar."""
    head: bool = False
    """A heading over the lines that follow."""
    rail: Literal["", "first", "middle", "last"] = ""
    """Joined by a rail to the lines above and below it (a ladder)."""
    solid: bool = False
    """The mark is filled: it waits for a person."""
    fold: Literal["", "closed", "open"] = ""
    """It stands for several lines, which are out of sight or follow it."""


def next_selected(lines: list[Line], at: int, step: int) -> int:
    """Return the number of the next line that can be chosen, `at` itself where there is none.

    Args:
        lines: all lines.
        at: number of the line to go from, -1 for none.
        step: 1 down, -1 up.
    """
    number = at + step
    while 0 <= number < len(lines):
        if lines[number].line_id:
            return number
        number += step
    return at


def share_heights(wanted: list[int], total: int) -> list[int]:
    """Return the height of each pane in a column: each what it wants, the last one the rest.

    Where there is too little, all that want more than a level get just that level.

    Args:
        wanted: what each pane would take to show everything, px.
        total: height of the column, px.
    """
    if not wanted:
        return []
    given, left = list(wanted), total
    for n_after, number in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[number] = max(0, min(wanted[number], left // (len(wanted) - n_after)))
        left -= given[number]
    given[-1] += left
    return given

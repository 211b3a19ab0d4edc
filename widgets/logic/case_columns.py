"""Which columns of the desk's list fit a width, and where they stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

USUAL = ("case_id", "title", "field", "unit_id", "opened_at", "due_at", "status", "n_children")
"""Columns of a kind that names none."""
TITLE_LEAST = 300.0
GAP = 16.0


class ColumnShape(msgspec.Struct, frozen=True):
    """How a column behaves, in px at desk density."""

    width: float
    rank: int
    """Columns of the highest rank go first where there is no room."""


_SHAPES = {
    "case_id": ColumnShape(196, 2),
    "title": ColumnShape(TITLE_LEAST, 0),
    "field": ColumnShape(196, 5),
    "unit_id": ColumnShape(250, 4),
    "opened_at": ColumnShape(112, 6),
    "due_at": ColumnShape(176, 1),
    "status": ColumnShape(158, 3),
    "n_children": ColumnShape(96, 8),
    "rating": ColumnShape(84, 8),
    "place": ColumnShape(220, 7),
    "area_name": ColumnShape(160, 7),
    "source": ColumnShape(140, 7),
    "assignee": ColumnShape(160, 7),
    "reporter": ColumnShape(170, 7),
    "severity": ColumnShape(110, 6),
    "changed_at": ColumnShape(118, 9),
    "finished_at": ColumnShape(118, 9),
    "accept_due_at": ColumnShape(118, 9),
}
_OTHER = ColumnShape(150, 10)
SPARE_SHARES = {"title": 0.6, "field": 0.2, "unit_id": 0.2}
"""How columns with long words share the room that is left."""
_FAR = {"title": ColumnShape(520, 0), "due_at": ColumnShape(236, 1)}
"""Read from afar: their type is larger than the density makes it."""


class Placed(msgspec.Struct, frozen=True):
    """One column where it stands, in px at desk density."""

    name: str
    left: float
    width: float


def shape_of(name: str, *, far: bool = False) -> ColumnShape:
    """Return how a column behaves; a data field of the kind like the least important one."""
    return _FAR.get(name, _SHAPES.get(name, _OTHER)) if far else _SHAPES.get(name, _OTHER)


def fitted(names: Sequence[str], width: float, *, far: bool = False) -> list[Placed]:
    """Return the columns that fit, left to right; most of the room that is left goes to the title.

    Args:
        names: wanted columns in order; empty: the usual ones. The title always stands.
        width: px at desk density between the row's two margins.
        far: read from afar: the code goes first, it stands beneath the title then.
    """
    kept = [name for name in names or USUAL if not (far and name == "case_id")]
    if "title" not in kept:
        kept.insert(min(1, len(kept)), "title")
    while len(kept) > 1 and _needed(kept, far=far) > width:
        # of equal rank the last one goes first
        kept.remove(max(reversed(kept), key=lambda name: shape_of(name).rank))
    spare = max(0.0, width - _needed(kept, far=far))
    wanting = {name: share for name, share in SPARE_SHARES.items() if name in kept}
    shares = {name: share / sum(wanting.values()) for name, share in wanting.items()}
    placed, left = [], 0.0
    for name in kept:
        wide = shape_of(name, far=far).width + spare * shares.get(name, 0.0)
        if len(kept) == 1:
            wide = width
        placed.append(Placed(name, left, wide))
        left += wide + GAP
    return placed


def _needed(names: Sequence[str], *, far: bool) -> float:
    return sum(shape_of(name, far=far).width for name in names) + GAP * (len(names) - 1)

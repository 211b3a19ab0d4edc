"""A handover in words and rows: groups, since when, how far it is read, what may be done with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.work import Handover, HandoverItem, HandoverKind
from widgets.logic import formats
from widgets.theme.shapes import Shape

tr = QCoreApplication.translate

ORDER: tuple[HandoverKind, ...] = (
    "incident",
    "alarm",
    "promised",
    "shelved",
    "overdue_step",
    "failed_message",
    "dead_source",
    "camera",
    "note",
)
"""Kinds as they are read: what goes on first, what is broken after it, remarks at the end."""


class Head(msgspec.Struct, frozen=True):
    """The row above the items of one kind."""

    kind: HandoverKind
    n: int
    n_ticked: int


Row = Head | HandoverItem


def rows_of(handover: Handover | None) -> tuple[Row, ...]:
    """Return the rows of a handover: each kind that has items, under its head."""
    items = handover.items if handover is not None else ()
    rows: list[Row] = []
    for kind in ORDER:
        mine = [item for item in items if item.kind == kind]
        if mine:
            rows += [Head(kind, len(mine), n_ticked(mine)), *mine]
    return tuple(rows)


def n_ticked(items: Sequence[HandoverItem]) -> int:
    """Return how many items were read."""
    return sum(item.ticked_at is not None for item in items)


def current(handovers: Iterable[Handover]) -> Handover | None:
    """Return the handover that people work on: one that waits for the incoming officer, else the newest."""
    open_ones = [handover for handover in handovers if handover.open]
    return max(open_ones, key=lambda h: (h.signed_out is not None, h.compiled_at), default=None)


def first_unticked(handover: Handover) -> HandoverItem | None:
    """Return the first item in the order of the rows that was not read."""
    rows = rows_of(handover)
    return next((row for row in rows if isinstance(row, HandoverItem) and row.ticked_at is None), None)


def kind_title(kind: HandoverKind) -> str:
    """Return the title of a group."""
    return {
        "incident": tr("Handover", "Open incidents"),
        "alarm": tr("Handover", "Open alarms"),
        "promised": tr("Handover", "Promised to look again"),
        "shelved": tr("Handover", "Shelved alarms"),
        "overdue_step": tr("Handover", "Overdue or failed steps"),
        "failed_message": tr("Handover", "Messages that did not arrive"),
        "dead_source": tr("Handover", "Dead sources"),
        "camera": tr("Handover", "Cameras without a picture"),
        "note": tr("Handover", "Remarks of the outgoing officer"),
    }[kind]


def shape_of(item: HandoverItem) -> Shape | None:
    """Return the sign before an item: its severity, the ring of lost data, or none."""
    if item.severity is not None:
        return item.severity
    return "lost" if item.kind in ("dead_source", "camera") else None


def since_words(item: HandoverItem, now: float, timezone: str) -> str:
    """Return `từ 03:38`; of what was put off `đến 04:30`."""
    if item.since_at is None:
        return ""
    time = formats.moment(item.since_at, now, timezone)
    if item.kind in ("promised", "shelved"):
        return tr("Handover", "until {time}").format(time=time)
    if item.kind in ("note", "failed_message"):
        return tr("Handover", "at {time}").format(time=time)
    return tr("Handover", "since {time}").format(time=time)


def progress_words(handover: Handover) -> str:
    """Return `12/17 đã xem`."""
    words = tr("Handover", "{done}/{n} read")
    return words.format(done=n_ticked(handover.items), n=len(handover.items))


def state_words(handover: Handover) -> str:
    """Return where the handover stands and what comes next."""
    if handover.signed_in is not None:
        return tr("Handover", "Signed by both; nothing changes any more.")
    if handover.signed_out is not None:
        return tr(
            "Handover", "The outgoing officer has signed. The incoming one ticks every item, then signs."
        )
    return tr("Handover", "The outgoing officer checks the list, adds remarks and signs.")


def may_compile(handover: Handover | None) -> bool:
    """Return whether it may be compiled: anew, or while the outgoing officer has not signed."""
    return handover is None or not handover.open or handover.signed_out is None


def earlier_words(handover: Handover, now: float, timezone: str) -> str:
    """Return one earlier handover as a line: when, which shift, who to whom."""
    at = handover.signed_out.at if handover.signed_out is not None else handover.compiled_at
    names = [s.name if s is not None else "…" for s in (handover.signed_out, handover.signed_in)]
    parts = [formats.moment(at, now, timezone), handover.shift or handover.handover_id, " → ".join(names)]
    return " · ".join(parts)

"""How a request to explain a figure stands, read from its case. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.cases import CaseFile

Standing = Literal["asked", "answered", "accepted", "returned", "withdrawn", "unknown"]
_KNOWN: dict[str, Standing] = {
    "asked": "asked", "answered": "answered", "accepted": "accepted", "returned": "returned",
    "withdrawn": "withdrawn",
}  # fmt: skip
OPEN: tuple[Standing, ...] = ("asked", "answered", "returned")


class Explanation(msgspec.Struct, frozen=True):
    """What stands beside a number."""

    case_id: str
    standing: Standing
    question: str
    answer: str = ""
    """The newest words that the unit gave: the result, or a later public remark."""
    unit_id: str = ""
    """Who must answer."""
    answered_at: float | None = None
    due_at: float | None = None
    overdue: bool = False
    returned_why: str = ""
    """The newest internal remark while it is given back."""
    actions: tuple[str, ...] = ()
    """What the signed-in person may do with it now."""

    @property
    def open(self) -> bool:
        """Return whether somebody still has to do something."""
        return self.standing in OPEN


def explanation_of(file: CaseFile, actions: tuple[str, ...], now: float) -> Explanation:
    """Return a case of kind `explanation` as an explanation.

    Args:
        file: the case, whole.
        actions: what the signed-in person may do with it.
        now: instant at which its deadline is judged, s since epoch.
    """
    standing = _KNOWN.get(file.status, "unknown")
    public = [note for note in file.notes if note.public and note.text]
    newest = max(public, key=lambda note: note.at) if public else None
    answer, at = file.result, None
    if file.result:
        at = file.paused_at or file.finished_at or file.changed_at
    if newest is not None and (at is None or newest.at > at):
        answer, at = newest.text, newest.at
    remarks = [note for note in file.notes if note.text and not note.public]
    why = max(remarks, key=lambda note: note.at).text if remarks and standing == "returned" else ""
    return Explanation(
        file.case_id,
        standing,
        file.text,
        answer,
        file.unit_id,
        at,
        file.due_at,
        file.due_state(now) == "overdue",
        why,
        actions,
    )

"""How a case stands with its deadlines, in seconds. Pure."""

from __future__ import annotations

import msgspec

from backend.contract.cases import CaseFile, DueState


class Due(msgspec.Struct, frozen=True):
    """What a deadline chip says."""

    state: DueState
    seconds: float = 0.0
    """Left (`on_time`, `near`), over (`overdue`), before (`kept`) or after it (`missed`)."""
    paused_s: float | None = None
    """How long the clock has stood still; None where it runs."""
    accept_late_s: float | None = None
    """How long past its deadline of acceptance it still waits; None where it does not."""
    accept_left_s: float | None = None
    """How long it may still wait for its acceptance, where it has no other deadline yet."""


def due_of(file: CaseFile, now: float) -> Due:
    """Return how `file` stands at `now` (s since epoch)."""
    state = file.due_state(now)
    late_s = None
    if file.group == "waiting" and file.accepted_at is None and file.accept_due_at is not None:
        late_s = now - file.accept_due_at if now > file.accept_due_at else None
    if file.group == "paused":
        since = file.paused_at if file.paused_at is not None else file.changed_at
        return Due(state, 0.0, max(0.0, now - since))
    if file.due_at is None:
        left_s = None
        if file.group == "waiting" and file.accepted_at is None and file.accept_due_at is not None:
            left_s = max(0.0, file.accept_due_at - now) if late_s is None else None
        return Due("none", accept_late_s=late_s, accept_left_s=left_s)
    at = now if file.open else (file.finished_at or file.changed_at)
    return Due(state, abs(file.due_at - at), accept_late_s=late_s)

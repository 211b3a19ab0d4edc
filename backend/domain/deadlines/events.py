"""What happens to a deadline while it runs; the journal keeps these and the state is made of them."""

from __future__ import annotations

import msgspec


class Paused(msgspec.Struct, frozen=True, tag="paused"):
    """The clock stops for a legal reason."""

    at: float
    reason: str
    """A code of `DeadlineSpec.pauses`: "5" for a dossier that waits for papers."""


class Resumed(msgspec.Struct, frozen=True, tag="resumed"):
    """The clock goes on; the due instant moves by what was paused."""

    at: float


class Transferred(msgspec.Struct, frozen=True, tag="transferred"):
    """Another unit has to do it, by the same due instant."""

    at: float
    unit_id: str


class Extended(msgspec.Struct, frozen=True, tag="extended"):
    """Somebody entitled to it gives more time: an amount, or a new due instant."""

    at: float
    decision: str
    """Number of the decision or of the letter of apology (phiếu xin lỗi và hẹn lại)."""
    amount: str = ""
    """ISO 8601 duration, counted as the deadline is, from the due instant so far."""
    until_at: float | None = None
    """The new due instant, where that was decided."""


class Merged(msgspec.Struct, frozen=True, tag="merged"):
    """It is a duplicate and from now on follows another deadline."""

    at: float
    parent_id: str


class Done(msgspec.Struct, frozen=True, tag="done"):
    """What was asked is done."""

    at: float


Event = Paused | Resumed | Transferred | Extended | Merged | Done

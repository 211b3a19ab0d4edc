"""What became of a message: states that never go backwards, and the changes that people read of."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec
from msgspec.structs import replace

from backend.contract.state import Text
from backend.contract.work import DeliveryState, Message

SYSTEM = "system"
"""Actor of what nobody did by hand."""

MessageKind = Literal[
    "message.queued",
    "message.held",
    "message.taken",
    "message.sent",
    "message.delivered",
    "message.read",
    "message.fell_back",
    "message.failed",
    "message.unknown",
    "message.cancelled",
    "message.reply",
]
"""`taken`: handed to the transport; `fell_back`: another channel takes over; `failed`: for good."""


KIND_OF: dict[DeliveryState, MessageKind] = {
    "queued": "message.queued",
    "held": "message.held",
    "sent": "message.sent",
    "delivered": "message.delivered",
    "read": "message.read",
    "failed": "message.failed",
    "unknown": "message.unknown",
    "cancelled": "message.cancelled",
}


class MessageChange(msgspec.Struct, frozen=True):
    """One change of one message."""

    message: Message
    """After the change."""
    kind: MessageKind
    actor: str = SYSTEM
    payload: dict[str, str | int | float | bool] = {}


class Receipt(Protocol):
    """What became of one try (`backend.channels.base.Receipt`)."""

    @property
    def state(self) -> Literal["sent", "delivered", "failed", "unknown"]:
        """sent: the other side took it; unknown: it may have arrived."""

    @property
    def remote_id(self) -> str:
        """The other side's name of the message."""

    @property
    def reason(self) -> Text:
        """Why not."""

    @property
    def again(self) -> bool:
        """Whether another try makes sense."""

    @property
    def again_after_s(self) -> float | None:
        """How long the other side asked to wait."""


class Incoming(Protocol):
    """What came back later (`backend.channels.base.Incoming`)."""

    @property
    def kind(self) -> Literal["report", "reply", "read"]:
        """What it is."""

    @property
    def remote_id(self) -> str:
        """The other side's name of the message."""

    @property
    def key(self) -> str:
        """Our key, where the other side repeats it."""

    @property
    def state(self) -> Literal["", "sent", "delivered", "failed", "unknown"]:
        """New state, of reports."""

    @property
    def address(self) -> str:
        """Who received or replied."""

    @property
    def text(self) -> str:
        """The reply, or the other side's words on the state."""


_RANK: dict[DeliveryState, int] = {
    "queued": 0,
    "held": 0,
    "cancelled": 1,
    "unknown": 2,
    "sent": 3,
    "failed": 4,
    "delivered": 5,
    "read": 6,
}
"""A state is never followed by one of lower rank: a proof of arrival outweighs an earlier failure."""


def may_follow(old: DeliveryState, new: DeliveryState) -> bool:
    """Return whether a message may come from `old` to `new`."""
    if old == "cancelled" and new == "failed":
        return False  # it was not to leave any more
    if old == new or _RANK[old] == _RANK[new]:
        return _RANK[old] == 0
    return _RANK[new] > _RANK[old]


def moved(
    message: Message, state: DeliveryState, now: float, reason: str = "", remote_id: str = ""
) -> Message:
    """Return the message in its new state.

    Raises:
        ValueError: that would be a step back.
    """
    if not may_follow(message.state, state):
        raise ValueError(f"message {message.message_id!r} cannot go from {message.state} to {state}")
    return replace(
        message,
        state=state,
        changed_at=now,
        reason=reason,
        remote_id=remote_id or message.remote_id,
    )

"""Events that Zalo sends to the address of an Official Account."""

from __future__ import annotations

import msgspec

from backend.channels.base import Incoming


class Person(msgspec.Struct, frozen=True):
    """Who sent or received."""

    id: str = ""


class EventMessage(msgspec.Struct, frozen=True):
    """The message that an event is about."""

    msg_id: str = ""
    msg_ids: tuple[str, ...] = ()
    text: str = ""
    tracking_id: str = ""
    delivery_time: str = ""


class Event(msgspec.Struct, frozen=True):
    """One event; other fields of Zalo are passed over."""

    event_name: str = ""
    timestamp: str = ""
    """Milliseconds since epoch, as text or number."""
    sender: Person = Person()
    recipient: Person = Person()
    message: EventMessage = EventMessage()


def incoming(event: Event) -> list[Incoming]:
    """Return what an event means for our messages: nothing, for most kinds."""
    message, at = event.message, _seconds(event.timestamp)
    match event.event_name:
        case "user_received_message":
            at = _seconds(message.delivery_time) or at
            to = event.recipient.id
            return [Incoming("report", message.msg_id, message.tracking_id, "delivered", to, "", at)]
        case "user_seen_message":
            ids = message.msg_ids or ((message.msg_id,) if message.msg_id else ())
            return [Incoming("read", one, "", "delivered", event.sender.id, "", at) for one in ids]
        case name if name.startswith("user_send_"):
            text = message.text or f"[{name.removeprefix('user_send_')}]"
            return [Incoming("reply", message.msg_id, "", "", event.sender.id, text, at)]
    return []


def _seconds(milliseconds: str) -> float:
    return int(milliseconds) / 1000 if milliseconds.isascii() and milliseconds.isdigit() else 0.0

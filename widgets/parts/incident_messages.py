"""Messages of an incident: how many are how far, and who was not reached."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.work import Message
from widgets.logic import formats
from widgets.logic.incident_lines import Line, Mark, Tone
from widgets.logic.incident_view import BAD_DELIVERY, delivery_counts, messages_in_order

translate = QCoreApplication.translate
SHOWN = 200
"""Lines of a list of messages at most; the counts tell about all."""


def delivery_word(state: str) -> str:
    """Return how far a message is, in words."""
    return {
        "queued": translate("Message", "to be sent"),
        "held": translate("Message", "held back"),
        "sent": translate("Message", "sent"),
        "delivered": translate("Message", "delivered"),
        "read": translate("Message", "read"),
        "failed": translate("Message", "not delivered"),
        "unknown": translate("Message", "unsure"),
        "cancelled": translate("Message", "called off"),
    }.get(state, state)


def channel_word(channel: str) -> str:
    """Return a way to reach people as a person calls it; a channel's own name where it has one."""
    known = {
        "smtp": translate("Message", "e-mail"),
        "sms": "SMS",
        "smpp": "SMS",
        "zalo": "Zalo",
        "webhook": "webhook",
        "notify": translate("Message", "on screen"),
        "callsheet": translate("Message", "call sheet"),
    }
    return next((words for prefix, words in known.items() if channel.startswith(prefix)), channel)


def count_words(messages: list[Message]) -> str:
    """Return `14 tin: 9 đã đến máy · 3 đã gửi · 2 không gửi được`."""
    counts = " · ".join(f"{count} {delivery_word(state)}" for state, count in delivery_counts(messages))
    total = translate("Message", "{count} messages").format(count=len(messages))
    return f"{total}: {counts}" if counts else total


def message_lines(messages: list[Message], now: float, timezone: str) -> list[Line]:
    """Return the lines of messages: the counts, then who was not reached, then the newest."""
    if not messages:
        return []
    lines = [_line(m, now, timezone) for m in messages_in_order(messages)[:SHOWN]]
    return [Line(count_words(messages), head=True), *lines]


def _line(message: Message, now: float, timezone: str) -> Line:
    bad = message.state in BAD_DELIVERY
    marks: dict[str, Mark] = {
        "queued": "next", "held": "halt", "sent": "acting", "delivered": "done", "read": "sent",
        "failed": "failed", "unknown": "late", "cancelled": "dropped",
    }  # fmt: skip
    tone: Tone = "bad" if message.state == "failed" else "age" if message.state == "unknown" else "second"
    who = message.to_name or message.to
    to = message.to if message.to_name else ""
    said = (
        channel_word(message.channel),
        to if bad else "",
        message.reason,
        translate("Message", "{count} tries").format(count=message.n_tries) if message.n_tries > 1 else "",
        message.subject or message.body,
    )
    return Line(
        who,
        detail=" · ".join(part for part in said if part),
        right=f"{delivery_word(message.state)} {formats.moment(message.changed_at, now, timezone)}",
        right_tone=tone,
        mark=marks[message.state],
        tone="dim" if message.state == "cancelled" else "plain",
        solid=message.state == "failed",
    )

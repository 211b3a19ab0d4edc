"""What a row of the timeline says that stands for messages to many people."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from widgets.logic.timeline_groups import Outcome

translate = QCoreApplication.translate
NAMED = 4
"""Of many people so many are named beneath the row."""


def gathered_words(kind: str, outcome: Outcome) -> str:
    """Return `Đã gửi tin cho 18 người — 17 đã nhận, 1 hỏng`."""
    words = {
        "message.queued": translate("Journal", "Message written to {count} people"),
        "message.held": translate("Journal", "Message to {count} people held back"),
        "message.sent": translate("Journal", "Message sent to {count} people"),
        "message.delivered": translate("Journal", "Message delivered to {count} people"),
        "message.read": translate("Journal", "Message read by {count} people"),
        "message.fell_back": translate("Journal", "Message goes another way to {count} people"),
        "message.cancelled": translate("Journal", "Message to {count} people called off"),
    }[kind].format(count=outcome.n_people)
    said = outcome_words(outcome) if kind == "message.sent" else ""
    return f"{words} — {said}" if said else words


def outcome_words(outcome: Outcome) -> str:
    """Return `17 đã nhận, 1 hỏng`; empty while nothing is known of any."""
    parts = (
        (outcome.n_received, translate("Journal", "{count} received it")),
        (outcome.n_failed, translate("Journal", "{count} failed")),
        (outcome.n_unsure, translate("Journal", "{count} unsure")),
    )
    return ", ".join(words.format(count=count) for count, words in parts if count)


def names_words(names: list[str]) -> str:
    """Return the first names, and how many more there are: `An, Bình, Chi, Dũng (+14)`."""
    more = f" (+{len(names) - NAMED})" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more

"""What a journal entry says in a person's words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.messages import EntryAppended

translate = QCoreApplication.translate
_SAID = ("comment", "reason", "text", "title")


def entry_words(entry: EntryAppended) -> str:
    """Return the kind of an entry in words; its own name where there are none for it."""
    known = {
        "alarm.raised": translate("Journal", "Alarm raised"),
        "alarm.cleared": translate("Journal", "Alarm back to normal"),
        "alarm.acknowledged": translate("Journal", "Alarm taken"),
        "alarm.reopened": translate("Journal", "Alarm open again"),
        "alarm.escalated": translate("Journal", "Alarm got worse"),
        "alarm.shelved": translate("Journal", "Alarm shelved"),
        "alarm.unshelved": translate("Journal", "Alarm brought back"),
        "alarm.suppressed": translate("Journal", "Alarm suppressed"),
        "source.lost": translate("Journal", "Source lost"),
        "source.back": translate("Journal", "Source back"),
        "layout.switched": translate("Journal", "Layout switched"),
    }
    return known.get(entry.kind, entry.kind)


def entry_note(entry: EntryAppended) -> str:
    """Return what a person wrote or was told in an entry, empty where nothing was."""
    return next((str(entry.payload[key]) for key in _SAID if entry.payload.get(key)), "")

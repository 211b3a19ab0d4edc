"""What a refusal of the daemon means, in words for the person who asked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.messages import Failure, ReplyBody
from widgets import i18n

tr = QCoreApplication.translate


def refusal_words(reply: ReplyBody) -> str:
    """Return what to tell a person: what happened and the way out.

    A refusal that any request may meet is told alike everywhere; what only the daemon knows (which item,
    which fault) in its own words.
    """
    if not isinstance(reply, Failure):
        return tr("Refusal", "The daemon answered something else; update both to the same version.")
    match reply.kind:
        case "not_allowed":
            return tr("Refusal", "This account is not allowed to do this; ask for a person with that right.")
        case "late":
            return tr(
                "Refusal", "The daemon has not answered in time. Look whether it was done, then try again."
            )
        case "busy":
            return tr("Refusal", "The daemon is busy; try again in a moment.")
        case _:
            return reply.said(i18n.spoken())

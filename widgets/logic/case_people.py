"""What a screen may show of the person who reported a case. Pure."""

from __future__ import annotations

from typing import Literal

from backend.contract.cases import CaseFile

Personal = Literal["reporter", "phone", "email"]
HIDDEN = "•••"
_PHONE_TAIL = 2


def personal(file: CaseFile, what: Personal, *, visitor: bool = False) -> str:
    """Return a personal detail of the reporter; every screen asks here and nowhere else.

    Args:
        file: the case.
        what: which detail.
        visitor: strangers are in the room: only what tells two people apart is left.
    """
    words: str = getattr(file, what)
    return masked(words, what) if visitor and words else words


def masked(words: str, what: Personal) -> str:
    """Return a detail with all but its ends hidden."""
    if what == "reporter":
        return " ".join(f"{part[0]}{HIDDEN}" for part in words.split())
    if what == "phone":
        return f"{HIDDEN}{words[-_PHONE_TAIL:]}" if len(words) > _PHONE_TAIL else HIDDEN
    return f"{words[0]}{HIDDEN}"

"""What every page of the settings is given."""

from __future__ import annotations

import msgspec

from app.settings.people import People
from widgets.live import LiveData
from widgets.theme.look import Look


class Desk(msgspec.Struct, frozen=True):
    """The desk at which somebody changes settings."""

    live: LiveData
    look: Look
    language: str
    people: People
    role: str
    """Of the account that signed in."""

    @property
    def administers(self) -> bool:
        """Return whether the account may switch channels."""
        return self.role == "administrator"

    @property
    def supervises(self) -> bool:
        """Return whether the account may try rules and move procedures."""
        return self.role in ("shift_supervisor", "administrator")

"""What the gateway needs of the rest: it knows no store, no channel and no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.change import CaseDraft
from backend.domain.cases.spec import CaseKindSpec


class Photo(msgspec.Struct, frozen=True):
    """A photo that somebody handed in or that is handed out."""

    name: str
    media_type: str
    data: bytes


class Spot(msgspec.Struct, frozen=True):
    """A place that an `address_id` names."""

    name: str
    lat: float | None
    lon: float | None
    area_code: str = ""
    area_name: str = ""


class CaseDesk(Protocol):
    """Reads and opens the cases of one kind."""

    def kind(self) -> CaseKindSpec | None:
        """Return what the kind is; None if no pack of this centre declares it."""
        ...

    async def open(self, draft: CaseDraft, photos: Sequence[Photo], *, by: str, public: bool) -> CaseFile:
        """Open a case and keep its photos; returns when both are stored.

        Args:
            draft: what was handed in.
            photos: already checked ones.
            by: name of the program that hands it in.
            public: whether everybody may see the photos.

        Raises:
            RefusedError: the rules of the kind do not allow it; says why.
        """
        ...

    async def find(self, query: CaseQuery, offset: int, limit: int) -> list[CaseFile]:
        """Return a page of cases, newest first."""
        ...

    async def by_ids(self, case_ids: Sequence[str]) -> list[CaseFile]:
        """Return those of these cases that exist, in the order asked; of whatever kind."""
        ...

    async def photo(self, digest: str) -> Photo | None:
        """Return kept bytes by their hash."""
        ...

    def unit_name(self, unit_id: str) -> str:
        """Return what people call a unit."""
        ...

    def spot(self, address_id: str) -> Spot | None:
        """Return the place of this id."""
        ...


class HookError(ValueError):
    """A report or event that is not taken."""

    def __init__(self, status: int, reason: str) -> None:
        """Say why; `status` is the HTTP status."""
        super().__init__(reason)
        self.status = status


class HookDesk(Protocol):
    """Takes what other systems report of messages, and what people write."""

    async def take(self, channel_id: str, body: bytes, query: bytes, headers: Mapping[str, str]) -> None:
        """Check and take one report; one that was taken before changes nothing.

        Args:
            channel_id: channel to whose address it came.
            body: of the request, unread.
            query: of its address, without question mark.
            headers: names in lower case.

        Raises:
            HookError: there is no such channel, it is forged, too old or unreadable.
        """
        ...


class SecretReader(Protocol):
    """Reads secrets by name; may block."""

    def get(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        ...

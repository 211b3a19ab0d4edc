"""Cases of one kind as the gateway reads and opens them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.state import Place
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.media import Upload
from backend.engine.cases.register import Register
from backend.engine.doors.ground import CityGround
from backend.gateway.ports import Photo, Spot
from backend.store import Store

log = logging.getLogger(__name__)

SERVICE, SYSTEM = "service", "system"
"""Roles: programs that hand in; a citizen's own rating, which no role of the house may give."""


class RegisterDesk:
    """The register behind the gateway's port `CaseDesk`."""

    def __init__(  # noqa: PLR0913 - the parts of the engine that know about cases
        self,
        *,
        register: Register,
        kind_id: str,
        store: Store,
        ground: CityGround,
        places: Sequence[Place],
        unit_names: Mapping[str, str],
    ) -> None:
        """Work on cases of `kind_id`."""
        self._register, self._kind_id, self._store = register, kind_id, store
        self._ground, self._unit_names = ground, unit_names
        self._places = {place.place_id: place for place in places}

    def kind(self) -> CaseKindSpec | None:
        """Return what the kind is; None if no pack of this centre declares it."""
        found = self._register.kinds.get(self._kind_id)
        return found.spec if found is not None else None

    async def open(self, draft: CaseDraft, photos: Sequence[Photo], *, by: str, public: bool) -> CaseFile:
        """Open a case and keep its photos; returns when both are stored.

        Raises:
            CaseRefusedError: the rules of the kind do not allow it; says why.
        """
        actor = Actor(by, SERVICE)
        case_id = await self._register.open(self._kind_id, self._placed(draft), actor)
        for photo in photos:
            upload = Upload(name=photo.name, media_type=photo.media_type, data=photo.data, public=public)
            try:
                await self._register.attach(case_id, upload, actor)
            except CaseRefusedError as error:  # the case stands: it must not be handed in a second time
                log.warning("a photo of %s was not kept: %s", case_id, error)
        file = await self._register.get(case_id)
        if file is None:
            raise LookupError(f"{case_id} was stored and is not there")
        return file

    def _placed(self, draft: CaseDraft) -> CaseDraft:
        """Return the draft with the ward of its position, where it names none."""
        if draft.area_code or draft.lat is None or draft.lon is None:
            return draft
        code, name = self._ground.area_of(draft.lat, draft.lon)
        return replace(draft, area_code=code, area_name=name)

    async def find(self, query: CaseQuery, offset: int, limit: int) -> list[CaseFile]:
        """Return a page of cases, newest first."""
        return await self._register.find(query, "newest", offset, limit)

    async def by_ids(self, case_ids: Sequence[str]) -> list[CaseFile]:
        """Return those of these cases that exist, in the order asked; of whatever kind."""
        if not case_ids:
            return []
        rows = await self._register.read(lambda: self._register.reader.by_ids(list(case_ids)))
        found = {row.file.case_id: row.file for row in rows}
        return [found[name] for name in case_ids if name in found]

    async def photo(self, digest: str) -> Photo | None:
        """Return kept bytes by their hash."""
        kept = await asyncio.to_thread(self._store.work.kept, digest)
        return Photo(kept.name, kept.media_type, kept.data) if kept is not None else None

    def unit_name(self, unit_id: str) -> str:
        """Return what people call a unit."""
        return self._unit_names.get(unit_id, "")

    def spot(self, address_id: str) -> Spot | None:
        """Return the place of this id."""
        place = self._places.get(address_id)
        if place is None:
            return None
        return Spot(place.name, place.lat, place.lon, place.area_code, place.area_name)

    async def rate(self, case_id: str, stars: int) -> bool:
        """Keep a citizen's rating (1 to 5) of a finished case; return whether it was taken."""
        kind = self.kind()
        action = next((one for one in kind.actions if one.effect == "rate"), None) if kind else None
        if action is None:
            return False
        actor = Actor("zalo", SYSTEM)
        done, refused = await self._register.act([case_id], action.id, {"rating": str(stars)}, actor)
        for refusal in refused:
            log.info("the rating of %s was not taken: %s", case_id, refusal.reason.en)
        return bool(done)

"""Photos that everybody may see, by their hash and the case that shows them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.contract.state import Text
from backend.gateway import photos
from backend.gateway.errors import GatewayError
from backend.gateway.geo_query import is_id
from backend.gateway.geo_view import shows
from backend.gateway.ports import CaseDesk

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOTHING = Text("Không có ảnh này.", "There is no such photo.")


class Media:
    """Hands out public photos."""

    def __init__(self, desk: CaseDesk, hidden: Collection[str] = ()) -> None:
        """Read by `desk`; photos of cases of `hidden` fields are shown to nobody."""
        self._desk, self._hidden = desk, frozenset(hidden)

    def routes(self) -> list[Route]:
        """Return the address."""
        return [Route("/media/{digest}", self.photo)]

    async def photo(self, request: Request) -> Response:
        """Return one photo, without what it tells of its maker, if its case shows it to everybody."""
        digest, case_id = str(request.path_params["digest"]), request.query_params.get("case", "")
        if not _DIGEST.fullmatch(digest) or not is_id(case_id):
            raise GatewayError(404, _NOTHING)
        kind = self._desk.kind()
        files = await self._desk.by_ids([case_id])
        public = any(
            one.digest == digest and not one.url and shows(one)
            for file in files
            if kind is not None and file.kind == kind.id and file.group != "deleted"
            if file.field not in self._hidden
            for one in file.attachments
        )
        photo = await self._desk.photo(digest) if public else None
        media_type = photos.type_of(photo.data) if photo else None
        if photo is None or media_type not in photos.TYPES:
            raise GatewayError(404, _NOTHING)
        try:
            data = await asyncio.to_thread(photos.shown, photo)
        except ValueError as error:
            raise GatewayError(404, _NOTHING) from error
        name = f"{digest[:16]}{photos.TYPES[media_type]}"
        headers = {
            "Cache-Control": "public, max-age=300",
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return Response(data, 200, headers, media_type)

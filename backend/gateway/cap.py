"""The door for alerts: approved messages to the public as a CAP feed that anybody may read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.state import Text
from backend.domain.cap.alert import Alert
from backend.domain.cap.issuing import CANCEL, Issuer, alerts_of, in_force
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.clock import Clock
from backend.gateway.cap_xml import ATOM_TYPE, CAP_TYPE, alert_xml, feed_xml
from backend.gateway.errors import GatewayError
from backend.gateway.ports import CaseDesk

FEED = "/cap/feed.atom"
PAGE = 200
MOST_ENTRIES = 500
LONGEST_CHAIN = 50
"""Alerts that replace one another."""


@dataclass(frozen=True)
class CapGrounds:
    """What the door stands on."""

    desk: CaseDesk
    """Of the kind whose cases are alerts."""
    issuer: Issuer
    title: str
    clock: Clock
    url: Callable[[], str]
    """Address of the gateway, without slash at its end."""


class CapDoor:
    """Answers `/cap/feed.atom` and `/cap/<identifier>.xml`."""

    def __init__(self, grounds: CapGrounds) -> None:
        """Stand on `grounds`."""
        self._on = grounds

    def routes(self) -> list[BaseRoute]:
        """Return its addresses."""
        return [
            Route(FEED, self.feed, methods=["GET"]),
            Route("/cap/{identifier}.xml", self.alert, methods=["GET"]),
        ]

    @property
    def _zone(self) -> ZoneInfo:
        return self._on.issuer.zone

    async def feed(self, request: Request) -> Response:
        """Return the index of alerts that are in force, and of what was taken back before its time."""
        spec, now = self._kind(), self._on.clock.now()
        url = self._on.url()
        entries: list[tuple[Alert, str]] = []
        for file in await self._told(spec):
            if in_force(spec, file, now, self._zone):
                alerts = await self._alerts(spec, file)
                entries += [(alert, f"{url}/cap/{alert.identifier}.xml") for alert in alerts[-1:]]
        author = self._on.issuer.sender_name or self._on.issuer.sender
        body = feed_xml(
            entries[:MOST_ENTRIES], url=url + FEED, title=self._on.title, author=author, zone=self._zone
        )
        return _answer(request, body, ATOM_TYPE)

    async def alert(self, request: Request) -> Response:
        """Return one alert, also one that is over: whoever was told of it can read it."""
        spec, identifier = self._kind(), request.path_params["identifier"]
        code = identifier.removesuffix(CANCEL)
        found = await self._on.desk.by_ids([code])
        alerts = await self._alerts(spec, found[0]) if found and found[0].kind == spec.id else []
        alert = next((each for each in alerts if each.identifier == identifier), None)
        if alert is None or found[0].group == "deleted":
            raise GatewayError(404, Text(f"Không có cảnh báo {identifier[:80]}.", "there is no such alert"))
        return _answer(request, alert_xml(alert, self._zone), CAP_TYPE)

    def _kind(self) -> CaseKindSpec:
        spec = self._on.desk.kind()
        if spec is None or spec.cap is None:
            raise GatewayError(404)
        return spec

    async def _told(self, spec: CaseKindSpec) -> list[CaseFile]:
        """Return the cases that may be in force, newest first."""
        statuses = (*spec.cap.statuses, *spec.cap.cancelled) if spec.cap is not None else ()
        query = CaseQuery(kind=spec.id, statuses=statuses)
        found: list[CaseFile] = []
        while len(found) < MOST_ENTRIES:
            page = await self._on.desk.find(query, len(found), PAGE)
            found += page
            if len(page) < PAGE:
                break
        return found

    async def _alerts(self, spec: CaseKindSpec, file: CaseFile) -> list[Alert]:
        replaced = await self._chain(spec, file)
        return alerts_of(spec, file, self._on.issuer, replaced.get)

    async def _chain(self, spec: CaseKindSpec, file: CaseFile) -> dict[str, CaseFile]:
        """Return the cases that one replaces, and those that these replace."""
        found: dict[str, CaseFile] = {}
        field = spec.cap.replaces if spec.cap is not None else ""
        name = file.data.get(field, "").strip()
        while name and name not in found and len(found) < LONGEST_CHAIN:
            files = await self._on.desk.by_ids([name])
            if not files:
                break
            found[name] = files[0]
            name = files[0].data.get(field, "").strip()
        return found


def _answer(request: Request, body: bytes, media_type: str) -> Response:
    """Return a document, or 304 where the reader has it already.

    By its content alone: the feed changes without a newer alert in it, when one expires.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, f"{media_type}; charset=utf-8")

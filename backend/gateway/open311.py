"""Open311 GeoReport v2 over HTTP: discovery, services, requests, tokens.

Source: the standard's wiki page, GeoReport v2, and its JSON schemas.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.contract.cases import CaseFile
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, FieldSpec
from backend.domain.clock import Clock
from backend.domain.refusal import RefusedError
from backend.gateway import photos
from backend.gateway.answering import document, language_wanted
from backend.gateway.api_keys import ApiKeys
from backend.gateway.documents import Value, form_of
from backend.gateway.errors import GatewayError, too_large
from backend.gateway.geo_form import Box, Handed, Reader
from backend.gateway.geo_query import LONGEST_ID, Asked, asked, is_id
from backend.gateway.geo_view import PROGRAM, View, local_time
from backend.gateway.ports import CaseDesk, Photo
from backend.gateway.rates import Buckets
from backend.gateway.settings import ApiKey, GatewaySettings

log = logging.getLogger(__name__)

ROOT = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-30T00:00:00+07:00"
"""When the meaning of these answers last changed."""
MOST_FIELDS = 200
FIELD_BYTES = 65_536
FORM_BYTES = 262_144
"""Of a form without files."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Grounds:
    """What the endpoints stand on."""

    settings: GatewaySettings
    desk: CaseDesk
    keys: ApiKeys
    clock: Clock
    zone: ZoneInfo
    box: Box | None
    """West, south, east, north: positions outside are refused."""
    url: Callable[[], str]
    """Address of the gateway, known once it listens."""


class Open311:
    """The endpoints."""

    def __init__(self, grounds: Grounds) -> None:
        """Answer with these."""
        self._on, self._geo = grounds, grounds.settings.georeport
        rates = [(key.id, key.posts_per_minute) for key in grounds.settings.api_keys]
        self._buckets = {name: Buckets(rate) for name, rate in rates}

    def routes(self) -> list[Route]:
        """Return the addresses."""
        at = ROOT
        return [
            *(Route(f"{at}/discovery{end}", self.discovery) for end in (".json", ".xml", "")),
            *(Route(f"{at}/services{end}", self.services) for end in (".json", ".xml", "")),
            Route(f"{at}/services/{{name}}", self.definition),
            *(Route(f"{at}/requests{end}", self.requests) for end in (".json", ".xml", "")),
            *(Route(f"{at}/requests{end}", self.hand_in, methods=["POST"]) for end in (".json", ".xml", "")),
            Route(f"{at}/requests/{{name}}", self.request),
            Route(f"{at}/tokens/{{name}}", self.token),
        ]

    # ---- reading ----------------------------------------------------------------------------------

    async def discovery(self, request: Request) -> Response:
        """Tell which endpoints there are, and how to get a key."""
        endpoint: Value = {
            "specification": SPECIFICATION,
            "url": self._on.url() + ROOT,
            "changeset": CHANGESET,
            "type": "production",
            "formats": ["application/json", "text/xml"],
        }
        tree: Value = {
            "changeset": CHANGESET,
            "contact": self._geo.contact,
            "key_service": self._geo.key_service,
            "endpoints": [endpoint],
        }
        return document(request.scope, "discovery", tree)

    async def services(self, request: Request) -> Response:
        """List the services: the fields of the kind."""
        self._check_reader(request)
        return document(request.scope, "services", self._view(request).services())

    async def definition(self, request: Request) -> Response:
        """Tell which attributes a report of one service may have."""
        self._check_reader(request)
        code = _named(request)
        view = self._view(request)
        return document(request.scope, "service_definition", view.definition(_field(view.kind, code, 404)))

    async def requests(self, request: Request) -> Response:
        """List requests: by their ids, or a page of those that fit."""
        self._check_reader(request)
        view = self._view(request)
        what = asked(request.query_params, view.kind, self._on.clock.now(), view.hidden)
        if request.query_params.get("service_request_id"):
            found = [file for file in await self._on.desk.by_ids(what.ids) if view.shows(file)]
            return document(request.scope, "service_requests", view.requests(found))
        offset = (what.page - 1) * what.page_size
        files = await self._on.desk.find(what.query, offset, what.page_size + 1)
        headers = self._links(request, what, more=len(files) > what.page_size)
        tree = view.requests(files[: what.page_size])
        return document(request.scope, "service_requests", tree, headers=headers)

    async def request(self, request: Request) -> Response:
        """Show one request; a list of one, as the standard has it."""
        self._check_reader(request)
        view = self._view(request)
        file = await self._visible(_named(request), view)
        return document(request.scope, "service_requests", [view.request(file)])

    async def token(self, request: Request) -> Response:
        """Tell which request a token stands for."""
        self._check_reader(request)
        token = _named(request)
        file = await self._visible(id_of(token), self._view(request))
        tree: Value = [{"service_request_id": file.case_id, "token": token}]
        return document(request.scope, "service_requests", tree)

    async def _visible(self, case_id: str, view: View) -> CaseFile:
        found = await self._on.desk.by_ids([case_id]) if is_id(case_id) else []
        if not found or not view.shows(found[0]):
            raise GatewayError(404, Text("Không có phản ánh này.", "There is no such request."))
        return found[0]

    def _links(self, request: Request, what: Asked, *, more: bool) -> dict[str, str]:
        """Return the Link header (RFC 8288) that leads to the next and the previous page."""
        pages = [("prev", what.page - 1)] if what.page > 1 else []
        pages += [("next", what.page + 1)] if more else []
        given = {k: v for k, v in request.query_params.items() if k not in ("page", "page_size", "api_key")}
        links = []
        for name, page in pages:
            query = urlencode(given | {"page": str(page), "page_size": str(what.page_size)})
            links.append(f'<{self._on.url()}{request.url.path}?{query}>; rel="{name}"')
        return {"Link": ", ".join(links)} if links else {}

    # ---- handing in -------------------------------------------------------------------------------

    async def hand_in(self, request: Request) -> Response:
        """Open a case."""
        form = await self._form(request)
        try:
            handed = Handed(_texts(request, form))
            key = self._writer(handed.one("api_key"))
            self._check_jurisdiction(handed.one("jurisdiction_id"))
            file = await self._open(handed, await self._photos(form), key)
        finally:
            await form.close()
        log.info("%s handed in %s", key.id, file.case_id)
        answer: dict[str, Value] = {"service_request_id": file.case_id}
        if self._geo.answer_with == "token":
            answer = {"token": token_of(file.case_id)}
        answer |= {"service_notice": _notice(file, language_wanted(request.scope), self._on.zone)}
        answer |= {"account_id": handed.one("account_id") or None}
        return document(request.scope, "service_requests", [answer])

    async def _open(self, handed: Handed, found: Sequence[Photo], key: ApiKey) -> CaseFile:
        kind = self._kind()
        code = handed.one("service_code")
        if not code:
            raise GatewayError(400, Text("Thiếu service_code.", "service_code is missing."))
        _field(kind, code, 404)
        address_id = handed.one("address_id")
        spot = self._on.desk.spot(address_id) if is_id(address_id) else None
        reader = Reader(handed, kind, self._on.box, spot)
        draft = reader.draft(key.source)
        if reader.wrong:
            raise GatewayError(400, *reader.wrong)
        try:
            return await self._on.desk.open(
                draft, found, by=PROGRAM + key.id, public=self._geo.publish_uploads
            )
        except RefusedError as error:
            raise GatewayError(400, error.text) from error

    async def _form(self, request: Request) -> FormData:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in _FORMS:
            expected = " / ".join(_FORMS)
            raise GatewayError(
                400, Text(f"Content-Type: cần {expected}.", f"Content-Type: expected {expected}.")
            )
        most_files = self._on.settings.limits.photos
        try:
            if kind == _FORMS[0]:
                return await _plain_form(request)
            return await request.form(max_files=most_files, max_fields=MOST_FIELDS, max_part_size=FIELD_BYTES)
        except (GatewayError, asyncio.CancelledError, OSError):
            raise
        except Exception as error:  # boundary: the parser of forms has many ways to fail
            raise GatewayError(
                400,
                Text(
                    f"Không đọc được biểu mẫu: tối đa {most_files} ảnh, {MOST_FIELDS} trường.",
                    f"The form cannot be read: at most {most_files} photos and {MOST_FIELDS} fields.",
                ),
            ) from error

    async def _photos(self, form: FormData) -> list[Photo]:
        kind = self._kind()
        most = min(self._on.settings.limits.body_bytes, int(kind.max_attachment_mb * 1_048_576))
        uploads = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        return [
            photos.taken(one.filename or "", await one.read(), kind.attachment_types, most)
            for one in uploads
            if one.size or one.filename  # an empty control of a web form is no photo
        ]

    # ---- who may ----------------------------------------------------------------------------------

    def _writer(self, given: str) -> ApiKey:
        key = self._on.keys.of(given) if given else None
        if key is None:
            raise GatewayError(403, Text("api_key: thiếu hoặc không đúng.", "api_key: missing or wrong."))
        wait_s = self._buckets[key.id].take("", asyncio.get_running_loop().time())
        if wait_s > 0.0:
            raise GatewayError(429, headers={"Retry-After": str(int(wait_s) + 1)})
        return key

    def _check_reader(self, request: Request) -> None:
        if self._geo.read_needs_key and self._on.keys.of(request.query_params.get("api_key", "")) is None:
            raise GatewayError(403, Text("api_key: thiếu hoặc không đúng.", "api_key: missing or wrong."))
        self._check_jurisdiction(request.query_params.get("jurisdiction_id", ""))

    def _check_jurisdiction(self, given: str) -> None:
        ours = self._geo.jurisdiction_id
        if not given and self._geo.jurisdiction_required:
            raise GatewayError(400, Text("Thiếu jurisdiction_id.", "jurisdiction_id was not provided."))
        if given and ours and given != ours:
            raise GatewayError(
                404,
                Text(
                    f"jurisdiction_id: chỉ phục vụ {ours}.",
                    f"jurisdiction_id was not found: this is {ours}.",
                ),
            )

    def _kind(self) -> CaseKindSpec:
        kind = self._on.desk.kind()
        if kind is None:
            raise GatewayError(404, Text("Nơi này không nhận phản ánh.", "No reports are taken here."))
        return kind

    def _view(self, request: Request) -> View:
        on = self._on
        return View(
            kind=self._kind(),
            zone=on.zone,
            unit_name=on.desk.unit_name,
            url=on.url(),
            language=language_wanted(request.scope),
            hidden=frozenset(self._geo.hidden_fields),
        )


async def _plain_form(request: Request) -> FormData:
    """Return a form without files. Letters that a client forgot to escape are UTF-8, not Latin-1."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            raise too_large(FORM_BYTES)
    text = body.decode("utf-8", "replace")
    found: list[tuple[str, str | UploadFile]] = []
    found += parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return FormData(found)


def token_of(case_id: str) -> str:
    """Return the token of a case: its id in letters that need no escape. It holds no secret."""
    return base64.b32encode(case_id.encode()).decode().rstrip("=").lower()


def id_of(token: str) -> str:
    """Return the id of the case that a token stands for; empty if it is none."""
    try:
        padded = token.upper() + "=" * (-len(token) % 8)
        return base64.b32decode(padded).decode() if len(token) <= 2 * LONGEST_ID else ""
    except (binascii.Error, ValueError):
        return ""


def _field(kind: CaseKindSpec, code: str, status: int) -> FieldSpec:
    found = next((field for field in kind.fields if field.id == code), None)
    if found is None:
        shown = code[:LONGEST_ID]
        raise GatewayError(
            status,
            Text(
                f"service_code: không có dịch vụ {shown!r}; danh sách ở {ROOT}/services.json.",
                f"service_code: there is no service {shown!r}; {ROOT}/services.json lists them.",
            ),
        )
    return found


def _named(request: Request) -> str:
    return form_of(str(request.path_params["name"]))[0]


def _texts(request: Request, form: FormData) -> dict[str, list[str]]:
    """Return the form's texts; what the form does not name is looked for in the address."""
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    for name in ("api_key", "jurisdiction_id", "service_code"):
        if name not in found and name in request.query_params:
            found[name] = [request.query_params[name]]
    return found


def _notice(file: CaseFile, language: str, zone: ZoneInfo) -> str | None:
    """Return in words until when the report is to be settled."""
    if file.due_at is None:
        return None
    due = local_time(file.due_at, zone)
    return f"Hạn xử lý: {due}." if language == "vi" else f"To be settled by {due}."

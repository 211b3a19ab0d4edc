"""What the tests of the gateway share: a kind, cases in memory, a client that asks the application."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import msgspec

from backend.contract.cases import CaseAttachment, CaseFile, CaseNote, CaseQuery
from backend.contract.state import Text
from backend.domain.cases.change import CaseDraft, CaseRefusedError
from backend.domain.cases.matching import accepts
from backend.domain.cases.spec import CaseKindSpec, DataSpec, FieldSpec, StatusSpec
from backend.gateway.api_keys import ApiKeys
from backend.gateway.app import make_app
from backend.gateway.open311 import Grounds
from backend.gateway.ports import HookDesk, Photo, Spot
from backend.gateway.settings import GatewaySettings

NOW = 1_795_518_300.0
"""24.11.2026 18:05 in Vietnam."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BOX = (107.8, 15.8, 108.5, 16.4)
URL = "https://bao.danang.example"
KEY = "khóa-bí-mật-của-ứng-dụng-0001"
DAY_S = 86_400.0
KIND = CaseKindSpec(
    id="report",
    name=Text("Phản ánh", "Report"),
    statuses=(
        StatusSpec(id="new", name=Text("Mới tiếp nhận", "New"), group="waiting"),
        StatusSpec(id="working", name=Text("Đang xử lý", "In hand"), group="working"),
        StatusSpec(id="done", name=Text("Đã xử lý", "Settled"), group="done"),
        StatusSpec(id="refused", name=Text("Từ chối", "Refused"), group="refused"),
        StatusSpec(id="deleted", name=Text("Đã xóa", "Deleted"), group="deleted"),
    ),
    other_field="khac",
    fields=(
        FieldSpec(
            id="duong-hong",
            name=Text("Ổ gà, mặt đường hư hỏng", "Potholes"),
            group=Text("Giao thông", "Traffic"),
            unit="so-xay-dung",
            words=("ổ gà", "sụt lún"),
            description=Text("Mặt đường hỏng, sụt", "Broken surface"),
        ),
        FieldSpec(id="rac", name=Text("Rác thải", "Waste"), words=("rác",)),
        FieldSpec(id="cuu-ho", name=Text("Cứu hộ (SOS)", "Rescue")),
        FieldSpec(id="khac", name=Text("Lĩnh vực khác", "Other")),
    ),
    data=(
        DataSpec(id="depth_cm", name=Text("Độ sâu", "Depth"), type="number"),
        DataSpec(
            id="size",
            name=Text("Cỡ", "Size"),
            type="choice",
            choices={"s": Text("Nhỏ", "Small"), "l": Text("Lớn", "Large")},
        ),
        DataSpec(id="seen_on", name=Text("Ngày thấy", "Seen on"), type="date"),
        DataSpec(id="seen_at", name=Text("Lúc thấy", "Seen at"), type="datetime"),
        DataSpec(id="remark", name=Text("Ghi chú", "Remark")),
        DataSpec(id="zalo_id", name=Text("Zalo"), personal=True),
    ),
)
UNITS = {"so-xay-dung": "Sở Xây dựng"}
SPOTS = {"cho-han": Spot("Chợ Hàn", 16.0683, 108.2241, "20242", "Hải Châu")}

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xe1\x00\x11Exif\x00\x00GPS 16.0N"
    b"\xff\xdb\x00\x04\x00\x01\xff\xda\x00\x04\x01\x02"
    b"\x12\x34\xff\x00\x56\xff\xd0\x78\xff\xd9"
)
"""Made by hand: a head, place data, a table, a scan with a zero and a restart, the end."""


class Standing:
    """A clock that stands until it is moved."""

    def __init__(self, now: float = NOW) -> None:
        self.at = now

    def now(self) -> float:
        return self.at


class Memory:
    """A keyring in memory."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept

    def get(self, name: str) -> str | None:
        return self.kept.get(name)


def case(number: int = 1, **more: Any) -> CaseFile:
    given = {
        "case_id": f"PAHT.20261124.{number:04d}",
        "kind": "report",
        "title": "Ổ gà lớn",
        "status": "new",
        "group": "waiting",
        "severity": "medium",
        "opened_at": NOW - 3600 * number,
        "changed_at": NOW - 60,
        "text": "Ổ gà lớn trước chợ",
        "field": "duong-hong",
        "unit_id": "so-xay-dung",
        "place": "Trần Phú",
        "area_name": "Hải Châu",
        "lat": 16.0683,
        "lon": 108.2241,
        "reporter": "Nguyễn Văn An",
        "phone": "0905123456",
        "email": "an@example.vn",
        "due_at": NOW + DAY_S,
        "notes": (CaseNote(NOW, "ha", "ghi chú nội bộ mật"),),
        "data": {"zalo_id": "z-7788", "remark": "kín"},
    } | more
    return CaseFile(**given)


@dataclass
class MemoryDesk:
    """Cases in memory."""

    files: dict[str, CaseFile] = field(default_factory=dict)
    kept: dict[str, Photo] = field(default_factory=dict)
    the_kind: CaseKindSpec | None = KIND
    drafts: list[CaseDraft] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    refuses: str = ""
    asked: list[tuple[CaseQuery, int, int]] = field(default_factory=list)
    slow: asyncio.Event | None = None
    broken: bool = False

    def put(self, *files: CaseFile) -> None:
        self.files |= {file.case_id: file for file in files}

    def kind(self) -> CaseKindSpec | None:
        return self.the_kind

    async def open(self, draft: CaseDraft, photos: Sequence[Photo], *, by: str, public: bool) -> CaseFile:
        if self.refuses:
            raise CaseRefusedError(self.refuses, self.refuses)
        if self.slow is not None:
            await self.slow.wait()
        self.drafts.append(draft)
        self.by.append(by)
        attachments = [CaseAttachment("", "a.jpg", "image/jpeg", 0, NOW, by, url=url) for url in draft.media]
        for photo in photos:
            digest = hashlib.sha256(photo.data).hexdigest()
            self.kept[digest] = photo
            attachments.append(
                CaseAttachment(digest, photo.name, photo.media_type, len(photo.data), NOW, by, public)
            )
        file = case(
            len(self.files) + 1000,
            opened_at=NOW,
            title=draft.title,
            text=draft.text,
            field=draft.field,
            place=draft.place,
            area_name=draft.area_name,
            lat=draft.lat,
            lon=draft.lon,
            reporter=draft.reporter,
            phone=draft.phone,
            email=draft.email,
            source=draft.source,
            data=draft.data,
            attachments=tuple(attachments),
        )
        self.put(file)
        return file

    async def find(self, query: CaseQuery, offset: int, limit: int) -> list[CaseFile]:
        if self.broken:
            raise RuntimeError("the store is gone")
        self.asked.append((query, offset, limit))
        found = [file for file in self.files.values() if accepts(query, file, NOW)]
        found.sort(key=lambda file: (-file.opened_at, file.case_id))
        return found[offset : offset + limit]

    async def by_ids(self, case_ids: Sequence[str]) -> list[CaseFile]:
        return [self.files[name] for name in case_ids if name in self.files]

    async def photo(self, digest: str) -> Photo | None:
        return self.kept.get(digest)

    def unit_name(self, unit_id: str) -> str:
        return UNITS.get(unit_id, "")

    def spot(self, address_id: str) -> Spot | None:
        return SPOTS.get(address_id)


def settings(**more: Any) -> GatewaySettings:
    raw: dict[str, Any] = {
        "api_keys": [{"id": "app", "source": "app"}],
        "georeport": {},
        "limits": {"requests_per_minute": 60_000, **more.pop("limits", {})},
    }
    return msgspec.convert(raw | more, GatewaySettings)


@dataclass
class Door:
    """An application with its desk, asked as a client asks."""

    desk: MemoryDesk
    app: Any

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.ask_all((method, path, more))[0]

    def ask_all(self, *requests: tuple[str, str, Mapping[str, Any]]) -> list[httpx.Response]:
        async def scene() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
                return [await client.request(method, path, **more) for method, path, more in requests]

        return asyncio.run(scene())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", f"/open311/v2/{path}", **more)

    def post(
        self, fields: Mapping[str, Any] | None = None, path: str = "requests.json", **more: Any
    ) -> httpx.Response:
        given = {"api_key": KEY, "service_code": "duong-hong", "lat": "16.0683", "long": "108.2241"}
        return self.ask("POST", f"/open311/v2/{path}", data={**given, **(fields or {})}, **more)


def door(hook_desk: HookDesk | None = None, **more: Any) -> Door:
    wanted = settings(**more)
    desk = MemoryDesk()
    keys = ApiKeys(wanted.api_keys, Memory(**{"api.app": KEY}))
    assert keys.load() == []
    grounds = Grounds(
        settings=wanted, desk=desk, keys=keys, clock=Standing(), zone=ZONE, box=BOX, url=lambda: URL
    )
    return Door(desk, make_app(grounds, hook_desk))


def reasons(answer: httpx.Response) -> list[str]:
    """Return the descriptions of a refusal, having checked its shape."""
    found = answer.json()
    assert found
    assert all(set(one) == {"code", "description"} for one in found)
    assert all(one["code"] == answer.status_code for one in found)
    return [one["description"] for one in found]

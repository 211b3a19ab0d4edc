"""A small centre that takes reports by HTTP and by its page: one kind of case, a page at Zalo, a gateway."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import yaml

from backend.wire import keys
from tests.end2end.daemon_run import DaemonRun, free_port, write_pack

KEY = "khoa-cua-ung-dung-cong-dan-0123456789"
APP_ID, OA_KEY, SMS_TOKEN = "4321", "khoa-oa", "m4t-kh4u-sms"
JURISDICTION = "danang.example"
KIND: dict[str, Any] = {
    "id": "report",
    "name": {"vi": "Phản ánh", "en": "Report"},
    "code": "PAHT.{date}.{number}",
    "statuses": [
        {"id": "new", "name": {"vi": "Mới tiếp nhận"}, "group": "waiting"},
        {"id": "working", "name": {"vi": "Đang xử lý"}, "group": "working"},
        {"id": "done", "name": {"vi": "Đã xử lý"}, "group": "done"},
    ],
    "other_field": "khac",
    "fields": [
        {"id": "thoat-nuoc", "name": {"vi": "Thoát nước, cống rãnh"}, "words": ["cống", "nghẹt"]},
        {"id": "rac", "name": {"vi": "Rác thải"}, "words": ["rác"]},
        {"id": "khac", "name": {"vi": "Lĩnh vực khác"}},
    ],
    "sources": [
        {"id": "app", "name": {"vi": "Ứng dụng"}},
        {"id": "zalo", "name": {"vi": "Zalo"}},
    ],
    "data": [
        {"id": "depth_cm", "name": {"vi": "Độ sâu (cm)"}, "type": "number"},
        {"id": "zalo_id", "name": {"vi": "Zalo"}, "personal": True},
    ],
    "actions": [
        {"id": "accept", "name": {"vi": "Nhận"}, "from": ["new"], "to": "working", "effect": "accept"},
        {"id": "finish", "name": {"vi": "Báo kết quả"}, "from": ["working"], "to": "done", "effect": "finish",
         "needs": [{"need": "result"}], "public": True},
        {"id": "rate", "name": {"vi": "Đánh giá"}, "from": ["done"], "effect": "rate", "needs": [{"need": "rating"}]},
    ],
    "tabs": [{"id": "all", "name": {"vi": "Tất cả"}, "where": {}}],
    "terms": [{"finish": "5d"}],
}  # fmt: skip
WARD = {
    "type": "Feature",
    "properties": {"code": "20242", "name": "Hải Châu", "kind": "phường"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[108.15, 16.0], [108.30, 16.0], [108.30, 16.15], [108.15, 16.15], [108.15, 16.0]]],
    },
}


class GatewayCentre:
    """The centre's daemon and who asks it."""

    def __init__(self, folder: Path, zalo_port: int, **settings: Any) -> None:
        packs = write_pack(
            folder / "packs",
            "phan-anh",
            {"place_kinds": {"post": {"name": {"vi": "Trụ"}, "metrics": []}}, "metrics": {}},
            [],
        )
        (packs / "phan-anh" / "cases").mkdir()
        _write(packs / "phan-anh" / "cases" / "report.yaml", KIND)
        places = ["cho-han,Chợ Hàn,post,16.0683,108.2241,20242,Hải Châu"]
        self.run = DaemonRun(folder / "run", packs=packs, pack="phan-anh", places=places, sources=[])
        self.port = free_port()
        wanted: dict[str, Any] = {
            "port": self.port,
            "api_keys": [{"id": "app", "source": "app", "posts_per_minute": 6000}],
            "georeport": {"jurisdiction_id": JURISDICTION, "publish_uploads": True},
            "talk": {"channel": "trang-zalo"},
            "limits": {"requests_per_minute": 6000},
        }
        _write(self.run.centre / "gateway.yaml", wanted | settings)
        here = f"http://127.0.0.1:{zalo_port}"
        _write(
            self.run.centre / "channels" / "trang-zalo.yaml",
            {"id": "trang-zalo", "kind": "zalo", "name": "Zalo", "enabled": True, "service": "oa", "app_id": APP_ID,
             "app_key_secret": "app-key", "token_secret": "zalo-tokens", "oa_key_secret": "oa-key",
             "oa_url": here, "oauth_url": here, "zns_url": here},
        )  # fmt: skip
        _write(
            self.run.centre / "channels" / "sms.yaml",
            {"id": "sms", "kind": "sms_http", "name": "SMS", "url": "http://127.0.0.1:9/{to}{body}{key}",
             "reports": {"token_secret": "sms-token", "id_field": "id", "state_field": "state", "states": {"5": "delivered"}}},
        )  # fmt: skip
        maps = self.run.centre / "maps"
        maps.mkdir()
        (maps / "wards.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [WARD]}))
        secrets = keys.KeyFolder(folder / "run" / "keys")
        given = {
            "api.app": KEY,
            "app-key": "app-key",
            "zalo-tokens": "refresh-0",
            "oa-key": OA_KEY,
            "sms-token": SMS_TOKEN,
        }
        for name, value in given.items():
            secrets.put(name, value)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def georeport(self) -> str:
        return f"{self.url}/open311/v2"

    def event(
        self, user: str, message_id: str, at: float, name: str = "user_send_text", **message: Any
    ) -> httpx.Response:
        """Send what a person says, as Zalo signs it."""
        return self.post_event(*signed_event(user, message_id, at, name, **message))

    def post_event(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        return httpx.post(f"{self.url}/hooks/zalo/trang-zalo", content=body, headers=headers, timeout=30)


def signed_event(
    user: str, message_id: str, at: float, name: str = "user_send_text", **message: Any
) -> tuple[bytes, dict[str, str]]:
    stamp = f"{at * 1000:.0f}"
    content = {"msg_id": message_id, **message}
    event = {
        "app_id": APP_ID,
        "event_name": name,
        "timestamp": stamp,
        "sender": {"id": user},
        "message": content,
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    proof = hashlib.sha256(APP_ID.encode() + body + stamp.encode() + OA_KEY.encode()).hexdigest()
    return body, {"X-ZEvent-Signature": f"mac={proof}", "Content-Type": "application/json"}


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

"""The gateway as the world sees it: a real daemon, curl, a library for Open311, and a citizen on Zalo."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from georeport import GeoReport

from backend.contract.case_requests import ActOnCases, CasesActed
from backend.contract.cases import CaseFile
from backend.gateway.open311 import token_of
from tests.end2end.daemon_run import PASSWORD, wait
from tests.end2end.gateway_centre import JURISDICTION, KEY, SMS_TOKEN, GatewayCentre, signed_event
from tests.peers.starting import Peer, running
from tests.unit.backend.gateway.given import JPEG
from tests.unit.backend.gateway.test_open311 import validator

PHOTO = "https://anh.example/cong-nghet.jpg"


@pytest.fixture(scope="module")
def zalo() -> Iterator[Peer]:
    with running("zalo") as peer:
        yield peer


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, zalo: Peer) -> Iterator[GatewayCentre]:
    found = GatewayCentre(tmp_path_factory.mktemp("gateway"), zalo.port)
    found.run.start()
    try:
        yield found
    finally:
        found.run.stop()


def curl(*words: str) -> Any:
    ran = subprocess.run(
        ["curl", "--silent", "--show-error", "--fail-with-body", *words], capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr.decode() + ran.stdout.decode()
    return json.loads(ran.stdout)


def stored(centre: GatewayCentre, case_id: str) -> CaseFile:
    store = centre.run.store()
    try:
        return store.cases.by_ids([case_id])[0].file
    finally:
        store.close()


def test_curl_discovers_hands_in_with_a_photos_address_follows_and_lists(
    centre: GatewayCentre, real_data: Path
) -> None:
    (endpoint,) = curl(f"{centre.georeport}/discovery.json")["endpoints"]
    url = endpoint["url"]
    services = curl(f"{url}/services.json?jurisdiction_id={JURISDICTION}")
    validator(real_data, "services.json").validate(services)
    code = services[0]["service_code"]
    definition = curl(f"{url}/services/{code}.json")
    validator(real_data, "service-definition.json").validate(definition)
    assert [one["code"] for one in definition["attributes"]] == ["depth_cm"]
    fields = {
        "api_key": KEY, "jurisdiction_id": JURISDICTION, "service_code": code, "lat": "16.0683", "long": "108.2241",
        "description": "Cống trước chợ nghẹt, gọi tôi 0905 123 456", "media_url": PHOTO, "phone": "0905123456",
        "first_name": "An", "attribute[depth_cm]": "20",
    }  # fmt: skip
    words = [word for name, value in fields.items() for word in ("--data-urlencode", f"{name}={value}")]
    (made,) = curl("-X", "POST", *words, f"{url}/requests.json")
    case_id = made["service_request_id"]
    (seen,) = curl(f"{url}/requests/{case_id}.json")
    validator(real_data, "requests.json").validate([seen])
    assert (seen["status"], seen["media_url"], seen["address"]) == ("open", PHOTO, "Hải Châu")
    assert seen["description"] == "Cống trước chợ nghẹt, gọi tôi •••"
    assert case_id in [
        one["service_request_id"] for one in curl(f"{url}/requests.json?status=open&service_code={code}")
    ]
    kept = stored(centre, case_id)
    assert (kept.area_code, kept.source, kept.phone, kept.data) == (
        "20242",
        "app",
        "0905123456",
        {"depth_cm": "20"},
    )


def test_a_token_leads_to_the_request(centre: GatewayCentre) -> None:
    form = f"api_key={KEY}&service_code=rac&address_id=cho-han"
    (made,) = curl("-d", form, f"{centre.georeport}/requests.json")
    token = token_of(made["service_request_id"])
    (followed,) = curl(f"{centre.georeport}/tokens/{token}.json")
    assert followed == {"service_request_id": made["service_request_id"], "token": token}
    (seen,) = curl(f"{centre.georeport}/requests/{followed['service_request_id']}.json")
    assert seen["address"] == "Chợ Hàn, Hải Châu"


def test_a_library_of_somebody_else_reads_it(centre: GatewayCentre, real_data: Path) -> None:
    curl(
        "-d",
        f"api_key={KEY}&service_code=rac&address_string=trước nhà&description=rác đầy đường",
        f"{centre.georeport}/requests.json",
    )
    for form in ("json", "xml"):
        city = GeoReport(centre.georeport, jurisdiction=JURISDICTION, output_format=form)
        services = city.get_service_list()
        assert [one["service_code"] for one in services] == ["thoat-nuoc", "rac", "khac"]
        definition: Any = city.get_service_definition("rac")
        attributes = definition["attributes"]
        assert (attributes[0] if form == "json" else attributes["attribute"])["code"] == "depth_cm"
        found = city.get_service_requests(service_code="rac", status="open")
        newest = found[0] if form == "json" else _first(found)
        assert newest["service_code"] == "rac"
        one: Any = city.get_service_request(newest["service_request_id"])
        assert "rác đầy đường" in json.dumps(one, ensure_ascii=False)


def _first(found: Any) -> Any:
    return found[0] if isinstance(found, list) else found


def test_an_uploaded_photo_is_kept_and_shown(centre: GatewayCentre, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (made,) = curl(
        "-F", f"api_key={KEY}", "-F", "service_code=rac", "-F", "address_string=ở đây", "-F", f"media=@{tmp_path / 'a.jpg'}",
        f"{centre.georeport}/requests.json",
    )  # fmt: skip
    (seen,) = curl(f"{centre.georeport}/requests/{made['service_request_id']}.json")
    shown = httpx.get(seen["media_url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert b"GPS" not in shown.content
    other = seen["media_url"].partition("?")[0]
    assert httpx.get(other).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": "sai"}, 403),
        ({"service_code": "' OR 1=1 --"}, 404),
        ({"lat": "21.03", "long": "105.85"}, 400),
        ({"jurisdiction_id": "hue.example"}, 404),
        ({"description": "x" * 5000}, 400),
        ({"media_url": "file:///etc/passwd"}, 400),
    ],
)
def test_hostile_reports_get_the_errors_of_the_standard(
    centre: GatewayCentre, fields: dict[str, str], status: int
) -> None:
    given = {"api_key": KEY, "service_code": "rac", "lat": "16.07", "long": "108.22"} | fields
    answer = httpx.post(f"{centre.georeport}/requests.json", data=given)
    assert answer.status_code == status
    assert all(set(one) == {"code", "description"} for one in answer.json())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("requests.json?page_size=10000", 400), ("requests.json?start_date=hôm%20qua", 400),
        ("requests/%27%20OR%201=1.json", 404), ("requests/%00.json", 404), ("requests/..%2F..%2Fetc%2Fpasswd", 404),
        ("requests.json?service_request_id=%22*%22%20NEAR", 200), ("requests.json?service_request_id=%00", 200),
        ("requests.json?service_request_id=" + "a," * 3000, 200), ("tokens/%00.json", 404), ("nothing", 404),
        ("requests.json?service_request_id=" + ",".join(str(n) for n in range(500)), 400),
    ],
)  # fmt: skip
def test_hostile_questions_get_the_errors_of_the_standard(
    centre: GatewayCentre, path: str, status: int
) -> None:
    answer = httpx.get(f"{centre.georeport}/{path}")
    assert answer.status_code == status
    if status != 200:
        jsonschema.validate(
            answer.json(), {"type": "array", "minItems": 1, "items": {"required": ["code", "description"]}}
        )


def test_a_body_without_end_is_refused(centre: GatewayCentre) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(400):
            yield b"a=" + b"x" * 60_000 + b"&"

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = httpx.post(f"{centre.georeport}/requests.json", content=endless(), headers=headers)
        assert answer.status_code in (400, 413)
    except httpx.WriteError:
        pass  # refused and closed while we still wrote
    assert httpx.get(f"{centre.georeport}/services.json").status_code == 200


def test_delivery_reports_come_in_by_their_door_only_with_the_token(centre: GatewayCentre) -> None:
    hook = f"{centre.url}/hooks/sms"
    assert httpx.get(hook, params={"id": "9", "state": "5", "token": SMS_TOKEN}).status_code == 200
    assert httpx.post(f"{hook}?token={SMS_TOKEN}", data={"id": "9", "state": "5"}).status_code == 200
    assert httpx.post(f"{hook}?token={SMS_TOKEN}", json={"id": "9", "state": "5"}).status_code == 200
    assert httpx.get(hook, params={"id": "9", "state": "5", "token": "sai"}).status_code == 401
    assert httpx.get(hook, params={"id": "9", "token": SMS_TOKEN}).status_code == 400
    assert httpx.get(f"{centre.url}/hooks/nothing").status_code == 404


# ---- a citizen on Zalo ----------------------------------------------------------------------------


class Citizen:
    """Somebody who writes to the city's page and reads its answers."""

    def __init__(self, centre: GatewayCentre, zalo: Peer, user: str) -> None:
        self.centre, self.zalo, self.user = centre, zalo, user
        self._n = 0

    def says(self, *, hears: str, event: str = "user_send_text", **message: Any) -> str:
        """Say something and wait for an answer that holds `hears`; return it."""
        n_before = len(self._answers())
        self._n += 1
        answer = self.centre.event(self.user, f"{self.user}-{self._n}", time.time(), event, **message)
        assert answer.status_code == 200
        return str(
            wait(
                lambda: next((t for t in self._answers()[n_before:] if hears in t), ""),
                hears,
                words=self._all,
            )
        )

    def _answers(self) -> list[str]:
        return [
            item["body"]["message"]["text"]
            for item in self.zalo.received()
            if item["accepted"] and item.get("body", {}).get("recipient", {}).get("user_id") == self.user
        ]

    def _all(self) -> str:
        return "\n".join(self._answers()) + self.centre.run.words()


def test_a_citizen_reports_on_zalo_across_a_crash_and_rates_the_result(
    centre: GatewayCentre, zalo: Peer
) -> None:
    an = Citizen(centre, zalo, "u-an")
    an.says(text="Cống trước chợ bị nghẹt", hears="gửi ảnh")
    photo = {"type": "image", "payload": {"url": "https://f.zalo.example/1.jpg"}}
    an.says(event="user_send_image", attachments=[photo], hears="ở đâu")
    centre.run.kill()
    centre.run.start()
    where = {"type": "location", "payload": {"coordinates": {"latitude": "16.0683", "longitude": "108.2241"}}}
    assert "1. Thoát nước, cống rãnh" in an.says(
        event="user_send_location", attachments=[where], hears="lĩnh vực nào"
    )
    summary = an.says(text="1", hears="kiểm tra lại")
    assert "Ảnh: 1" in summary
    said = an.says(text="gửi", hears="Đã tiếp nhận")
    case_id = said.split()[5].rstrip(".")
    kept = stored(centre, case_id)
    assert (kept.source, kept.area_name, kept.field, kept.data) == (
        "zalo",
        "Hải Châu",
        "thoat-nuoc",
        {"zalo_id": "u-an"},
    )
    assert [one.url for one in kept.attachments] == ["https://f.zalo.example/1.jpg"]
    assert "Mới tiếp nhận" in an.says(text=f"tra cứu {case_id.lower()}", hears=case_id)
    (seen,) = httpx.get(f"{centre.georeport}/requests/{case_id}.json").json()
    assert seen["media_url"] is None
    assert "u-an" not in json.dumps(seen)
    an.says(text="5", hears="chờ đánh giá")
    _settle(centre, case_id)
    an.says(text="tra cứu", hears="Kết quả: Đã thông cống")
    an.says(text="4", hears="4/5")
    assert stored(centre, case_id).rating == 4


def _settle(centre: GatewayCentre, case_id: str) -> None:
    """Finish a case as the officer on duty does."""

    async def scene() -> None:
        wall = centre.run.wall()
        try:
            await wall.sign_in("ha", PASSWORD)
            steps: list[tuple[str, dict[str, str]]] = [
                ("accept", {}),
                ("finish", {"result": "Đã thông cống"}),
            ]
            for action, values in steps:
                done = await wall.ask(ActOnCases((case_id,), action, values))
                assert isinstance(done, CasesActed), done
                assert done.done == (case_id,), done
        finally:
            wall.close()

    asyncio.run(scene())


def test_forged_stale_and_repeated_events_change_nothing(centre: GatewayCentre, zalo: Peer) -> None:
    body, headers = signed_event("u-binh", "b-1", time.time(), text="Rác đầy đường không ai dọn")
    assert centre.post_event(body, {**headers, "X-ZEvent-Signature": "mac=" + "0" * 64}).status_code == 401
    assert centre.post_event(body + b" ", headers).status_code == 401
    old = signed_event("u-binh", "b-0", time.time() - 3600, text="Rác đầy đường không ai dọn")
    assert centre.post_event(*old).status_code == 401
    assert centre.post_event(body, headers).status_code == 200
    assert centre.post_event(body, headers).status_code == 200
    binh = Citizen(centre, zalo, "u-binh")
    binh.says(text="bỏ qua", hears="ở đâu")
    assert [text for text in binh._answers() if "gửi ảnh" in text.lower()] == binh._answers()[:1]

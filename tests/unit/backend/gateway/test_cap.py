"""The CAP door: only what two people approved goes out, valid, and our own source reads it back."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import msgspec
import pytest
import yaml
from lxml import etree
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cap.issuing import Issuer
from backend.domain.cases.shapes import circle, joined, polygon
from backend.domain.cases.spec import CaseKindSpec
from backend.gateway.api_keys import ApiKeys
from backend.gateway.app import make_app
from backend.gateway.cap import FEED, CapGrounds
from backend.gateway.open311 import Grounds
from backend.sources.cap import Config, parse
from backend.sources.reading.cap_xml import SCHEMA, read_index, safe_root
from tests.unit.backend.gateway.given import BOX, NOW, URL, ZONE, Door, Memory, MemoryDesk, Standing, settings

PACK = Path(__file__).parents[4] / "resources" / "usecases" / "public-warning"
KIND = msgspec.convert(
    yaml.safe_load((PACK / "cases" / "public-message.yaml").read_text(encoding="utf-8")), CaseKindSpec
)
RING = [(16.0, 108.0), (16.0, 108.1), (16.1, 108.1), (16.0, 108.0)]
DATA = {
    "event": "Ngập lụt", "instruction": "Đưa xe lên cao & ở trong nhà.", "category": "Met",
    "urgency": "Immediate", "severity": "Extreme", "certainty": "Likely", "areas": "20194 20200",
    "shape": joined([polygon(RING), circle(16.05, 108.2, 5500)]), "expires": "2026-11-24T21:00:00+07:00",
    "event_en": "Flood", "headline_en": "Very heavy rain",
}  # fmt: skip
schema = etree.XMLSchema(etree.parse(str(SCHEMA)))


def message(number: int = 1, **more: object) -> CaseFile:
    given = {
        "case_id": f"TND.20261124.{number:04d}", "kind": "public-message", "title": "Mưa rất to <90 mm>",
        "status": "published", "group": "working", "severity": "critical", "opened_at": NOW - 900 + number,
        "changed_at": NOW, "text": "Nước lên nhanh.", "accepted_at": NOW - 600 + number, "data": DATA,
        "reporter": "Nguyễn Văn An", "phone": "0905123456",
    } | more  # fmt: skip
    return CaseFile(**given)  # type: ignore[arg-type]


def door(*files: CaseFile, kind: CaseKindSpec = KIND, **of_issuer: object) -> Door:
    desk = MemoryDesk(the_kind=kind)
    desk.put(*files)
    wanted = settings(georeport={"enabled": False})
    keys = ApiKeys(wanted.api_keys, Memory())
    grounds = Grounds(
        settings=wanted, desk=desk, keys=keys, clock=Standing(), zone=ZONE, box=BOX, url=lambda: URL
    )
    names = {"20194": "Liên Chiểu", "20200": "Hòa Khánh"}
    own = {"sender": "canhbao@danang.example", "geocode": "ward", "area_names": names} | of_issuer
    issuer = Issuer(zone=ZONE, **own)  # type: ignore[arg-type]
    cap = CapGrounds(desk=desk, issuer=issuer, title="Tin", clock=Standing(), url=lambda: URL)
    return Door(desk, make_app(grounds, None, cap))


def listed(found: Door) -> list[str]:
    answer = found.ask("GET", FEED)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    links = read_index(safe_root(answer.content), URL + FEED)
    assert all(link.url.startswith(f"{URL}/cap/") for link in links)
    return [link.url.removeprefix(URL) for link in links]


def alert(found: Door, path: str) -> httpx.Response:
    answer = found.ask("GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/cap+xml")
    schema.assertValid(etree.fromstring(answer.content))
    assert "Z<" not in answer.text
    return answer


def test_only_what_is_approved_and_in_force_is_told_and_nothing_personal() -> None:
    found = door(
        message(1),
        message(2, status="draft", group="waiting", accepted_at=None),
        message(3, status="waiting", group="waiting", accepted_at=None),
        message(4, status="ended", group="done", finished_at=NOW),
        message(5, data=DATA | {"expires": "2026-11-24T18:00:00+07:00"}),
        message(6, kind="report"),
    )
    assert listed(found) == ["/cap/TND.20261124.0001.xml"]
    text = alert(found, "/cap/TND.20261124.0001.xml").text
    assert "Liên Chiểu, Hòa Khánh" in text
    assert "Nguyễn Văn An" not in text
    assert "0905" not in text


@pytest.mark.parametrize("name", ["TND.20261124.0002", "TND.20261124.0003", "TND.20261124.0006", "x", "feed"])
def test_what_is_not_told_has_no_address(name: str) -> None:
    found = door(
        message(2, status="draft", group="waiting", accepted_at=None),
        message(3, group="deleted", status="deleted"),
        message(6, kind="report"),
    )
    assert found.ask("GET", f"/cap/{name}.xml").status_code == 404


def test_whoever_was_told_of_an_alert_can_read_it_after_its_end() -> None:
    found = door(message(1, status="ended", group="done", finished_at=NOW))
    assert listed(found) == []
    assert alert(found, "/cap/TND.20261124.0001.xml")


def test_a_reader_that_has_it_already_is_told_so_and_an_expiry_changes_the_feed() -> None:
    found = door(message(1))
    etag = found.ask("GET", FEED).headers["etag"]
    assert found.ask("GET", FEED, headers={"If-None-Match": f'"x", W/{etag}'}).status_code == 304
    found.desk.put(message(1, status="ended", group="done", finished_at=NOW))
    again = found.ask("GET", FEED, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["etag"] != etag


def test_a_kind_without_cap_is_not_told() -> None:
    assert door(kind=replace(KIND, cap=None)).ask("GET", FEED).status_code == 404
    assert door(message(1)).ask("POST", FEED).status_code == 405


# ---- our own source reads our own feed ------------------------------------------------------------

SOURCE = msgspec.convert(
    {"id": "own", "kind": "cap", "name": "Own", "max_age_s": 900, "url": URL, "geocodes": ["ward"]}, Config
)


def test_our_own_source_reads_a_message_back_as_an_equal_case() -> None:
    file = message(1)
    found = door(file, sender_name="Trung tâm điều hành", web="https://x.vn", contact="112")
    raw = alert(found, listed(found)[0]).content
    (update,) = parse(raw, SOURCE, NOW).cases
    assert (update.case.case_id, update.case.title.vi) == (file.case_id, file.title)
    assert (update.text, update.case.severity, update.case.opened_at) == (
        file.text, file.severity, file.accepted_at,
    )  # fmt: skip
    same = set(DATA) - {"shape"}
    assert {key: update.data[key] for key in same} == {key: DATA[key] for key in same}
    assert json.loads(update.data["shape"]) == json.loads(DATA["shape"])
    assert (update.data["area_text"], update.data["sender_name"]) == (
        "Liên Chiểu, Hòa Khánh", "Trung tâm điều hành",
    )  # fmt: skip


def test_a_newer_message_and_a_withdrawal_are_read_back_as_the_same_case() -> None:
    known: dict[str, object] = {}
    first, second = message(1), message(2, data=DATA | {"replaces": "TND.20261124.0001", "event": "Lũ"})
    found = door(first)
    updates = list(parse(alert(found, listed(found)[0]).content, SOURCE, NOW, known).cases)  # type: ignore[arg-type]
    found.desk.put(replace(first, status="updated", group="done", finished_at=NOW), second)
    assert listed(found) == ["/cap/TND.20261124.0002.xml"]
    updates += parse(alert(found, listed(found)[0]).content, SOURCE, NOW, known).cases  # type: ignore[arg-type]
    gone = replace(second, status="withdrawn", group="refused", finished_at=NOW, result="Hết mưa")
    found.desk.put(gone)
    assert listed(found) == ["/cap/TND.20261124.0002.cancel.xml"]
    updates += parse(alert(found, listed(found)[0]).content, SOURCE, NOW, known).cases  # type: ignore[arg-type]
    assert {each.case.case_id for each in updates} == {"TND.20261124.0001"}
    assert [each.data.get("event") for each in updates] == ["Ngập lụt", "Lũ", None]
    assert [each.case.open for each in updates] == [True, True, False]
    assert updates[-1].result == "Hết mưa"

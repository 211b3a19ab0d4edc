"""The endpoints as a client of GeoReport v2 sees them; every answer is held to the published schemas."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jsonschema
import pytest
from lxml import etree
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from backend.contract.cases import CaseAttachment, CaseQuery
from backend.gateway.open311 import id_of, token_of
from tests.unit.backend.gateway.given import DAY_S, JPEG, KEY, NOW, URL, case, door, reasons

SCHEMAS = "open311/georeport_v2_schema"
SCHEMA_FILES = ("services.json", "service.json", "service-definition.json", "requests.json", "request.json")


def validator(real_data: Path, name: str) -> Any:
    texts = {file: json.loads((real_data / SCHEMAS / file).read_text()) for file in SCHEMA_FILES}
    known = [
        (file, Resource.from_contents(text, default_specification=DRAFT4)) for file, text in texts.items()
    ]
    registry: Any = Registry().with_resources(known)
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    return jsonschema.Draft4Validator(texts[name], registry=registry, format_checker=checker)


def tree_of(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False))


def definition_of(real_data: Path, name: str) -> Any:
    swagger = json.loads((real_data / SCHEMAS / "swagger.json").read_text())
    return {**swagger["definitions"][name], "additionalProperties": False, "minProperties": 1}


# ---- what the schemas hold ------------------------------------------------------------------------


def test_services_and_definitions_fit_the_schemas(real_data: Path) -> None:
    at = door()
    services = at.get("services.json").json()
    validator(real_data, "services.json").validate(services)
    assert [one["service_code"] for one in services] == ["duong-hong", "rac", "cuu-ho", "khac"]
    assert services[0]["keywords"] == "ổ gà, sụt lún, Ổ gà  mặt đường hư hỏng"
    for one in services:
        found = at.get(f"services/{one['service_code']}.json").json()
        validator(real_data, "service-definition.json").validate(found)
        assert [a["code"] for a in found["attributes"]] == [
            "depth_cm",
            "size",
            "seen_on",
            "seen_at",
            "remark",
        ]
        assert [a["order"] for a in found["attributes"]] == [1, 2, 3, 4, 5]


def test_requests_fit_the_schemas_whatever_is_missing(real_data: Path) -> None:
    at = door()
    bare = case(
        3, field="", unit_id="", place="", area_name="", lat=None, lon=None, due_at=None, text="x" * 9000
    )
    done = case(2, status="done", group="done", finished_at=NOW - 600, result="Đã vá mặt đường")
    at.desk.put(case(1), done, bare)
    found = at.get("requests.json").json()
    validator(real_data, "requests.json").validate(found)
    assert [one["service_request_id"][-1] for one in found] == ["1", "2", "3"]
    single = at.get("requests/PAHT.20261124.0002.json").json()
    validator(real_data, "requests.json").validate(single)
    assert (len(single), single[0]["status"], single[0]["status_notes"]) == (1, "closed", "Đã vá mặt đường")


def test_answers_to_a_new_report_and_a_token_fit_the_definitions_of_the_standard(real_data: Path) -> None:
    at = door()
    made = at.post({"account_id": "tk-1"}).json()
    schema = definition_of(real_data, "RequestResponse")
    for one in made:
        jsonschema.validate({k: v for k, v in one.items() if v is not None}, schema)
    followed = at.get(f"tokens/{token_of(made[0]['service_request_id'])}.json").json()
    jsonschema.validate(followed[0], definition_of(real_data, "TokenResponse"))
    assert followed[0]["service_request_id"] == made[0]["service_request_id"]


# ---- handing in -----------------------------------------------------------------------------------


def test_a_report_is_handed_in_and_followed() -> None:
    at = door()
    answer = at.post(
        {
            "description": "Ổ gà sâu 20 cm\r\ntrước số 12",
            "address_string": "12 Trần Phú",
            "first_name": "An",
            "last_name": "Nguyễn Văn",
            "phone": "0905 123 456",
            "email": "an@example.vn",
            "device_id": "d",
            "account_id": "tk-1",
            "media_url": "https://anh.example/1.jpg",
            "attribute[depth_cm]": "20.0",
            "attribute[size]": "l",
            "attribute[seen_on]": "2026-11-24T08:00:00+07:00",
            "attribute[remark][]": ["một", "hai"],
        }
    )
    assert answer.status_code == 200
    (made,) = answer.json()
    assert made["account_id"] == "tk-1"
    assert made["service_notice"] == "Hạn xử lý: 18:05 25/11/2026."
    (draft,) = at.desk.drafts
    assert (draft.title, draft.text) == ("Ổ gà sâu 20 cm", "Ổ gà sâu 20 cm\ntrước số 12")
    assert (draft.reporter, draft.phone, draft.source) == ("Nguyễn Văn An", "0905 123 456", "app")
    assert draft.data == {"depth_cm": "20", "size": "l", "seen_on": "2026-11-24", "remark": "một, hai"}
    assert at.desk.by == ["api:app"]
    (seen,) = at.get(f"requests/{made['service_request_id']}.json").json()
    assert seen["media_url"] == "https://anh.example/1.jpg"
    assert (seen["lat"], seen["long"], seen["address"]) == (16.0683, 108.2241, "12 Trần Phú")


def test_nothing_personal_or_internal_leaves() -> None:
    at = door()
    at.desk.put(case(1, text="Gọi 0905 123 456 hoặc an@example.vn giúp", result="Đã báo ông An 0905123456"))
    for path in (
        "requests.json",
        "requests.xml",
        "requests/PAHT.20261124.0001.json",
        "requests/PAHT.20261124.0001.xml",
    ):
        said = at.get(path).text
        for secret in ("Nguyễn Văn An", "0905", "123456", "an@example.vn", "nội bộ", "z-7788", "kín"):
            assert secret not in said, (path, secret)
        assert "Gọi ••• hoặc ••• giúp" in said


def test_a_place_may_be_named_instead_of_a_position() -> None:
    at = door()
    without = {"lat": "", "long": ""}
    assert at.post({**without, "address_id": "cho-han"}).status_code == 200
    assert at.post({**without, "address_string": "Chợ Hàn"}).status_code == 200
    named, in_words = at.desk.drafts
    assert (named.place, named.lat, named.area_code) == ("Chợ Hàn", 16.0683, "20242")
    assert (in_words.place, in_words.lat) == ("Chợ Hàn", None)
    assert "lat" in reasons(at.post(without))[0]
    assert "address_id" in reasons(at.post({**without, "address_id": "nowhere"}))[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lat": "16.07", "long": ""}, "lat, long"),
        ({"lat": "nan"}, "lat, long"),
        ({"lat": "1e999"}, "lat, long"),
        ({"lat": "160"}, "lat, long"),
        ({"lat": "21.03", "long": "105.85"}, "ngoài địa bàn"),
        ({"description": "x" * 4001}, "description"),
        ({"email": "không phải thư"}, "email"),
        ({"phone": "gọi tôi"}, "phone"),
        ({"first_name": "x" * 101}, "first_name"),
        ({"media_url": "javascript:alert(1)"}, "media_url"),
        ({"media_url": "file:///etc/passwd"}, "media_url"),
        ({"media_url": "https://user:pw@example.vn/a.jpg"}, "media_url"),
        ({"media_url": 'https://example.vn/"><script>'}, "media_url"),
        ({"attribute[unknown]": "1"}, "attribute[unknown]"),
        ({"attribute[zalo_id]": "z-1"}, "attribute[zalo_id]"),
        ({"attribute[depth_cm]": "sâu"}, "attribute[depth_cm]"),
        ({"attribute[size]": "xl"}, "attribute[size]"),
        ({"attribute[size][]": ["s", "l"]}, "attribute[size]"),
        ({"attribute[seen_on]": "hôm qua"}, "attribute[seen_on]"),
        ({"attribute[seen_at]": "2026-11-24"}, "attribute[seen_at]"),
        ({"attribute[remark]": "x" * 2001}, "attribute[remark]"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(fields: dict[str, Any], words: str) -> None:
    at = door()
    answer = at.post(fields)
    assert answer.status_code == 400
    assert any(words in reason for reason in reasons(answer))
    assert at.desk.drafts == []


def test_all_that_is_wrong_is_told_at_once_in_the_language_asked_for() -> None:
    at = door()
    answer = at.post({"lat": "x", "email": "x", "phone": "x"}, headers={"Accept-Language": "en"})
    assert [reason.split(":")[0] for reason in reasons(answer)] == ["lat, long", "phone", "email"]
    assert "degrees of WGS84" in reasons(answer)[0]


def test_keys_services_and_jurisdictions_are_checked_in_the_codes_of_the_standard() -> None:
    at = door(georeport={"jurisdiction_id": "danang.gov.vn", "jurisdiction_required": True})
    ours = {"jurisdiction_id": "danang.gov.vn"}
    assert at.post({**ours, "api_key": ""}).status_code == 403
    assert at.post({**ours, "api_key": KEY[:-1]}).status_code == 403
    assert at.post({**ours, "service_code": ""}).status_code == 400
    assert at.post({**ours, "service_code": "x'; DROP TABLE cases;--"}).status_code == 404
    assert at.post({"jurisdiction_id": "hue.gov.vn"}).status_code == 404
    assert at.post({}).status_code == 400
    assert at.post(ours).status_code == 200
    for path in ("services.json", "requests.json", "services/rac.json", "requests/x.json", "tokens/x.json"):
        assert at.get(path).status_code == 400
        assert at.get(f"{path}?jurisdiction_id=hue.gov.vn").status_code == 404


def test_a_wrong_key_learns_nothing_else() -> None:
    answer = door().post({"api_key": "x" * 30, "lat": "x", "service_code": "nothing"})
    assert (answer.status_code, len(answer.json())) == (403, 1)


def test_reading_may_need_a_key() -> None:
    at = door(georeport={"read_needs_key": True})
    assert at.get("services.json").status_code == 403
    assert at.get(f"services.json?api_key={KEY}").status_code == 200
    assert at.get("discovery.json").status_code == 200


def test_what_the_rules_of_the_kind_refuse_is_told() -> None:
    at = door()
    at.desk.refuses = "Loại này đang tạm ngừng nhận."
    assert reasons(at.post()) == ["Loại này đang tạm ngừng nhận."]


def test_a_key_that_hands_in_too_much_waits() -> None:
    at = door(api_keys=[{"id": "app", "posts_per_minute": 60}])
    form = {"api_key": KEY, "service_code": "rac", "address_string": "ở đây"}
    answers = at.ask_all(*(("POST", "/open311/v2/requests.json", {"data": form}) for _ in range(8)))
    assert [one.status_code for one in answers] == [200] * 6 + [429] * 2
    assert answers[-1].headers["retry-after"] == "1"
    assert len(at.desk.drafts) == 6


def test_without_the_kind_there_is_nothing_to_hand_in_to() -> None:
    at = door()
    at.desk.the_kind = None
    assert at.get("services.json").status_code == 404
    assert at.post().status_code == 404


def test_a_token_is_answered_where_the_centre_wants_it() -> None:
    at = door(georeport={"answer_with": "token"})
    (made,) = at.post().json()
    assert "service_request_id" not in made
    (followed,) = at.get(f"tokens/{made['token']}.json").json()
    assert followed["service_request_id"] in at.desk.files
    assert id_of(token_of("PAHT.20261124.0001")) == "PAHT.20261124.0001"


@pytest.mark.parametrize("token", ["x", "1", "%00", "é", "a" * 5000, "../../etc/passwd", "nbswy3dp"])
def test_an_unknown_token_is_not_found(token: str) -> None:
    assert door().get(f"tokens/{token}.json").status_code == 404


# ---- photos ---------------------------------------------------------------------------------------


def test_an_uploaded_photo_is_kept_and_shown_only_where_the_centre_wants_it() -> None:
    for publish in (False, True):
        at = door(georeport={"publish_uploads": publish})
        answer = at.post(files={"media": ("../../etc/cron.d/x.php", JPEG, "text/html")})
        assert answer.status_code == 200
        (seen,) = at.get(f"requests/{answer.json()[0]['service_request_id']}.json").json()
        assert (seen["media_url"] is not None) == publish
        (photo,) = at.desk.kept.values()
        assert (photo.name, photo.media_type, photo.data) == ("photo.jpg", "image/jpeg", JPEG)
        if publish:
            assert seen["media_url"].startswith(URL + "/media/")
            path = seen["media_url"].removeprefix(URL)
            shown = at.ask("GET", path)
            assert shown.headers["content-type"] == "image/jpeg"
            assert b"GPS" not in shown.content


def test_what_is_no_photo_is_refused_before_anything_is_opened() -> None:
    at = door()
    for data in (b"<html><script>alert(1)</script>", b"%PDF-1.7", b"GIF89a", b"MZ", b""):
        answer = at.post(files={"media": ("a.jpg", data, "image/jpeg")})
        assert (answer.status_code, "ảnh" in reasons(answer)[0]) == (400, True)
    assert at.desk.drafts == []


def test_too_many_photos_are_refused() -> None:
    at = door(limits={"photos": 2})
    files = [("media", (f"{n}.jpg", JPEG, "image/jpeg")) for n in range(3)]
    assert "tối đa 2 ảnh" in reasons(at.post(files=files))[0]


# ---- listing --------------------------------------------------------------------------------------


def test_pages_are_linked_and_hold_every_request_once() -> None:
    at = door()
    at.desk.put(*(case(n) for n in range(1, 8)))
    path, seen, n_pages = "/open311/v2/requests.json?page_size=3&status=open", [], 0
    while path:
        answer = at.ask("GET", path)
        seen += [one["service_request_id"] for one in answer.json()]
        links = dict(
            reversed([part.strip("<>") for part in link.split("; ")])
            for link in answer.headers.get("link", "").split(", ")
            if link
        )
        following = links.get('rel="next"', "")
        path = following.removeprefix(URL)
        n_pages += 1
    assert n_pages == 3
    assert seen == [f"PAHT.20261124.{n:04d}" for n in range(1, 8)]
    assert parse_qs(urlsplit(links['rel="prev"']).query) == {
        "status": ["open"],
        "page": ["2"],
        "page_size": ["3"],
    }


def test_the_key_is_not_repeated_in_links() -> None:
    at = door()
    at.desk.put(case(1), case(2))
    assert KEY not in at.get(f"requests.json?page_size=1&api_key={KEY}").headers["link"]


def test_requests_are_found_by_ids_whatever_else_is_said() -> None:
    at = door()
    old = case(5, opened_at=NOW - 400 * DAY_S)
    other = case(6, kind="dossier")
    deleted = case(7, status="deleted", group="deleted")
    at.desk.put(case(1), old, other, deleted)
    ids = "PAHT.20261124.0005,PAHT.20261124.0006,PAHT.20261124.0007,nothing,PAHT.20261124.0001"
    found = at.get(f"requests.json?service_request_id={ids}&status=closed").json()
    assert [one["service_request_id"] for one in found] == ["PAHT.20261124.0005", "PAHT.20261124.0001"]
    assert at.get("requests/PAHT.20261124.0006.json").status_code == 404
    assert at.get("requests/PAHT.20261124.0007.json").status_code == 404


def test_hidden_fields_are_handed_in_but_shown_to_nobody() -> None:
    at = door(georeport={"hidden_fields": ["cuu-ho"], "publish_uploads": True})
    answer = at.post({"service_code": "cuu-ho"}, files={"media": ("a.jpg", JPEG)})
    case_id = answer.json()[0]["service_request_id"]
    at.desk.put(case(1), case(2, field=""))
    assert at.get(f"requests/{case_id}.json").status_code == 404
    assert [one["service_request_id"] for one in at.get("requests.json").json()] == [
        "PAHT.20261124.0001",
        "PAHT.20261124.0002",
    ]
    assert at.get("requests.json?service_code=cuu-ho").json() == []
    (digest,) = at.desk.kept
    assert at.ask("GET", f"/media/{digest}?case={case_id}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page_size=10000", "page_size=0", "page_size=-1", "page_size=1e3", "page_size=٣", "page=0",
        "page=99999999", "page=1001", "status=new", "service_code=none", "start_date=gestern",
        "start_date=2026-11-24", "start_date=2026-11-24T00:00:00", "end_date=9999-99-99T00:00:00Z",
        "start_date=2026-01-01T00:00:00Z&end_date=2026-11-24T00:00:00Z",
        "start_date=2026-11-24T00:00:00Z&end_date=2026-11-01T00:00:00Z",
        "start_date=0001-01-01T00:00:00%2B14:00",
        "service_request_id=" + ",".join(f"P{n}" for n in range(201)),
    ],
)  # fmt: skip
def test_questions_that_cannot_be_answered_are_refused(query: str) -> None:
    at = door()
    answer = at.get(f"requests.json?{query}")
    assert answer.status_code == 400
    assert reasons(answer)
    assert at.desk.asked == []


@pytest.mark.parametrize(
    "case_id",
    [
        "' OR 1=1 --", "%00", "PAHT%00", "..%2F..%2Fetc%2Fpasswd", "\"*\" NEAR(a b)", "x" * 500, "%F0%9F%92%A9",
        "$(id)", "%25s%25n", "PAHT.20261124.0001%0A",
    ],
)  # fmt: skip
def test_hostile_ids_are_simply_not_found(case_id: str) -> None:
    at = door()
    at.desk.put(case(1))
    assert at.get(f"requests/{case_id}.json").status_code == 404
    answer = at.get(f"requests.json?service_request_id={case_id.replace('%0A', 'x')}")
    assert (answer.status_code, answer.json()) == (200, [])


def test_the_usual_span_is_ninety_days() -> None:
    at = door()
    at.get("requests.json")
    (query, offset, limit) = at.desk.asked[0]
    assert query == CaseQuery(
        kind="report",
        groups=("waiting", "working", "paused", "done", "refused"),
        opened_from=NOW - 90 * DAY_S,
        opened_to=NOW + 1,
    )
    assert (offset, limit) == (0, 1001)


# ---- spellings ------------------------------------------------------------------------------------


def test_xml_and_json_say_the_same() -> None:
    at = door()
    at.desk.put(case(1, text="Rác & <b>bẩn</b> \x0b"))
    xml = tree_of(at.get("requests.xml").content)
    (in_json,) = at.get("requests.json").json()
    assert xml.tag == "service_requests"
    (in_xml,) = xml
    assert {one.tag: one.text for one in in_xml} == {
        name: None if value is None else str(value).replace("\x0b", " ") for name, value in in_json.items()
    }
    services = tree_of(at.get("services.xml").content)
    assert [one.tag for one in services] == ["service"] * 4
    assert services.findtext("service/metadata") == "true"
    definition = tree_of(at.get("services/rac.xml").content)
    assert definition.tag == "service_definition"
    assert [v.findtext("key") for v in definition.iterfind("attributes/attribute/values/value")] == ["s", "l"]


def test_each_spelling_has_its_content_type() -> None:
    at = door()
    for path in ("discovery", "services", "requests"):
        assert at.get(f"{path}.json").headers["content-type"] == "application/json; charset=utf-8"
        assert at.get(f"{path}.xml").headers["content-type"] == "text/xml; charset=utf-8"
        assert at.get(path, headers={"Accept": "text/xml"}).headers["content-type"].startswith("text/xml")
        assert at.get(path).headers["content-type"].startswith("application/json")


def test_refusals_are_spelled_as_asked() -> None:
    at = door()
    answer = at.get("requests/none.xml")
    root = tree_of(answer.content)
    assert (root.tag, root.findtext("error/code")) == ("errors", "404")
    assert root.findtext("error/description") == "Không có phản ánh này."
    posted = at.post({"api_key": "x"}, path="requests.xml")
    assert tree_of(posted.content).findtext("error/code") == "403"


def test_discovery_names_the_endpoint_and_its_spellings() -> None:
    at = door(georeport={"contact": "cds@danang.example", "key_service": "viết thư cho chúng tôi"})
    found = at.get("discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert endpoint["url"] == f"{URL}/open311/v2"
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["application/json", "text/xml"]
    assert (found["contact"], found["key_service"]) == ("cds@danang.example", "viết thư cho chúng tôi")
    root = tree_of(at.get("discovery.xml").content)
    assert root.findtext("endpoints/endpoint/url") == f"{URL}/open311/v2"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b'{"service_code": "rac"}', "application/json"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml"),
        (b"service_code=rac", ""),
        (b"--x\r\n", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (b"&".join(b"a%d=1" % n for n in range(300)), "application/x-www-form-urlencoded"),
    ],
)
def test_other_bodies_than_forms_are_refused(content: bytes, content_type: str) -> None:
    at = door()
    answer = at.ask(
        "POST", "/open311/v2/requests.json", content=content, headers={"Content-Type": content_type}
    )
    assert answer.status_code == 400
    assert reasons(answer)


def test_letters_that_a_client_did_not_escape_are_read_as_utf8() -> None:
    at = door()
    body = f"api_key={KEY}&service_code=rac&address_string=trước+nhà&description=r%C3%A1c+đầy".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    assert at.ask("POST", "/open311/v2/requests.json", content=body, headers=headers).status_code == 200
    (draft,) = at.desk.drafts
    assert (draft.place, draft.text) == ("trước nhà", "rác đầy")


def test_a_form_without_files_is_short() -> None:
    answer = door().post({"description": "x" * 300_000})
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


def test_reports_that_are_handed_in_at_once_all_arrive() -> None:
    at = door()

    async def scene() -> list[httpx.Response]:
        transport = httpx.ASGITransport(at.app)
        at.desk.slow = asyncio.Event()
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            form = {"api_key": KEY, "service_code": "rac", "address_string": "ở đây"}
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(client.post("/open311/v2/requests.json", data=form)) for _ in range(5)
                ]
                await asyncio.sleep(0)
                at.desk.slow.set()
            return [task.result() for task in tasks]

    answers = asyncio.run(scene())
    assert len({answer.json()[0]["service_request_id"] for answer in answers}) == 5


def test_a_public_photo_of_an_officer_is_shown() -> None:
    at = door()
    after = CaseAttachment("a" * 64, "sau.jpg", "image/jpeg", 9, NOW, "ha", public=True, phase="after")
    before = CaseAttachment("b" * 64, "truoc.jpg", "image/jpeg", 9, NOW, "ha")
    at.desk.put(case(1, attachments=(before, after)))
    (seen,) = at.get("requests.json").json()
    assert seen["media_url"] == f"{URL}/media/{'a' * 64}?case=PAHT.20261124.0001"

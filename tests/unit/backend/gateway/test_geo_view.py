from __future__ import annotations

import msgspec

from backend.contract.cases import CaseAttachment
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, DataSpec
from backend.gateway.geo_view import View, local_time, offered, shows
from tests.unit.backend.gateway.given import KIND, NOW, UNITS, URL, ZONE, case


def view(language: str = "vi") -> View:
    return View(KIND, ZONE, lambda unit: UNITS.get(unit, ""), URL, language)


def test_a_request_says_who_is_responsible_and_until_when() -> None:
    seen = msgspec.to_builtins(view().request(case()))
    assert seen["agency_responsible"] == "Sở Xây dựng"
    assert seen["requested_datetime"] == "2026-11-24T17:05:00+07:00"
    assert seen["expected_datetime"] == "2026-11-25T18:05:00+07:00"
    assert (seen["service_name"], seen["address"]) == ("Ổ gà, mặt đường hư hỏng", "Trần Phú, Hải Châu")


def test_open_and_closed_come_from_the_group() -> None:
    for group, state in (
        ("waiting", "open"),
        ("working", "open"),
        ("paused", "open"),
        ("done", "closed"),
        ("refused", "closed"),
    ):
        assert view().request(case(group=group))["status"] == state  # type: ignore[index,call-overload]


def test_a_closed_request_was_updated_when_it_was_closed() -> None:
    seen = msgspec.to_builtins(view().request(case(group="done", status="done", finished_at=NOW - 3600)))
    assert seen["updated_datetime"] == "2026-11-24T17:05:00+07:00"


def test_status_notes_are_the_result_or_the_original_or_the_status() -> None:
    def notes(language: str = "vi", **more: object) -> object:
        return msgspec.to_builtins(view(language).request(case(**more)))["status_notes"]

    assert notes() == "Mới tiếp nhận"
    assert notes("en") == "New"
    assert notes(parent="PAHT.1") == "Trùng với PAHT.1"
    assert notes(result="Đã vá", parent="PAHT.1") == "Đã vá"
    assert notes(status="unknown") is None


def test_what_nobody_has_classified_stands_under_the_other_field() -> None:
    seen = msgspec.to_builtins(view().request(case(field="")))
    assert (seen["service_code"], seen["service_name"]) == ("khac", "Lĩnh vực khác")


def test_only_public_pictures_and_addresses_handed_in_by_programs_are_shown() -> None:
    def one(digest: str = "", by: str = "ha", **more: object) -> CaseAttachment:
        return CaseAttachment(digest, "a", str(more.pop("media_type", "image/jpeg")), 1, NOW, by, **more)  # type: ignore[arg-type]

    assert shows(one("ab", public=True))
    assert shows(one(url="https://a.vn/1.jpg", by="api:app"))
    assert shows(one(url="https://a.vn/1.jpg", public=True))
    assert not shows(one("ab"))
    assert not shows(one("ab", public=True, media_type="application/pdf"))
    assert not shows(one(url="https://cdn.zalo/1.jpg", by="zalo"))
    assert not shows(one(url="javascript:alert(1)", public=True))


def test_personal_data_are_only_asked_for_where_they_must_be() -> None:
    must = DataSpec(id="cccd", name=Text("Số định danh"), personal=True, required=True)
    may = DataSpec(id="zalo_id", name=Text("Zalo"), personal=True)
    kind = CaseKindSpec(id="k", name=Text("K"), statuses=KIND.statuses, data=(must, may))
    assert offered(kind) == [must]


def test_local_times_are_for_people() -> None:
    assert local_time(NOW, ZONE) == "18:05 24/11/2026"

"""What an order takes over from what it is about, and whom it may send."""

from __future__ import annotations

import pytest

from backend.contract.work import Incident
from backend.domain.cases.change import CaseDraft, CaseRefusedError
from backend.engine.rehearsal.cases import at_once
from tests.unit.backend.engine.crew_stage import HA, CrewStage


@pytest.fixture
def scene() -> CrewStage:
    return CrewStage()


def test_an_order_takes_place_severity_and_telephone_from_the_case_that_it_is_about(scene: CrewStage) -> None:
    about = scene.open(
        "security", field="cướp giật", lat=16.067, lon=108.214, area_code="20242", area_name="Hải Châu",
        place="12 Bạch Đằng", phone="0905111222", reporter="Lan",
    )  # fmt: skip
    order = scene.file(scene.open(data={"crew": "t1", "for": about}))
    assert (order.lat, order.lon, order.area_code, order.area_name, order.place) == (
        16.067, 108.214, "20242", "Hải Châu", "12 Bạch Đằng",
    )  # fmt: skip
    assert (order.phone, order.reporter, order.severity) == ("0905111222", "Lan", "critical")


def test_what_the_order_says_itself_stays(scene: CrewStage) -> None:
    about = scene.open("security", field="cướp giật", lat=16.067, lon=108.214, place="12 Bạch Đằng")
    draft = {"lat": 16.0, "lon": 108.0, "place": "Cầu Rồng", "severity": "low", "phone": "0914000111"}
    order = scene.file(scene.open(data={"crew": "t1", "for": about}, **draft))
    assert (order.lat, order.place, order.severity, order.phone) == (16.0, "Cầu Rồng", "low", "0914000111")


def test_an_order_of_an_incident_belongs_to_it_and_stands_in_its_story(scene: CrewStage) -> None:
    about = scene.open("security", field="cướp giật", lat=16.067, lon=108.214)
    (incident,) = scene.stage.items(Incident)
    by_case = scene.file(scene.open(data={"crew": "t1", "for": about}))
    assert by_case.incident_id == incident.incident_id
    by_incident = scene.file(scene.open(data={"crew": "t2", "for": incident.incident_id}))
    assert by_incident.incident_id == incident.incident_id
    assert by_incident.lat == pytest.approx(16.067)


def test_the_story_calls_a_case_about_the_incident_as_its_pack_does(scene: CrewStage) -> None:
    scene.open("security", field="cướp giật", lat=16.067, lon=108.214)
    (incident,) = scene.stage.items(Incident)
    draft = CaseDraft(title="Tổ 1 → Giật túi", data={"crew": "t1", "for": incident.incident_id})
    at_once(scene.register.open("order", draft, HA))
    (told,) = [entry for entry in scene.work.out.entries if entry.kind == "incident.case"]
    assert told.subject == incident.incident_id
    assert told.payload["kind_name"] == {"vi": "Lệnh điều động", "en": "Order"}
    assert told.payload["title"] == "Tổ 1 → Giật túi"


def test_an_order_about_nothing_that_is_known_is_refused(scene: CrewStage) -> None:
    with pytest.raises(CaseRefusedError) as caught:
        scene.open(data={"crew": "t1", "for": "SC.9"})
    assert caught.value.text.vi.startswith("Không có sự cố, cảnh báo hay hồ sơ SC.9.")


@pytest.mark.parametrize(
    ("crew", "words"),
    [
        ("t9", "không có điểm nào mang mã đó"),
        ("ca", "không nhận Công an Hải Châu"),
        ("", "còn thiếu: Lực lượng"),
    ],
)
def test_only_a_crew_can_be_sent(scene: CrewStage, crew: str, words: str) -> None:
    with pytest.raises(CaseRefusedError) as caught:
        scene.open(data={"crew": crew})
    assert words in caught.value.text.vi


def test_a_busy_crew_is_not_sent_twice_whoever_asks(scene: CrewStage) -> None:
    first = scene.open(data={"crew": "t1"})
    with pytest.raises(CaseRefusedError) as caught:
        scene.open(data={"crew": "t1"})
    assert caught.value.text.vi.startswith(f"Tổ 1 đang làm lệnh {first}.")
    other = scene.open(data={"crew": "t2"})
    with pytest.raises(CaseRefusedError, match="'t1' is busy with"):
        at_once(scene.register.correct(other, {"crew": "t1"}, HA))
    at_once(scene.register.act([first], "no_answer", {}, HA))
    at_once(scene.register.correct(other, {"crew": "t1"}, HA))
    assert scene.register.engaged.busy() == {"t1": other}


def test_an_order_may_be_corrected_without_its_crew(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    at_once(scene.register.correct(code, {"title": "Việc khác"}, HA))
    assert scene.file(code).title == "Việc khác"

import pytest

from backend.contract.messages import WorkChanged
from backend.contract.state import Text
from backend.contract.work import Incident
from tests.unit.widgets.city import NOW, alarm
from widgets.logic.alarm_groups import AlarmRow, head_of
from widgets.parts.alarm_teller import AlarmTeller


@pytest.fixture
def teller(city):
    return AlarmTeller(city.live, "vi")


def test_the_area_is_said_where_the_title_names_only_the_place(teller):
    named = alarm(1, title=Text("Ngập 62 cm — Mẹ Suốt"))
    assert teller.words_of(AlarmRow(named)).detail.endswith("· Hòa Khánh")
    assert "Hòa Khánh" not in teller.words_of(AlarmRow(alarm(1))).detail, "the title says it"
    assert "Hòa Khánh" not in teller.words_of(AlarmRow(alarm(1, title=Text("Mưa")))).detail


def test_what_hides_an_alarm_is_called_by_its_title(teller):
    child = alarm(9, operator="suppressed", suppressed_by="flood@2")
    assert "bị che bởi Ngập 34 cm — Hàm Nghi, Thanh Khê" in teller.words_of(AlarmRow(child, 1)).detail
    plan = alarm(9, operator="suppressed", suppressed_by="bảo trì")
    assert "bị che bởi bảo trì" in teller.words_of(AlarmRow(plan)).detail


def test_groups_are_made_by_areas_and_incidents(teller, city):
    around = teller.surroundings()
    assert around.area_of("me_suot") == ("Hòa Khánh", "Hòa Khánh"), (
        "without a code the name tells areas apart"
    )
    assert around.area_of("nowhere") == ("", "")
    assert around.incident_of("SC.1") is None
    city.live.take(WorkChanged((Incident("SC.1", Text("Bão"), "high", "open", NOW, NOW, ()),)))
    head = head_of(("incident", "SC.1"), [alarm(1)], around)
    assert teller.words_of(head).title == "Bão · 1 cảnh báo"

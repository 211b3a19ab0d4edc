from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.engine.work.leading import leading, middle
from backend.engine.work.telling import variables


def led_by(office: Any) -> list[str]:
    return [
        alarm.alarm_id
        for _member, alarm in leading(office.incident, office.setup.correlations, office.book.get)
    ]


def test_the_rain_that_was_there_first_is_not_what_the_flood_is_about(office: Any) -> None:
    office.rings("mua-1-gio", "mua-1", "critical", 112.0)
    office.now += 60
    office.rings("ngap-duong", "ngap-1", "critical", 55.0)
    assert [m.ref for m in office.incident.members if m.first_out] == ["mua-1-gio@mua-1"]
    assert led_by(office) == ["ngap-duong@ngap-1"]
    facts = variables(office.incident, office.setup, office.book.get)
    assert (facts["place_name"], facts["value"]) == ("Mẹ Suốt", 55.0)
    assert (facts["lat"], facts["lon"]) == pytest.approx((16.07, 108.15)), "where the water stands"


def test_the_worst_street_speaks_for_the_others_and_the_middle_lies_between_them(office: Any) -> None:
    office.rings("ngap-duong", "ngap-2", "high", 25.0)
    office.now += 60
    office.rings("ngap-duong", "ngap-1", "critical", 55.0)
    assert led_by(office) == ["ngap-duong@ngap-1", "ngap-duong@ngap-2"]
    leaders = leading(office.incident, office.setup.correlations, office.book.get)
    assert middle(leaders) == pytest.approx((16.0706, 108.1506))


def test_rain_speaks_where_it_is_alone_and_in_what_a_person_opened(office: Any) -> None:
    office.rings("mua-1-gio", "mua-1", "high", 72.0)
    office.rings("ngap-duong", "ngap-1", "critical", 55.0)
    of_rain = [member for member in office.incident.members if member.ref.startswith("mua-")]
    alone = msgspec.structs.replace(office.incident, members=tuple(of_rain))
    assert [a.alarm_id for _m, a in leading(alone, office.setup.correlations, office.book.get)] == [
        "mua-1-gio@mua-1"
    ]
    by_hand = msgspec.structs.replace(office.incident, rule_id="")
    assert len(leading(by_hand, office.setup.correlations, office.book.get)) == 2


def test_an_incident_without_alarms_has_no_leader_and_no_middle(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    assert leading(office.incident, office.setup.correlations, lambda _ref: None) == []
    assert middle([]) is None

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.contract.cases import CaseFile
from backend.engine.work.telling import fields, of_case, recipients, variables
from backend.procedures.events import Act

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def test_a_procedure_knows_what_and_where(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical", 62.4)
    facts = variables(office.incident, office.setup, office.book.get)
    assert facts["incident_id"] == office.incident.incident_id
    assert (facts["place_name"], facts["area_name"], facts["value"], facts["unit"]) == (
        "Mẹ Suốt",
        "Hòa Khánh",
        62.4,
        "cm",
    )
    assert (facts["severity"], facts["n_members"], facts["n_cases"]) == ("critical", 1, 0)
    assert facts["cameras"] == "cam-1, cam-2"


def test_of_an_alarm_alone_and_of_nothing(office: Any) -> None:
    office.rings("ngap-duong", "ngap-9", "medium")
    facts = variables(office.alarm("ngap-duong@ngap-9"), office.setup, office.book.get)
    assert (facts["alarm_id"], facts["incident_id"], facts["place_name"]) == (
        "ngap-duong@ngap-9",
        "",
        "Cẩm Nê",
    )
    assert variables(None, office.setup, office.book.get) == {}


def test_words_for_people_have_a_decimal_comma_and_local_time() -> None:
    words = fields({"value": 62.5, "n": 3, "whole": 8.0}, 1_795_520_000.0, ZONE)
    assert words == {"value": "62,5", "n": "3", "whole": "8", "time": "18:33 24/11"}


def test_addressees_stand_between_commas_or_semicolons() -> None:
    act = Act("k", "r", "s", "send", {"to": "ward_officer, thoat-nuoc;leader,"}, "")
    assert recipients(act) == ("ward_officer", "thoat-nuoc", "leader")


@pytest.mark.parametrize(
    ("known", "where"),
    [
        ({}, ""),
        ({"place": "K12 Mẹ Suốt"}, "K12 Mẹ Suốt"),
        ({"area_code": "20194"}, "Hòa Khánh"),
        ({"lat": 16.0701, "lon": 108.1502}, "(16.07010,108.15020)"),
        (
            {"place": "K12 Mẹ Suốt", "area_name": "Hòa Khánh", "lat": 16.0701, "lon": 108.1502},
            "K12 Mẹ Suốt, Hòa Khánh (16.07010,108.15020)",
        ),
    ],
)
def test_where_a_case_is_says_what_is_known_of_it(office: Any, known: dict[str, Any], where: str) -> None:
    file = CaseFile("S1", "sos", "4 người", "new", "waiting", "high", 1.0, 1.0, **known)
    assert of_case(file, office.setup)["where"] == where

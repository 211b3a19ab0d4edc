from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain.cases.classing import Classing
from backend.domain.cases.clocks import Clocks
from backend.domain.cases.spec import CaseKindSpec
from tests.unit.backend.domain.cases.conftest import OFFICE, Desk, instant

Open = Callable[..., Desk]
WHEN = "02/11 09:00"


@pytest.fixture
def classing(kind: CaseKindSpec) -> Classing:
    return Classing(kind, Clocks(kind, lambda _unit: OFFICE))


def test_a_field_gives_unit_and_severity_or_else_the_kind_does(classing: Classing) -> None:
    assert (classing.unit_of("jam"), classing.severity_of("jam")) == ("cong-an", "high")
    assert (classing.unit_of("other"), classing.severity_of("other")) == ("ioc", "medium")
    assert (classing.unit_of(""), classing.severity_of("")) == ("ioc", "medium")


def test_what_followed_the_field_follows_the_new_one(opened: Open) -> None:
    file = opened(field="road").do("classify", WHEN, field="jam")
    assert (file.unit_id, file.severity, file.due_at) == ("cong-an", "high", instant("02/11 12:00"))


def test_what_a_person_has_set_stays(opened: Open) -> None:
    desk = opened(field="road", severity="low")
    desk.do("assign", "02/11 08:30", unit="cong-an", assignee="Lê Bình")
    file = desk.do("classify", WHEN, field="other")
    assert (file.severity, file.unit_id, file.assignee) == ("low", "cong-an", "Lê Bình")


def test_a_case_of_no_unit_goes_to_the_one_of_its_field(opened: Open) -> None:
    file = opened(field="").do("classify", WHEN, field="road")
    assert (file.field, file.unit_id) == ("road", "so-xd")


def test_another_unit_names_its_own_person(opened: Open) -> None:
    desk = opened(field="road")
    desk.do("accept", "02/11 08:30", assignee="Lê Bình")
    assert desk.do("classify", WHEN, field="jam").assignee == ""


def test_a_persons_severity_brings_its_terms(opened: Open) -> None:
    file = opened(field="road").do("classify", WHEN, severity="high")
    assert (file.unit_id, file.accept_due_at, file.due_at) == (
        "so-xd",
        instant("02/11 09:00"),
        instant("03/11 08:00"),
    )

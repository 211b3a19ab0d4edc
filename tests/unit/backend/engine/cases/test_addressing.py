from __future__ import annotations

from typing import Any

import pytest

from backend.contract.cases import CaseFile
from backend.domain.messages.contacts import Contacts, Person
from backend.engine.cases.addressing import addressees, reporter_of
from tests.unit.backend.engine.cases.case_centre import NOW

CONTACTS = Contacts(
    [
        Person(person_id="binh", name="Võ Bình", unit_id="roads", roles=("unit_officer",)),
        Person(person_id="theo", name="Lê Theo", unit_id="roads", roles=("follower",)),
        Person(person_id="khoa", name="Đỗ Khoa", unit_id="drains", roles=("unit_officer",)),
        Person(person_id="thu", name="Phạm Thu", unit_id="ioc", roles=("shift_supervisor",)),
    ]
)


def file(**more: Any) -> CaseFile:
    given = {"unit_id": "roads", "reporter": "Lan", "phone": "0905 111 222"} | more
    return CaseFile("C1", "report", "Ổ gà", "new", "waiting", "medium", NOW, NOW, **given)


def names(to: str, **more: Any) -> tuple[list[str], tuple[str, ...]]:
    people, words = addressees((to,), file(**more), CONTACTS, NOW)
    return [person.name for person in people], words


@pytest.mark.parametrize(
    ("to", "more", "people", "words"),
    [
        ("followers", {}, ["Lê Theo"], ()),
        ("followers", {"unit_id": "drains"}, [], ("drains",)),
        ("assignee", {"assignee": "binh"}, ["Võ Bình"], ()),
        ("assignee", {"assignee": "Võ Bình"}, ["Võ Bình"], ()),
        ("assignee", {}, [], ("roads",)),
        ("assignee", {"unit_id": ""}, [], ("assignee",)),
        ("unit_officer", {}, ["Võ Bình"], ()),
        ("unit_officer", {"unit_id": "drains"}, ["Đỗ Khoa"], ()),
        ("shift_supervisor", {}, [], ("shift_supervisor",)),
        ("responsible_unit", {}, [], ("responsible_unit",)),
        ("reporter", {}, ["Lan"], ()),
        ("reporter", {"phone": ""}, [], ()),
    ],
)
def test_words_mean_people_of_the_case_where_it_has_them_and_else_the_centres(
    to: str, more: dict[str, Any], people: list[str], words: tuple[str, ...]
) -> None:
    assert names(to, **more) == (people, words)


def test_the_crew_that_a_case_sends_is_its_place_and_none_where_it_sends_none() -> None:
    assert addressees(("resource",), file(), CONTACTS, NOW, "t1") == ((), ("t1",))
    assert addressees(("resource",), file(), CONTACTS, NOW) == ((), ())
    crew = Person(person_id="tho", name="Lê Thọ", place_id="t1")
    assert Contacts([crew]).find("t1", NOW) == (crew,)
    assert "t1" in Contacts([crew]).names()


def test_nobody_is_meant_twice() -> None:
    people, words = addressees(("followers", "followers", "ioc", "ioc"), file(), CONTACTS, NOW)
    assert (len(people), words) == (1, ("ioc",))


def test_a_reporter_is_reached_by_whatever_the_case_has() -> None:
    whole = reporter_of(file(email="lan@demo.invalid", data={"zalo_id": "2512"}))
    assert whole is not None
    assert (whole.person_id, whole.phone, whole.email, whole.zalo_id) == (
        "@C1", "84905111222", "lan@demo.invalid", "2512",
    )  # fmt: skip
    by_mail = reporter_of(file(phone="không có", email="lan@demo.invalid"))
    assert by_mail is not None
    assert (by_mail.phone, by_mail.address("sms"), by_mail.address("email")) == ("", "", "lan@demo.invalid")
    landline = reporter_of(file(phone="0236 3822 000"))
    assert landline is not None
    assert (landline.address("sms"), landline.address("callsheet")) == ("", "842363822000")


def test_citizens_are_those_of_the_wards_where_the_case_holds_good() -> None:
    people = [
        Person(person_id="lan", name="Lan", roles=("citizen",), area_codes=("1", "2")),
        Person(person_id="dan", name="Dân", roles=("citizen",), area_codes=("3",)),
        Person(person_id="loa", name="Loa", roles=("citizen",)),
        Person(person_id="to", name="Tổ", roles=("residential_head",), area_codes=("2",)),
    ]
    told = addressees(("citizen",), file(unit_id="ioc"), Contacts(people), NOW, areas=("2", "9"))
    assert ([person.name for person in told[0]], told[1]) == (["Lan", "Loa"], ())
    assert addressees(("nobody",), file(), Contacts(people), NOW, areas=("2",)) == ((), ("nobody",))
    assert addressees(("citizen",), file(), Contacts(people), NOW) == ((), ("citizen",))

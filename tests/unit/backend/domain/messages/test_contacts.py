from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from backend.contract.state import Shift
from backend.domain.messages.contacts import Contacts, NobodyFoundError, Person, hours_of_shifts
from backend.domain.messages.hours import Span, span

VN = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=VN).timestamp()
NIGHT = NOON + 12 * 3600

PEOPLE = (
    Person(person_id="an", name="An", roles=("duty_officer",), hours=(span("06:00-18:00"),)),
    Person(person_id="binh", name="Bình", roles=("duty_officer",), hours=(span("18:00-06:00"),)),
    Person(person_id="chi", name="Chi", unit_id="thoat-nuoc"),
    Person(person_id="dung", name="Dũng", roles=("ward_officer",), area_codes=("20197", "20198")),
    Person(person_id="em", name="Em", roles=("ward_officer",), area_codes=("20200",)),
    Person(person_id="giang", name="Giang", roles=("day_only",), hours=(span("08:00-17:00"),)),
)
CONTACTS = Contacts(PEOPLE, VN)


def found(to: str, now: float = NOON, **where: str) -> list[str]:
    return [person.person_id for person in CONTACTS.find(to, now, **where)]


def test_a_role_means_who_is_on_duty() -> None:
    assert found("duty_officer") == ["an"]
    assert found("duty_officer", NIGHT) == ["binh"]


def test_units_and_persons_are_found_too() -> None:
    assert found("thoat-nuoc") == ["chi"]
    assert found("responsible_unit", unit_id="thoat-nuoc") == ["chi"]
    assert found("giang", NIGHT) == ["giang"]  # named by id: told whatever the hour


def test_people_who_answer_for_wards_are_told_of_theirs_only() -> None:
    assert found("ward_officer", area_code="20198") == ["dung"]
    assert found("ward_officer", area_code="20200") == ["em"]


@pytest.mark.parametrize(
    ("to", "where", "words"),
    [
        ("bí thư", {}, "không có vai trò, đơn vị hay người nào là 'bí thư'"),
        ("responsible_unit", {}, "là 'responsible_unit'"),
        ("ward_officer", {"area_code": "99"}, "phường, xã có mã 99"),
        ("ward_officer", {}, "nơi chưa rõ phường, xã"),
    ],
)
def test_nobody_is_an_error_in_words(to: str, where: dict[str, str], words: str) -> None:
    with pytest.raises(NobodyFoundError) as caught:
        found(to, **where)
    assert words in caught.value.text.vi
    assert caught.value.text.en


def test_nobody_on_duty_names_who_is_off() -> None:
    with pytest.raises(NobodyFoundError, match=r"'day_only' không có ai trực \(Giang ngoài giờ\)"):
        found("day_only", NIGHT)


def test_a_unit_without_anybody_on_duty_is_called_by_its_name() -> None:
    giang = Person(person_id="g", name="Giang", unit_id="dien-luc", hours=(Span(480, 1020),))
    with pytest.raises(NobodyFoundError, match="Công ty Điện lực không có ai trực"):
        Contacts([giang], units={"dien-luc": "Công ty Điện lực"}).find("dien-luc", NIGHT)


def test_addresses_by_way() -> None:
    person = Person(person_id="p", name="P", phone="84905123456", email="p@x.vn", zalo_id="z")
    assert [person.address(way) for way in ("sms", "email", "zalo", "notify", "callsheet")] == [
        "84905123456", "p@x.vn", "z", "p", "84905123456",
    ]  # fmt: skip
    assert person.address("zalo", zns=True) == "84905123456"
    landline = Person(person_id="p", name="P", phone="842363822822", mobile=False)
    assert [landline.address("sms"), landline.address("zalo", zns=True)] == ["", ""]
    assert landline.address("callsheet") == "842363822822"


def test_a_shift_lasts_until_the_next_one_starts() -> None:
    shifts = (Shift("Ca 1", "06:00"), Shift("Ca 2", "18:00"))
    assert hours_of_shifts(["Ca 2", "Ca 1"], shifts) == (Span(1080, 360), Span(360, 1080))
    assert hours_of_shifts(["Cả ngày"], (Shift("Cả ngày", "07:00"),))[0].holds(NIGHT, VN)
    with pytest.raises(KeyError):
        hours_of_shifts(["Ca 3"], shifts)


def test_the_names_that_find_knows() -> None:
    assert {"an", "duty_officer", "thoat-nuoc"} <= CONTACTS.names()
    assert "" not in CONTACTS.names()
    assert CONTACTS.person("an") is PEOPLE[0]
    assert CONTACTS.person("?") is None

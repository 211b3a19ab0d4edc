from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backend.contract.document import DocumentError
from backend.contract.state import Centre, Shift
from backend.domain.messages.contacts import Contacts
from backend.usecases.contacts import load_contacts

CENTRE = Centre("c", "Trung tâm", shifts=(Shift("Ca 1", "06:00"), Shift("Ca 2", "18:00")))
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()
GOOD = """people:
  - id: an
    name: Nguyễn Văn An
    phone: "0168 123 4567"
    email: an@danang.gov.vn
    unit: ioc
    roles: [duty_officer]
    channels: [sms, mail-1]
    shifts: [Ca 1]
  - id: binh
    name: Trần Thị Bình
    phone: "0236 3822 822"
    roles: [ward_officer]
    areas: ["20197"]
    hours: ["07:30-17:00"]
    language: en
"""


def load(folder: Path, text: str) -> Contacts:
    path = folder / "contacts.yaml"
    path.write_text(text, encoding="utf-8")
    return load_contacts(path, CENTRE, {"ioc": "Trung tâm"}, ["sms", "mail-1"])


def faults(folder: Path, old: str, new: str) -> list[str]:
    assert old in GOOD
    with pytest.raises(DocumentError) as caught:
        load(folder, GOOD.replace(old, new, 1))
    return [f"{fault.line} {fault.key}: {fault.found}; {fault.cure}" for fault in caught.value.faults]


def test_people_are_read_and_normalised(tmp_path: Path) -> None:
    an, binh = load(tmp_path, GOOD).people
    assert (an.phone, an.mobile, an.unit_id, an.channels) == ("84381234567", True, "ioc", ("sms", "mail-1"))
    assert (binh.phone, binh.mobile, binh.area_codes, binh.language) == (
        "842363822822",
        False,
        ("20197",),
        "en",
    )
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    assert [an.on_duty(NOON, zone), an.on_duty(NOON + 12 * 3600, zone)] == [True, False]
    assert [binh.on_duty(NOON, zone), binh.on_duty(NOON + 6 * 3600, zone)] == [True, False]


def test_somebody_may_have_a_position(tmp_path: Path) -> None:
    there = GOOD.replace("    language: en\n", "    language: en\n    position: [16.07, 108.15]\n")
    assert [person.position for person in load(tmp_path, there).people] == [None, (16.07, 108.15)]
    (fault,) = faults(tmp_path, "    language: en\n", "    language: en\n    position: [108.15, 16.07]\n")
    assert "people[1].position" in fault
    assert "degrees north, then east" in fault


def test_no_file_is_nobody(tmp_path: Path) -> None:
    assert load_contacts(tmp_path / "contacts.yaml", CENTRE, {}, []).people == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"0168 123 4567"', '"0168 123"', "4 people[0].phone: '0168 123' is no phone number; expected e.g."),
        ("an@danang.gov.vn", "an(at)danang", "5 people[0].email: found 'an(at)danang'"),
        ("unit: ioc", "unit: iocc", "6 people[0].unit: unknown unit 'iocc'; did you mean 'ioc'?"),
        ("[sms, mail-1]", "[smss]", "8 people[0].channels: unknown channel 'smss'; did you mean 'sms'?"),
        ("[Ca 1]", "[Ca 3]", "9 people[0].shifts: unknown shift 'Ca 3'"),
        ('"07:30-17:00"', '"7-17"', "15 people[1].hours[0]: found '7-17'"),
        ("language: en", "language: fr", "16 people[1].language: found 'fr'"),
        ("id: binh", "id: an", "10 people[1].id: the person 'an' stands twice"),
        ("id: binh", "id: duty_officer", "10 people[1].id: 'duty_officer' is also a role or unit"),
        ("id: binh", 'id: ""', "10 people[1].id: it is empty"),
        ('    phone: "0236 3822 822"\n', "", "10 people[1]: Trần Thị Bình has no address"),
        ("roles: [ward_officer]", "role: ward_officer", "13 people[1].role: this key is not known here"),
    ],
)
def test_every_fault_has_line_key_and_cure(tmp_path: Path, old: str, new: str, expected: str) -> None:
    found = faults(tmp_path, old, new)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_all_faults_in_one_pass(tmp_path: Path) -> None:
    text = GOOD.replace("0168 123 4567", "abc").replace("[Ca 1]", "[Ca 9]").replace("7:30-17:00", "x")
    with pytest.raises(DocumentError) as caught:
        load(tmp_path, text)
    assert len(caught.value.faults) == 3

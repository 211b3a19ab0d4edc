from __future__ import annotations

import pytest

from backend.contract.cases import CaseFile
from backend.domain.cases.likeness import MOST, alike, digits
from backend.domain.cases.spec import LikenessSpec

SPEC = LikenessSpec(phone=True, within_m=100.0, within_s=3600.0)


def call(case_id: str, **fields: object) -> CaseFile:
    base: dict[str, object] = {
        "kind": "sos", "title": "Cứu", "status": "new", "group": "waiting", "severity": "high",
        "opened_at": 1000.0, "changed_at": 1000.0, "lat": 16.06, "lon": 108.2, "phone": "0905111222",
    }  # fmt: skip
    return CaseFile(case_id=case_id, **(base | fields))  # type: ignore[arg-type]


def test_one_telephone_in_any_writing_is_one_caller() -> None:
    (found,) = alike(SPEC, call("S2", lat=16.2, phone="+84 905 111 222"), [call("S1")])
    assert (found.case_id, found.same_phone, found.apart_m) == ("S1", True, None)
    assert found.reason.vi == "cùng số điện thoại"


def test_nearness_is_told_in_metres() -> None:
    (found,) = alike(SPEC, call("S2", lat=16.0605, phone="0914000111"), [call("S1")])
    assert not found.same_phone
    assert found.reason.vi == "cách 56 m"
    assert found.reason.en == "56 m away"


@pytest.mark.parametrize(
    "other",
    [
        call("S2"),
        call("S1", group="done"),
        call("S1", parent="S0"),
        call("S1", opened_at=1000.0 + 3601.0),
        call("S1", lat=16.07, phone="0914000111"),
        call("S1", lat=None, lon=None, phone=""),
    ],
)
def test_what_is_another_matter_is_not_named(other: CaseFile) -> None:
    assert alike(SPEC, call("S2"), [other]) == []


def test_no_telephone_is_nobodys_telephone() -> None:
    spec = LikenessSpec(phone=True)
    assert alike(spec, call("S2", phone=""), [call("S1", phone="")]) == []
    assert alike(spec, call("S2", phone="không có"), [call("S1", phone="không có")]) == []
    assert digits("0905 111 222") == digits("+84905111222") != ""


def test_the_likeliest_come_first_and_few_are_named() -> None:
    others = [call(f"S{n}", lat=16.06 + n * 1e-4, phone="") for n in range(1, 6)]
    others.append(call("S9", lat=16.2))
    found = alike(SPEC, call("S"), others)
    assert [each.case_id for each in found] == ["S9", "S1", "S2"]
    assert len(found) == MOST
    assert len(alike(SPEC, call("S"), others, most=5)) == 5

from __future__ import annotations

import pytest

from backend.domain.messages.contacts import Contacts, NobodyFoundError, Person
from backend.domain.messages.nearby import Around, distance_m

HERE = Around(lat=16.07, lon=108.15, within_m=1000, area_codes=frozenset({"001", "002"}))


def test_distances_on_the_globe() -> None:
    assert distance_m((16.0, 108.0), (16.0, 108.0)) == 0
    assert distance_m((16.0, 108.0), (17.0, 108.0)) == pytest.approx(111_195, abs=1)
    assert distance_m((16.0, 108.0), (16.0, 109.0)) == pytest.approx(106_888, abs=30)


@pytest.mark.parametrize(
    ("position", "areas", "reached"),
    [
        (None, ("001",), True),
        (None, ("003", "002"), True),
        (None, ("003",), False),
        (None, (), False),
        ((16.074, 108.15), ("003",), True),
        ((16.09, 108.15), ("001",), False),
    ],
)
def test_near_by_position_else_by_ward(
    position: tuple[float, float] | None, areas: tuple[str, ...], reached: bool
) -> None:
    assert HERE.reaches(position, areas) is reached


def head(name: str, *areas: str, position: tuple[float, float] | None = None) -> Person:
    return Person(person_id=name, name=name, roles=("head",), area_codes=areas, position=position)


def test_of_a_role_those_who_are_near_are_told_and_those_of_the_ward_itself() -> None:
    contacts = Contacts(
        [
            head("own", "001", position=(16.20, 108.15)),
            head("next", "002"),
            head("far", "003"),
            head("lives-near", "003", position=(16.071, 108.15)),
            head("everywhere"),
            head("far-away", position=(16.3, 108.15)),
        ]
    )
    told = [person.person_id for person in contacts.find("head", 0.0, "001", around=HERE)]
    assert told == ["own", "next", "lives-near", "everywhere"]
    assert [p.person_id for p in contacts.find("head", 0.0, "001")] == ["own", "everywhere", "far-away"]


def test_nobody_near_is_said() -> None:
    with pytest.raises(NobodyFoundError, match="001"):
        Contacts([head("far", "003")]).find("head", 0.0, "001", around=HERE)

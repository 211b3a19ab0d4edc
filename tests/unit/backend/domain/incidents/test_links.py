from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.item import Item
from backend.domain.incidents.links import Candidate, link, reason
from backend.domain.incidents.spec import CorrelationSpec, Opening, Selector
from tests.unit.backend.domain.incidents.playbook import METRE

SPEC = CorrelationSpec(
    id="c", title=Text("x"), members=(), within_m=600, within_s=2700, opens=Opening(n_members=2)
)
GROUND = Ground((), {}, {"1": "phường"})


def item(ref: str, metres: float | None = 0.0, after_s: float = 0.0, **fields: Any) -> Item:
    return Item(
        ref=ref,
        kind="alarm",
        what="deep",
        title=Text(ref),
        severity="high",
        active=True,
        began_at=1000.0 + after_s,
        called=Text(f"trụ {ref}", f"post {ref}"),
        at=None if metres is None else (16.0 + metres * METRE, 108.2),
        **fields,
    )


def candidate(one: Item, **selector: Any) -> Candidate:
    return Candidate(one, Selector(rules=("deep",), **selector), 0)


def words(a: Item, b: Item, **selector: Any) -> tuple[str, str] | None:
    found = link(SPEC, candidate(a, **selector), candidate(b, **selector))
    if found is None:
        return None
    text = reason(found, a, b, GROUND)
    return text.vi, text.en


@pytest.mark.parametrize(
    ("metres", "after_s", "vi", "en"),
    [
        (423, 180, "cách trụ B 420 m, sau 3 phút", "420 m from post B, 3 min later"),
        (0, 20, "cách trụ B 10 m, cùng lúc", "10 m from post B, at the same time"),
        (599, -2700, "cách trụ B 600 m, trước 45 phút", "600 m from post B, 45 min earlier"),
    ],
)
def test_reasons_say_how_far_and_how_long_after(metres: float, after_s: float, vi: str, en: str) -> None:
    assert words(item("A", metres, after_s), item("B")) == (vi, en)


def test_kilometres_and_hours_are_written_as_people_write_them() -> None:
    long = replace(SPEC, within_m=5000, within_s=9000)
    a, b = item("A", 2420, 3900), item("B")
    found = link(long, candidate(a), candidate(b))
    assert found is not None
    assert reason(found, a, b, GROUND) == Text(
        "cách trụ B 2,4 km, sau 1 giờ 5 phút", "2.4 km from post B, 1 h 5 min later"
    )


def test_the_same_place_is_said_so() -> None:
    a, b = item("A", 0, 60, subject="p"), item("B", 0, subject="p")
    assert words(a, b) == ("cùng chỗ với trụ B, sau 1 phút", "at the same place as post B, 1 min later")


def test_too_far_too_late_or_nowhere_is_no_link() -> None:
    assert words(item("A", 601), item("B")) is None
    assert words(item("A", 0, 2701), item("B")) is None
    assert words(item("A", None), item("B")) is None


def test_the_same_ward_counts_where_both_say_so() -> None:
    a = item("A", None, 300, area_code="1", area_name="Hòa Khánh")
    b = item("B", 5000, area_code="1")
    assert words(a, b, same="area") == (
        "cùng phường Hòa Khánh, sau 5 phút",
        "same ward Hòa Khánh, 5 min later",
    )
    assert words(a, b) is None
    assert link(SPEC, candidate(a, same="area"), candidate(b)) is None
    assert words(a, item("B", 5000, area_code="2"), same="area") is None
    assert words(item("A", None), item("B", None), same="area") is None  # no ward is not the same ward


def test_what_concerns_the_whole_city_is_linked_with_anything() -> None:
    a, b = item("A", None), item("B", 90_000, area_code="7")
    found = link(SPEC, candidate(a, same="centre"), candidate(b))
    assert found is not None
    assert reason(found, a, b, GROUND).vi == "cùng địa bàn thành phố, cùng lúc"


def test_the_longer_reach_counts_and_one_of_both_must_link() -> None:
    a, b = item("A", 2500), item("B")
    rain = candidate(a, within_m=3000, links=False)
    assert link(SPEC, rain, candidate(b)) is not None
    assert link(SPEC, candidate(b), rain) is not None
    assert link(SPEC, rain, candidate(b, links=False)) is None


SELECTORS = st.builds(
    dict,
    within_m=st.one_of(st.none(), st.floats(10, 5000)),
    same=st.sampled_from([None, "near", "area", "centre"]),
    links=st.booleans(),
)
ITEMS = st.builds(
    item,
    st.sampled_from("AB"),
    st.one_of(st.none(), st.floats(0, 6000)),
    st.floats(0, 4000),
    area_code=st.sampled_from(["", "1", "2"]),
)


@given(ITEMS, SELECTORS, ITEMS, SELECTORS)
def test_a_link_holds_both_ways(a: Item, of_a: dict[str, Any], b: Item, of_b: dict[str, Any]) -> None:
    there = link(SPEC, candidate(a, **of_a), candidate(b, **of_b))
    back = link(SPEC, candidate(b, **of_b), candidate(a, **of_a))
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.how == back.how
        assert there.distance_m == pytest.approx(back.distance_m)

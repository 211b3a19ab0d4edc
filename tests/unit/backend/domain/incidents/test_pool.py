from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.incidents.item import Item
from backend.domain.incidents.links import link
from backend.domain.incidents.pool import Pool
from backend.domain.incidents.spec import CorrelationSpec, Opening, Selector
from tests.unit.backend.domain.incidents.playbook import FLOOD, METRE

WIDE = CorrelationSpec(
    id="w",
    title=Text("x"),
    members=(
        Selector(rules=("deep",), same="area"),
        Selector(rules=("rain",), within_m=3000, links=False),
        Selector(case_kinds=("sos",)),
        Selector(case_kinds=("call",), same="centre"),
    ),
    within_m=600,
    within_s=2700,
    opens=Opening(n_members=2),
)


def item(ref: str, what: str = "deep", metres: float | None = 0.0, **fields: Any) -> Item:
    given_ = {"severity": "high", "active": True, "began_at": 1000.0} | fields
    at = None if metres is None else (16.0 + metres * METRE, 108.2)
    return Item(ref=ref, kind="alarm", what=what, title=Text(ref), called=Text(ref), at=at, **given_)


def test_only_what_is_asked_for_bad_enough_active_and_not_set_aside_may_join() -> None:
    pool = Pool(FLOOD)
    assert set(pool.whats) == {"deep", "rain", "sos"}
    assert pool.note(item("a", "other"), 0.0) is None
    assert pool.note(item("a", severity="low"), 0.0) is None
    assert pool.note(item("a", set_aside=True), 0.0) is None
    assert pool.note(item("a", active=False), 0.0) is None
    assert pool.get("a") is None
    noted = pool.note(item("a"), 0.0)
    assert noted is not None
    assert (noted.number, pool.get("a")) == (0, noted)


def test_what_eased_or_was_set_aside_is_forgotten_unless_it_is_a_member() -> None:
    pool = Pool(FLOOD)
    for worse in ({"severity": "low"}, {"set_aside": True}):
        pool.note(item("a"), 0.0)
        assert pool.note(item("a", **worse), 1.0, member=True) is None
        assert pool.get("a") is not None
        pool.note(item("a", **worse), 1.0)
        assert pool.get("a") is None


def test_what_ended_is_remembered_for_the_time_of_the_correlation() -> None:
    pool = Pool(FLOOD)
    pool.note(item("a"), 0.0)
    assert pool.note(item("a", active=False), 100.0) is None
    pool.note(item("b", active=False), 100.0)
    pool.note(item("c"), 2800.0)
    assert pool.get("a") is not None
    pool.note(item("c"), 2801.0)
    assert pool.get("a") is None


def test_a_member_that_ended_is_not_forgotten() -> None:
    pool = Pool(FLOOD)
    pool.note(item("a"), 0.0)
    pool.note(item("a", active=False), 10.0)
    pool.note(item("a", active=False), 20.0, member=True)
    pool.note(item("c"), 99_999.0)
    assert pool.get("a") is not None


def test_links_come_strongest_first() -> None:
    pool = Pool(replace(FLOOD, within_m=1000))
    for ref, metres, area in (("far", 900, ""), ("ward", 8000, "1"), ("near", 100, "1"), ("out", 3000, "2")):
        pool.note(item(ref, metres=metres, area_code=area), 0.0)
    start = pool.note(item("start", area_code="1"), 0.0)
    assert start is not None
    assert [(one.ref, one.how) for one in pool.linked(start)] == [
        ("near", "near"),
        ("far", "near"),
        ("ward", "area"),
    ]


def test_a_candidate_that_moved_is_found_where_it_is_now() -> None:
    pool = Pool(FLOOD)
    pool.note(item("a", metres=0, area_code="1"), 0.0)
    pool.note(item("a", metres=9000, area_code="2"), 0.0)
    here, there, ward = (
        pool.note(one, 0.0)
        for one in (
            item("b", metres=0, area_code="1"),
            item("c", metres=9100),
            item("d", "sos", None, area_code="2"),
        )
    )
    assert [pool.linked(one) for one in (here,)] == [[]]
    assert [[x.ref for x in pool.linked(one)] for one in (there, ward)] == [["a"], ["a"]]
    pool.note(item("a", metres=None), 0.0)
    assert [pool.linked(one) for one in (there, ward)] == [[], []]


ITEMS = st.lists(
    st.builds(
        item,
        st.integers(0, 15).map(str),
        st.sampled_from(["deep", "rain", "sos", "call"]),
        st.one_of(st.none(), st.floats(0, 9000)),
        began_at=st.floats(0, 5000),
        area_code=st.sampled_from(["", "1", "2"]),
    ),
    max_size=30,
)


@given(ITEMS, st.sets(st.integers(0, 15)))
def test_the_index_finds_exactly_what_a_look_at_every_pair_finds(
    items: list[Item], dropped: set[int]
) -> None:
    pool = Pool(WIDE)
    whats: dict[str, str] = {}
    for one in items:
        if whats.setdefault(one.ref, one.what) == one.what:  # an alarm stays of its rule
            pool.note(one, 0.0)
    for number in dropped:
        pool.drop(str(number))
    held = [one for one in (pool.get(str(number)) for number in range(16)) if one is not None]
    for one in held:
        every = [link(WIDE, one, other) for other in held if other is not one]
        assert pool.linked(one) == sorted((x for x in every if x is not None), key=lambda x: x.rank)

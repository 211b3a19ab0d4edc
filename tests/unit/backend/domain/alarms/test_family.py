from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.domain.alarms.family import Family
from backend.domain.rule import Inhibition


@pytest.mark.parametrize(
    ("same", "place", "area", "hidden"),
    [
        ("place", "a", "9", True),
        ("place", "b", "1", False),
        ("area", "b", "1", True),
        ("area", "a", "9", False),
        ("centre", "b", "9", True),
    ],
)
def test_scopes(same: Any, place: str, area: str, hidden: bool, rule: Callable[..., Any]) -> None:
    family = Family([rule(id="child", inhibited_by=(Inhibition("parent", same),)), rule(id="parent")])
    family.place("parent@a", "parent", "a", "1")
    family.place("child", "child", place, area)
    family.place("child", "child", place, area)
    assert family.set_hiding("parent@a", True)
    assert not family.set_hiding("parent@a", True)
    assert family.parent_of("child") == ("parent@a" if hidden else "")
    assert family.children_of("parent@a") == (("child",) if hidden else ())
    assert family.set_hiding("parent@a", False)
    assert family.parent_of("child") == ""


def test_places_without_an_area_share_none(rule: Callable[..., Any]) -> None:
    family = Family([rule(id="child", inhibited_by=(Inhibition("parent", "area"),)), rule(id="parent")])
    family.place("parent@a", "parent", "a", "")
    family.place("child@b", "child", "b", "")
    family.set_hiding("parent@a", True)
    assert family.parent_of("child@b") == ""


def test_what_has_no_children_hides_nothing(rule: Callable[..., Any]) -> None:
    family = Family([rule(id="plain")])
    family.place("plain@a", "plain", "a", "1")
    assert not family.set_hiding("plain@a", True)


def test_alarms_of_one_source_share_it_and_one_without_a_source_shares_none(rule: Callable[..., Any]) -> None:
    family = Family([rule(id="child", inhibited_by=(Inhibition("parent", "source"),)), rule(id="parent")])
    family.place("parent@mqtt", "parent", "mqtt", "", "mqtt")
    family.place("child@a", "child", "a", "1", "mqtt")
    family.place("child@b", "child", "b", "1", "file")
    family.place("child@c", "child", "c", "1")
    family.set_hiding("parent@mqtt", True)
    assert family.children_of("parent@mqtt") == ("child@a",)
    assert [family.parent_of(f"child@{name}") for name in "abc"] == ["parent@mqtt", "", ""]


def test_a_child_goes_with_its_source(rule: Callable[..., Any]) -> None:
    family = Family([rule(id="child", inhibited_by=(Inhibition("parent", "source"),)), rule(id="parent")])
    family.place("parent@mqtt", "parent", "mqtt", "", "mqtt")
    family.set_hiding("parent@mqtt", True)
    family.place("child@a", "child", "a", "1")
    assert family.parent_of("child@a") == ""
    family.place("child@a", "child", "a", "1", "mqtt")
    family.place("child@a", "child", "a", "1", "mqtt")
    assert family.parent_of("child@a") == "parent@mqtt"
    assert family.children_of("parent@mqtt") == ("child@a",)
    family.place("child@a", "child", "a", "1", "file")
    assert family.parent_of("child@a") == ""
    assert family.children_of("parent@mqtt") == ()


def test_a_hiding_parent_goes_with_its_source(rule: Callable[..., Any]) -> None:
    family = Family([rule(id="child", inhibited_by=(Inhibition("parent", "source"),)), rule(id="parent")])
    for source_id in ("old", "new"):
        family.place(f"child@{source_id}", "child", source_id, "", source_id)
    family.place("parent@p", "parent", "p", "", "old")
    family.set_hiding("parent@p", True)
    family.place("parent@p", "parent", "p", "", "new")
    assert [family.parent_of(f"child@{name}") for name in ("old", "new")] == ["", "parent@p"]
    assert not family.set_hiding("parent@p", True)

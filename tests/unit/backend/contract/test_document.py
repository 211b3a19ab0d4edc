from __future__ import annotations

import contextlib
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.document import DocumentError, Fault, load, read_yaml
from backend.contract.state import Text


class Tile(msgspec.Struct, frozen=True):
    kind: str
    at: tuple[int, int] = (0, 0)


class Layout(msgspec.Struct, frozen=True):
    name: Text
    tiles: list[Tile]
    screens: dict[str, Tile] = {}
    main: Tile | None = None


def faults(text: str) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        load(text, Layout, "flood.yaml")
    return caught.value.faults


def test_a_right_document_becomes_a_struct() -> None:
    text = "name: {vi: Ngập}\ntiles:\n- kind: map\n  at: [1, 2]\nscreens: {left: {kind: chart}}\nmain: {kind: map}\n"
    layout = load(text, Layout, "flood.yaml")
    assert layout == Layout(Text("Ngập"), [Tile("map", (1, 2))], {"left": Tile("chart")}, Tile("map"))


def test_every_fault_is_found_in_one_pass_with_its_line_and_key() -> None:
    found = faults(
        "name: {vi: 3}\ntiles:\n- knd: map\n- kind: map\n  at: [1, x]\nscreens:\n  left: {kind: 5}\nmain: {colour: red}\n"
    )
    assert [(f.line, f.key) for f in found] == [
        (1, "name.vi"),
        (3, "tiles[0].knd"),
        (3, "tiles[0]"),
        (5, "tiles[1].at[1]"),
        (7, "screens.left.kind"),
        (8, "main.colour"),
        (8, "main"),
    ]
    assert str(found[1]) == (
        "flood.yaml:3: tiles[0].knd: this key is not known here; did you mean 'kind'? expected one of: at, kind"
    )
    assert "expected text" in found[0].cure


def test_a_list_where_keys_belong_says_which_keys() -> None:
    assert "kind, at" in faults("name: {vi: a}\ntiles: [[1]]\n")[0].cure


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "\tkey: x"])
def test_what_is_not_yaml_names_the_line(text: str) -> None:
    found = faults(text)
    assert found[0].line >= 1
    assert "not YAML" in found[0].found


def test_a_key_that_stands_twice_is_a_fault() -> None:
    found = faults("name: {vi: a}\nname: {vi: b}\ntiles: []\n")
    assert (found[0].line, found[0].key) == (2, "name")


def test_an_empty_document_lacks_its_keys() -> None:
    assert {"the key 'name' is missing", "the key 'tiles' is missing"} == {f.found for f in faults("")}


@pytest.mark.parametrize(
    ("text", "key", "found", "cure"),
    [
        ("day: 2026-02-30", "day", "found 2026-02-30", "there is no such date or number"),
        ("n: !!int x", "n", "found x", "there is no such date or number"),
        ("n: !x y", "n", "found !x y", "begins with '!' goes in quotes"),
    ],
)
def test_what_looks_like_a_date_or_number_and_is_none_is_a_fault(
    text: str, key: str, found: str, cure: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read_yaml(text, "a.yaml")
    (fault,) = caught.value.faults
    assert (fault.line, fault.key, fault.found, cure in fault.cure) == (1, key, found, True)


def test_parts_that_contain_themselves_are_a_fault() -> None:
    with pytest.raises(DocumentError, match="without end; an alias"):
        read_yaml("a: &a [*a]", "a.yaml")


class Window(msgspec.Struct, frozen=True):
    hours: Annotated[tuple[int, ...], msgspec.Meta(max_length=2)] = ()
    of: dict[Literal["day", "night"], int | tuple[float, float]] | None = None
    lat: float | None = None
    lon: float | None = None

    def __post_init__(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("give both `lat` and `lon`, or neither")
        if self.lat is not None and abs(self.lat) > 90:
            raise ValueError("`lat` is -90 to 90")


@pytest.mark.parametrize(
    ("text", "key", "found", "cure"),
    [
        ("hours: [1, x]", "hours[1]", "found 'x'", "a whole number"),
        ("hours: [1, 2, 3]", "hours", "found [1, 2, 3]", "at most 2 items"),
        ("of: {dya: 1}", "of.dya", "found 'dya'", "did you mean 'day'?"),
        ("of: {day: [1, x]}", "of.day[1]", "found 'x'", "a number"),
        ("of: {day: [1, 2, 3]}", "of.day", "found [1, 2, 3]", "a list of 2: [a number, a number]"),
        ("lat: 1", "lat", "found 1", "give both `lat` and `lon`, or neither"),
        ("lat: 91\nlon: 0", "lat", "found 91", "`lat` is -90 to 90"),
        ("hours: {0,5: 1}", "hours", "found {0: nothing, 5: 1}", "a list"),
    ],
)
def test_a_fault_stands_at_the_innermost_key(text: str, key: str, found: str, cure: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load(text, Window, "a.yaml")
    (fault,) = caught.value.faults
    assert (fault.key, fault.found, cure in fault.cure) == (key, found, True), fault


def test_right_parts_of_every_form_are_taken() -> None:
    text = "hours: [1]\nof: {day: 3, night: [1, 2.5]}\nlat: 1\nlon: 2"
    assert load(text, Window, "a.yaml") == Window((1,), {"day": 3, "night": (1.0, 2.5)}, 1.0, 2.0)


def test_a_key_that_is_a_number_comes_of_a_decimal_comma() -> None:
    assert [f.cure for f in faults("name: {vi: a}\ntiles: [{kind: a, 5}]") if f.key == "tiles[0].5"] == [
        "the decimal sign is a point"
    ]


def test_a_value_is_shown_as_it_stands_in_the_file() -> None:
    assert str(faults("name: {vi: 0123}\ntiles: []")[0]) == (
        'flood.yaml:1: name.vi: found 0123; expected text; put it in quotes: "0123"'
    )


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(DocumentError):
        read_yaml(text, "any.yaml")
        load(text, Layout, "any.yaml")

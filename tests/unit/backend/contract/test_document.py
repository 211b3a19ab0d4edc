from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.document import DocumentError, Fault, load, read_yaml, unknown_cure
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
        (5, "tiles[1].at"),
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


def test_a_near_word_is_suggested() -> None:
    assert unknown_cure("treshold", ["threshold", "absence"]).startswith("did you mean 'threshold'?")
    assert "did you mean" not in unknown_cure("xyz", ["threshold"])


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(DocumentError):
        read_yaml(text, "any.yaml")
        load(text, Layout, "any.yaml")

"""A layout file is read, or every fault of it is named with line, key and cure."""

from __future__ import annotations

import pytest

from app.wall.layouts import Cell, read_layout
from backend.contract.document import DocumentError, Fault

from .conftest import KINDS, PlainOptions

GOOD = """\
layout: flood
name: {vi: Ứng phó mưa ngập, en: Flood response}
key: 1
density: wall
screens:
  left:
    grid: {columns: [2, 1], rows: 3}
    tiles:
      - {id: map, kind: plain, at: [0, 0, 1, 3], number: 4}
      - id: list
        kind: plain
        at: [1, 0, 1, 3]
  right:
    grid: {columns: 12, rows: 12}
    tiles: []
"""


def faults(text: str) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        read_layout(text, "flood.yaml", KINDS)
    return caught.value.faults


def only(text: str) -> Fault:
    (fault,) = faults(text)
    return fault


def test_a_good_file_is_read_whole() -> None:
    layout = read_layout(GOOD, "flood.yaml", KINDS)
    assert (layout.layout_id, layout.key, layout.density) == ("flood", 1, "wall")
    left, right = layout.screens
    assert (left.role, left.columns, left.rows) == ("left", (2.0, 1.0), (1.0, 1.0, 1.0))
    assert left.tiles[0].at == Cell(0, 0, 1, 3)
    assert left.tiles[0].options == PlainOptions(number=4)
    assert right.tiles == ()


def test_the_same_tile_may_lie_elsewhere_but_not_differ() -> None:
    tile = read_layout(GOOD, "a", KINDS).screens[0].tiles[0]
    moved = read_layout(GOOD.replace("[0, 0, 1, 3]", "[0, 0, 1, 2]"), "b", KINDS).screens[0].tiles[0]
    other = read_layout(GOOD.replace("number: 4", "number: 5"), "c", KINDS).screens[0].tiles[0]
    assert tile.same_tile(moved)
    assert not tile.same_tile(other)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        (
            "kind: plain, at: [0",
            "kind: plian, at: [0",
            9,
            "screens.left.tiles[0].kind",
            "did you mean 'plain'",
        ),
        ("number: 4", "numbr: 4", 9, "screens.left.tiles[0].numbr", "did you mean 'number'"),
        ("number: 4", "number: x", 9, "screens.left.tiles[0].number", "whole number"),
        ("at: [1, 0, 1, 3]", "at: [0, 2, 2, 1]", 12, "screens.left.tiles[1].at", "overlaps the tile 'map'"),
        ("at: [1, 0, 1, 3]", "at: [1, 0, 2, 3]", 12, "screens.left.tiles[1].at", "2 columns and 3 rows"),
        ("at: [1, 0, 1, 3]", "at: [1, -1, 1, 3]", 12, "screens.left.tiles[1].at", "outside"),
        ("at: [1, 0, 1, 3]", "at: [1, 0, 0, 3]", 12, "screens.left.tiles[1].at", "outside"),
        ("at: [1, 0, 1, 3]", "at: [1, 0, 1]", 12, "screens.left.tiles[1].at", "[column, row, width, height]"),
        ("at: [1, 0, 1, 3]", "at: right", 12, "screens.left.tiles[1].at", "[column, row, width, height]"),
        ("        at: [1, 0, 1, 3]\n", "", 10, "screens.left.tiles[1]", "'at' is missing"),
        ("        kind: plain\n", "", 10, "screens.left.tiles[1]", "'kind' is missing"),
        ("id: list", "id: map", 10, "screens.left.tiles[1].id", "stands twice"),
        ("id: list", "id: 7", 10, "screens.left.tiles[1].id", "expected a word"),
        ("key: 1", "key: 12", 3, "key", "1 to 9"),
        ("density: wall", "density: hall", 4, "density", "hall"),
        ("columns: 12", "columns: 0", 14, "screens.right.grid.columns", "equal tracks"),
        ("columns: [2, 1]", "columns: [2, 0]", 7, "screens.left.grid.columns", "weights above 0"),
        ("columns: 12, ", "", 14, "screens.right.grid", "'columns' is missing"),
        ("layout: flood\n", "", 1, "", "'layout' is missing"),
        ("screens:", "screnes:", 5, "screnes", "did you mean 'screens'"),
    ],
)
def test_each_fault_is_named(old: str, new: str, line: int, key: str, words: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    near = [f for f in found if (f.line, f.key) == (line, key) and words in f"{f.found}; {f.cure}"]
    assert near, "\n".join(map(str, found))


def test_a_layout_without_screens_is_refused() -> None:
    text = "layout: a\nname: {vi: A}\nscreens: {}\n"
    assert "no screen" in only(text).found


def test_all_faults_come_in_one_pass() -> None:
    text = GOOD.replace("id: list", "id: map").replace("number: 4", "numbr: 4").replace("key: 1", "key: 12")
    assert len(faults(text)) == 3


def test_a_title_may_be_given_in_both_languages() -> None:
    text = GOOD.replace("number: 4", "title: {vi: Bản đồ, en: Map}")
    tile = read_layout(text, "a", KINDS).screens[0].tiles[0]
    assert tile.options_in("vi") == PlainOptions(title="Bản đồ")
    assert tile.options_in("en") == PlainOptions(title="Map")
    wrong = only(GOOD.replace("number: 4", "title: {vi: Bản đồ, de: Karte}"))
    assert wrong.key == "screens.left.tiles[0].title.de"


def test_options_may_stand_apart_where_their_names_clash() -> None:
    text = GOOD.replace("number: 4", "options: {number: 4, title: {vi: A, en: B}}")
    assert read_layout(text, "a", KINDS).screens[0].tiles[0].options_in("en") == PlainOptions(
        number=4, title="B"
    )
    assert only(text.replace("number: 4", "numbr: 4")).key == "screens.left.tiles[0].options.numbr"
    assert "two places" in only(GOOD.replace("number: 4", "number: 4, options: {}")).found

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated, Any, Literal

import msgspec
import pytest

from backend.contract.expected import bare, expected, has_form, members, shown, unknown_cure, without_items
from backend.contract.state import Text


class Mode(enum.Enum):
    ON = "on"
    OFF = "off"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (str, "text"),
        (int | None, "a whole number"),
        (float | Text, "a number or keys and values: vi, en"),
        (Literal["high", "low", ""], 'one of: high, low, ""'),
        (Mode, "one of: on, off"),
        (dict[str, int], "keys and values"),
        (list[str], "a list ([a, b], or lines that begin with '-'), each text"),
        (tuple[Any, ...], "a list ([a, b], or lines that begin with '-')"),
        (tuple[float, int], "a list of 2: [a number, a whole number]"),
        (Annotated[float, msgspec.Meta(ge=5, le=60)], "a number from 5 to 60"),
        (Annotated[float, msgspec.Meta(gt=0, lt=1)], "a number above 0 below 1"),
        (Annotated[int, msgspec.Meta(ge=60)] | None, "a whole number, 60 or more"),
        (Annotated[int, msgspec.Meta(le=9)], "a whole number, at most 9"),
        (Annotated[str, msgspec.Meta(pattern="^a")], "text like ^a"),
        (
            Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=6)],
            "a list ([a, b], or lines that begin with '-'), each a whole number, at least 1 items, at most 6 items",
        ),
        (dt.datetime, "an instant such as 2026-11-24T19:00:00+07:00"),
        (bytes, "another value"),
    ],
)
def test_a_type_says_in_words_what_it_expects(kind: Any, words: str) -> None:
    assert expected(kind) == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "nothing"),
        (True, "true"),
        ("a", "'a'"),
        ([1, {"a": None}], "[1, {a: nothing}]"),
        (dt.date(2026, 11, 24), "2026-11-24"),
        ("x" * 99, "'" + "x" * 56 + "…"),
    ],
)
def test_data_is_shown_as_yaml_has_it(data: Any, words: str) -> None:
    assert shown(data) == words


def test_a_near_word_is_suggested_whatever_its_case() -> None:
    assert unknown_cure("treshold", ["threshold", "absence"]) == (
        "did you mean 'threshold'? expected one of: absence, threshold"
    )
    assert unknown_cure("ABSENCE", ["threshold", "absence"]).startswith("did you mean 'absence'?")
    assert "did you mean" not in unknown_cure("xyz", ["threshold"])
    assert unknown_cure("x", []) == "expected one of: nothing"


def test_of_very_many_names_the_nearest_are_listed() -> None:
    cure = unknown_cure("post-7", [f"post-{n}" for n in range(300)])
    assert cure.startswith("did you mean 'post-7'? expected one of 300, the nearest: post-7, ")
    assert cure.count(",") == 12


def test_a_union_has_members_without_none() -> None:
    narrow = Annotated[int, msgspec.Meta(ge=1)]
    assert members(narrow | str | None) == (narrow, str)
    assert members(Annotated[int | None, msgspec.Meta(title="n")]) == (int,)
    assert bare(narrow) is int


def test_lists_and_keys_have_the_form_of_their_types() -> None:
    assert has_form([1], tuple[int, int])
    assert has_form({"vi": "a"}, Text)
    assert has_form({}, dict[str, int])
    assert not has_form([1], Text)
    assert not has_form("a", list[str])


def test_a_narrowed_list_is_looked_at_without_its_items() -> None:
    short = without_items(Annotated[tuple[int, ...], msgspec.Meta(max_length=2)])
    assert msgspec.convert(["a", "b"], short) == ("a", "b")
    with pytest.raises(msgspec.ValidationError, match="length <= 2"):
        msgspec.convert([1, 2, 3], short)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.paths import MISSING, Path

ITEM = {"a": {"b": [10, {"c": None}]}, "x.y": 1, "s/l": 2, "t~": 3}
ROOT = {"head": ITEM}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b.0", 10),
        ("a.b.1.c", None),
        ("a.b.2", MISSING),
        ("a.z", MISSING),
        ("a.b.c", MISSING),
        ("a.b.0.c", MISSING),
        ("/x.y", 1),
        ("/s~1l", 2),
        ("/t~0", 3),
        ("$.head.x", MISSING),
        ("$.head.a.b.0", 10),
        ("$", ROOT),
        ("topic:1", "two"),
        ("topic:5", MISSING),
    ],
)
def test_goes_to_the_value(path: str, value: object) -> None:
    assert (
        Path(path).get(ITEM, ROOT, ["one", "two"]) is value
        or Path(path).get(ITEM, ROOT, ["one", "two"]) == value
    )


@pytest.mark.parametrize("path", ["a..b", ".a", "a.", "topic:", "topic:x", "topic:-1"])
def test_a_faulty_path_is_named(path: str) -> None:
    if path == ".a":
        assert Path(path).keys == ("a",)
        return
    with pytest.raises(UnreadableError, match="path"):
        Path(path)


@pytest.mark.parametrize(
    ("path", "key"), [("a", "a"), ("/x.y", "x.y"), ("a.b", None), ("$.a", None), ("topic:0", None)]
)
def test_only_one_key_of_the_item_is_flat(path: str, key: str | None) -> None:
    assert Path(path).only_key == key


@given(
    st.text(),
    st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)),
)
def test_no_path_raises_on_any_message(text: str, item: object) -> None:
    try:
        path = Path(text)
    except UnreadableError:
        return
    path.get(item, item, ["a"])

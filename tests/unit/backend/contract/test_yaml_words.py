from __future__ import annotations

import pytest
import yaml

from backend.contract.yaml_words import trouble


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        ("a: b: c\n", 1, "put a text that has ': ' in it in quotes"),
        ("a:\n  b: 1\n   c: 2\n", 3, "begin in the same column"),
        ("a: [1, 2\nb: 3\n", 2, "close the bracket"),
        ("a: {b: 1\n", 2, "what is not right begins at line 1"),
        ("a:\n\tb: 1\n", 2, "YAML takes no tabs"),
        ("a: 1\n  \tb: 1\n", 2, "YAML takes no tabs"),
        ('a: "b\n', 2, "close the quotes"),
        ("a: @b\n", 1, "a text that begins with '@' goes in quotes"),
        ("a: *b\n", 1, "a text that begins with '*' goes in quotes"),
        ("a: !x!b c\n", 1, "a text that begins with '!' goes in quotes"),
        ("a: 1\nb\n", 3, "write 'key: value'"),
        ('a: "\\d"\n', 1, "use single quotes"),
        ("- a\nb: 1\n", 2, "keys that belong together begin in the same column"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line_and_a_way_out(text: str, line: int, cure: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        yaml.compose(text, Loader=yaml.CSafeLoader)
    at, found, way_out = trouble(text, caught.value)
    assert found.startswith("not YAML (")
    assert (at, cure in way_out) == (line, True), (at, found, way_out)


def test_an_error_without_a_place_is_told_without_a_line() -> None:
    line, found, cure = trouble("", yaml.MarkedYAMLError(problem="something"))
    assert (line, found) == (0, "not YAML (something)")
    assert "same column" in cure

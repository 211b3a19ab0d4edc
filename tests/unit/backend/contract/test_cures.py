from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import pytest

from backend.contract.cures import cure
from backend.contract.state import Text

Severity = Literal["critical", "high"]


@pytest.mark.parametrize(
    ("data", "kind", "key", "words"),
    [
        ("hgh", Severity, "severity", "did you mean 'high'? expected one of: critical, high"),
        (True, Severity, "severity", "expected one of: critical, high; YAML reads yes, no, on and off"),
        (None, int, "n", "expected a whole number; write it behind the colon, or leave the key out"),
        ("12", int, "n", "leave the quotes out: 12"),
        ("-0,5", float, "level", "the decimal sign is a point: -0.5"),
        ("12,5 cm", float | Text, "level", "write the number alone: 12.5"),
        ("1,5 giờ", float, "hold_s", "write seconds: 5400"),
        ("30 ngày", float, "window_s", "write seconds: 2592000"),
        ("5 người", float, "window_s", "write the number alone: 5"),
        ("24/11/2026", dt.date, "from", "year, month, day: 2026-11-24"),
        ("4-11-2026 08:00", dt.datetime, "start", "year, month, day: 2026-11-04T00:00:00+07:00"),
        ("31/11/2026", dt.date, "from", "there is no such day"),
        (dt.date(2026, 11, 24), dt.datetime, "start", "write the time, too: 2026-11-24T00:00:00+07:00"),
        ("yes", bool, "on", "expected true or false; leave the quotes out"),
        ("a", tuple[str, ...], "to", "put it in brackets: [a]"),
        ("Mưa", Text | None, "name", "expected keys and values: vi, en; write {vi: Mưa}"),
        (["a"], str, "to", "one value without brackets: a"),
        (["a", "b"], str, "to", "this key takes one value"),
        (
            [0, 7, 5],
            tuple[float, float],
            "range",
            "a comma begins the next item, the decimal sign is a point",
        ),
        ({"vi": "a"}, str, "name", "this text is in one language: write it without {vi: …}"),
    ],
)
def test_a_wrong_value_gets_what_is_expected_and_how_to_write_it(
    data: Any, kind: Any, key: str, words: str
) -> None:
    assert words in cure(data, kind, key, str(data))


def test_what_looks_like_a_number_is_quoted_as_it_stands_in_the_file() -> None:
    assert cure(83, str, "phone", "0123") == 'expected text; put it in quotes: "0123"'


@pytest.mark.parametrize(
    ("data", "kind"),
    [("x", float), ("soon", dt.date), ({}, list[str]), (5, bool), ([{}], float), ("maybe", bool)],
)
def test_where_nothing_can_be_guessed_what_is_expected_is_all(data: Any, kind: Any) -> None:
    assert ";" not in cure(data, kind, "key", str(data))

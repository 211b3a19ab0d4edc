from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.folding import LONGEST_WORD, begins_words, folded, words_of


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Đường Mẹ Suốt, Thừa Thiên – Huế", "duong me suot, thua thien – hue"),
        ("ĐỒNG", "dong"),
        ("PAHT.0025", "paht.0025"),
        ("Straße", "strasse"),
        ("o\u031b\u0300 a\u0306", "o a"),  # marks that come apart from their letters
    ],
)
def test_folding_takes_marks_and_case_away(written: str, bare: str) -> None:
    assert folded(written) == bare


@given(st.text())
def test_folding_twice_changes_nothing_of_vietnamese(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words


def test_punctuation_parts_words() -> None:
    assert words_of("PAHT.20241119.0025 - K12/5 rác_thải!") == [
        "paht", "20241119", "0025", "k12", "5", "rac", "thai",
    ]  # fmt: skip
    assert words_of('"*()=\x00 …') == []


def test_a_word_without_end_is_cut() -> None:
    assert words_of("x" * 5000) == ["x" * LONGEST_WORD]


@pytest.mark.parametrize(
    ("wanted", "found"), [("me suo", True), ("Suốt", True), ("uot", False), ("me an", False), ("", True)]
)
def test_every_word_must_begin_a_word(wanted: str, found: bool) -> None:
    assert begins_words(wanted, set(words_of("Mẹ Suốt"))) is found

from __future__ import annotations

import pytest

from backend.domain.cases.words import begins_words, folded, tokens


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ngập đường  Lê-Lợi", "ngap duong le loi"),
        ("ĐƯỜNG", "duong"),
        ("Đường", "duong"),  # decomposed
        ("PAHT.20261124.0025", "paht 20261124 0025"),
        ("a_b", "a b"),
        (" – ", ""),
    ],
)
def test_case_diacritics_and_signs_do_not_count(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert " ".join(tokens(text)) == plain


def test_each_word_must_begin_a_word_somewhere() -> None:
    assert begins_words("ngap le", "Ngập sâu", "đường Lê Lợi")
    assert not begins_words("gap", "Ngập sâu")
    assert not begins_words("ngap hue", "Ngập sâu")
    assert begins_words("", "bất cứ gì")

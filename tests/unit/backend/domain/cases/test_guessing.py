from __future__ import annotations

import pytest

from backend.contract.state import Text
from backend.domain.cases.guessing import guessed
from backend.domain.cases.spec import FieldSpec

FIELDS = (
    FieldSpec(id="thoat-nuoc", name=Text("Thoát nước, cống rãnh"), words=("cống", "nghẹt cống", "nắp cống")),
    FieldSpec(id="ngap", name=Text("Ngập nước"), words=("ngập", "nước tràn")),
    FieldSpec(id="an-ninh", name=Text("An ninh trật tự"), words=("trộm", "công an")),
    FieldSpec(id="cay-xanh", name=Text("Cây xanh, công viên"), words=("công viên", "cây đổ")),
    FieldSpec(id="rac", name=Text("Rác thải"), words=("rác",)),
)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Cống trước nhà bị nghẹt", ["thoat-nuoc"]),
        ("nghẹt cống, nước tràn ra đường", ["thoat-nuoc", "ngap"]),
        ("nghet cong, nuoc tran ra duong", ["thoat-nuoc", "ngap"]),
        ("gọi công an phường", ["an-ninh"]),
        ("cây đổ trong công viên", ["cay-xanh"]),
        ("RÁC không ai dọn", ["rac"]),
        ("rác rác rác cống ngập", ["thoat-nuoc", "ngap", "rac"]),
        ("không biết nói sao", []),
        ("", []),
    ],
)
def test_fields_are_guessed_by_their_words(text: str, fields: list[str]) -> None:
    assert guessed(text, FIELDS) == fields


def test_text_without_marks_may_mean_several_things() -> None:
    assert guessed("cong an", FIELDS) == ["an-ninh", "thoat-nuoc"]


def test_a_part_of_a_word_is_no_word() -> None:
    assert guessed("trác táng, ngập-ngừng", FIELDS) == ["ngap"]
    assert guessed("trác", FIELDS) == []

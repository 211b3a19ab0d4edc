from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.domain.cases.conversation_words import BLANKS, TalkWords, same_words


def words(**more: Any) -> TalkWords:
    raw: dict[str, Any] = {}
    for field in msgspec.structs.fields(TalkWords):
        if field.name.endswith("_words"):
            raw[field.name] = [field.name]
        else:
            raw[field.name] = f"{field.name} " + " ".join(
                f"{{{one}}}" for one in sorted(BLANKS.get(field.name, ()))
            )
    return msgspec.convert(raw | more, TalkWords)


def test_blanks_are_filled_and_what_is_filled_in_is_not_looked_at() -> None:
    assert words().say("rated", code="{stars} {0.__class__}", stars=5) == "rated {stars} {0.__class__} 5"


@pytest.mark.parametrize(
    "text",
    ["{name}", "{n.__class__}", "{n[0]}", "{n!r}", "{n:>9}", "{}", "{0}", "{", "}", " ", "x" * 1501],
)
def test_texts_with_other_blanks_are_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="photo_taken"):
        words(photo_taken=text)


def test_each_list_of_answers_needs_a_word() -> None:
    for given in ([], [" "]):
        with pytest.raises(msgspec.ValidationError, match="send_words"):
            words(send_words=given)


def test_every_blank_belongs_to_a_text() -> None:
    names = {field.name for field in msgspec.structs.fields(TalkWords)}
    assert names >= BLANKS.keys()


def test_answers_are_compared_without_stops_and_capitals() -> None:
    assert same_words("  “Gửi”  Đi!! ") == "gửi” đi"
    assert same_words("HỦY.") == "hủy"

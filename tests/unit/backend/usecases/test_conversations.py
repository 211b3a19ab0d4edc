from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases.conversations import FILE, SHIPPED, load_talk_words


def test_the_words_that_ship_are_good(tmp_path: Path) -> None:
    words = load_talk_words(tmp_path)
    assert "mã phản ánh" in words.greeting
    assert words.say("opened", code="PAHT.1", due="18:05").startswith(
        "Đã tiếp nhận phản ánh PAHT.1. Hạn xử lý: 18:05."
    )
    assert "\n• Ảnh: 2\n" in words.say("summary", text="a", n_photos=2, place="b", field="c")


def test_a_centre_may_have_its_own(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace("Xin chào!", "Đà Nẵng xin chào!")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert load_talk_words(tmp_path).greeting.startswith("Đà Nẵng xin chào!")


def test_faults_are_named_with_their_file(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("greeting: chào\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=FILE):
        load_talk_words(tmp_path)
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match="cannot be read"):
        load_talk_words(tmp_path)

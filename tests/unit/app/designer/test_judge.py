from __future__ import annotations

from app.designer.judge import Refusal


def test_a_refusal_says_what_happened_and_the_cure() -> None:
    assert Refusal("không có quy trình 'a'", "tạo nó").words == "không có quy trình 'a' — tạo nó"
    assert Refusal("quá lâu").words == "quá lâu"

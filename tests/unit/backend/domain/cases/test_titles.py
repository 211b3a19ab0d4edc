from __future__ import annotations

from backend.domain.cases.titles import title_of


def test_a_title_is_one_line_cut_at_a_word() -> None:
    assert title_of("\n  Rác   đầy đường \nkhông ai dọn") == "Rác đầy đường"
    long = title_of("từ " * 60)
    assert len(long) <= 80
    assert long.endswith("từ…")
    assert title_of(" \n ") == ""

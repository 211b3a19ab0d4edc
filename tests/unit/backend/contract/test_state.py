from __future__ import annotations

from backend.contract.state import Text, freshness


def test_words_fall_back_to_vietnamese() -> None:
    assert Text("Ngập", "Flood").in_language("en") == "Flood"
    assert Text("Ngập").in_language("en") == "Ngập"
    assert Text("Ngập", "Flood").in_language("vi") == "Ngập"


def test_a_value_is_fresh_then_late_then_lost() -> None:
    assert [freshness(100.0, 10.0, now) for now in (90.0, 110.0, 110.1, 130.0, 130.1)] == [
        "fresh",
        "fresh",
        "late",
        "late",
        "lost",
    ]
    assert freshness(None, 10.0, 0.0) == "lost"

from __future__ import annotations

from backend.store.errors import StoreError


def test_an_error_says_what_happened_and_the_cure() -> None:
    error = StoreError("the disk is full", "free some space")
    assert str(error) == "the disk is full; free some space"
    assert error.cure == "free some space"

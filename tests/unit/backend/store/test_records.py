from __future__ import annotations

from backend.store.records import Batch, EntryDraft


def test_batches_share_nothing() -> None:
    one, other = Batch(), Batch()
    one.readings.append((1, 2.0, 3.0, 0))
    one.marks["a"] = "b"
    assert other == Batch()


def test_drafts_share_no_payload() -> None:
    one, other = EntryDraft(1.0, "a", "k", "s"), EntryDraft(1.0, "a", "k", "s")
    one.payload["x"] = 1
    assert other.payload == {}

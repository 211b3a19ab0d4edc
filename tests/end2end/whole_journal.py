"""Every entry of a journal, however long it is: one page holds a part of it only."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.messages import EntryAppended
from backend.store import Store


def entries(store: Store) -> Iterator[EntryAppended]:
    """Yield the journal's entries, oldest first."""
    after = 0
    while page := store.journal(after_seq=after, limit=1000):
        yield from page
        after = page[-1].seq

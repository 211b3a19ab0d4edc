"""`toancanh refused`: what sources brought and nobody could read, each with its reason."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from backend.store import Store

SHOWN = 200
"""Characters of a raw item that are shown."""


def refused_words(database: str, source_id: str, limit: int, zone: ZoneInfo) -> str:
    """Return what is in quarantine, newest first, for people.

    Args:
        database: SQLAlchemy URL.
        source_id: only of this source; empty: of all.
        limit: most items.
        zone: of the times.

    Raises:
        StoreError: the store cannot be read.
    """
    store = Store.open(database)
    try:
        items = store.refused(source_id, limit)
    finally:
        store.close()
    if not items:
        return "nothing is in quarantine" + (f" of the source {source_id}" if source_id else "")
    lines = []
    for item in items:
        at = dt.datetime.fromtimestamp(item.at, zone).strftime("%d/%m/%Y %H:%M:%S")
        raw = item.raw.decode("utf-8", "replace").replace("\n", " ")
        lines += [f"{at}  {item.source_id}  {item.item}: {item.reason}", f"    {raw[:SHOWN]}"]
    return "\n".join(lines)

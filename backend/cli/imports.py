"""`toancanh import readings`, and the recordings that a centre's folder carries."""

from __future__ import annotations

from pathlib import Path

from backend.engine.importing import store_recording
from backend.store import Store


def import_recordings(database: str, centre: Path) -> int:
    """Store every recording of the centre's folder once and return how many readings were new.

    Raises:
        RecordingError: a recording cannot be read.
        StoreError: the store refuses.
    """
    store = Store.open(database)
    try:
        store.migrate()
        marks = store.marks()
        n_new = 0
        for path in sorted((centre / "recordings").glob("*.csv")):
            stat = path.stat()
            key, mark = f"recording:{path.name}", f"{stat.st_size}:{stat.st_mtime_ns}"
            if marks.get(key) != mark:
                n_new += store_recording(store, path, mark=(key, mark))
        return n_new
    finally:
        store.close()

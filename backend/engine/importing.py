"""Brings recorded readings into the store: as history, judged by no rule."""

from __future__ import annotations

import csv
import datetime
import math
from collections.abc import Iterator
from pathlib import Path

from backend.contract.document import Fault
from backend.store import Batch, Store

ROWS_PER_COMMIT = 5_000
COLUMNS = ("place_id", "metric", "at", "value")


class RecordingError(ValueError):
    """A recording that cannot be read; names file, line and cure."""


def store_recording(store: Store, path: Path, mark: tuple[str, str] | None = None) -> int:
    """Store the readings of a recording and return how many the store did not have.

    Args:
        store: open and migrated.
        path: CSV with the columns place_id, metric, at (ISO 8601 with zone, or s since epoch), value.
        mark: (key, text) kept with the last rows, so that a caller knows that this was done.

    Raises:
        RecordingError: a column is missing or a cell is not what it should be; nothing is stored.
        StoreError: the store refuses.
    """
    rows = list(_rows(path))
    numbers = store.register_series(sorted({series_id for series_id, _, _ in rows})) if rows else {}
    n_new = 0
    for start in range(0, len(rows), ROWS_PER_COMMIT):
        part = rows[start : start + ROWS_PER_COMMIT]
        readings = [(numbers[series_id], at, value, 0) for series_id, at, value in part]
        n_new += store.write(Batch(readings=readings)).n_readings_new
    if mark is not None:
        store.write(Batch(marks={mark[0]: mark[1]}))
    return n_new


def _rows(path: Path) -> Iterator[tuple[str, float, float]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
        if missing:
            cure = f"a recording has the columns {', '.join(COLUMNS)}"
            raise RecordingError(str(Fault(str(path), 1, "", f"columns missing: {', '.join(missing)}", cure)))
        for row in reader:
            try:
                at, value = instant(row["at"]), float(row["value"])
                if not math.isfinite(value):
                    raise ValueError(f"the value {row['value']!r} is not a number")  # noqa: TRY301 - one handler
            except ValueError as error:
                fault = Fault(
                    str(path), reader.line_num, row["place_id"] or "", str(error), "correct this row"
                )
                raise RecordingError(str(fault)) from error
            yield f"{row['place_id']}.{row['metric']}", at, value


def instant(word: str) -> float:
    """Return an instant (s since epoch) from seconds or ISO 8601 with a zone.

    Raises:
        ValueError: it is neither.
    """
    try:
        return float(word)
    except ValueError:
        pass
    found = datetime.datetime.fromisoformat(word)
    if found.tzinfo is None:
        raise ValueError(f"the time {word!r} names no zone; write e.g. 2022-10-14T08:00:00+07:00")
    return found.timestamp()

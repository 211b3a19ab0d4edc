"""Brings recorded readings into the store: as history, judged by no rule."""

from __future__ import annotations

from pathlib import Path

import msgspec

from backend.domain.observation import Observation
from backend.sources.base import Refusal
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.recordings import RecordingReader, open_recording, rows_of
from backend.sources.reading.series import UnitOf
from backend.store import Batch, Store

ROWS_PER_COMMIT = 5_000


class RecordingError(ValueError):
    """A recording that cannot be read at all; names the file and the cure."""


class Imported(msgspec.Struct, frozen=True):
    """What came of a recording."""

    n_readings: int
    n_new: int
    """Readings that the store did not have."""
    refusals: tuple[Refusal, ...]
    """Rows that could not be read, each with its reason; the others were stored."""


def store_recording(
    store: Store, path: Path, *, zone: str, unit_of: UnitOf | None, mark: str = ""
) -> Imported:
    """Store the readings of a recording.

    Args:
        store: open and migrated.
        path: CSV with the columns place, metric, at, value and perhaps unit, quality; packed (.gz) or not.
        zone: IANA zone of times that name none.
        unit_of: the unit in which the centre keeps a metric; None takes values as they are.
        mark: kept in the store under `recording:<file name>`, so that a caller knows that this was done.

    Raises:
        RecordingError: it has no such columns.
        StoreError: the store refuses.
    """
    observations, refusals = read_recording(path, zone, unit_of)
    numbers = store.register_series(sorted({o.series_id for o in observations})) if observations else {}
    n_new = 0
    for start in range(0, len(observations), ROWS_PER_COMMIT):
        part = observations[start : start + ROWS_PER_COMMIT]
        rows = [(numbers[o.series_id], o.at, o.value, int(o.quality)) for o in part]
        n_new += store.write(Batch(readings=rows)).n_readings_new
    if mark:
        store.write(Batch(marks={f"recording:{path.name}": mark}))
    return Imported(len(observations), n_new, tuple(refusals))


def read_recording(path: Path, zone: str, unit_of: UnitOf | None) -> tuple[list[Observation], list[Refusal]]:
    """Return the readings of a recording and what could not be read; as `store_recording`.

    Raises:
        RecordingError: it has no such columns.
    """
    with open_recording(path) as file:
        rows = rows_of(file)
        try:
            reader = RecordingReader(next(rows, []), zone, unit_of)
        except UnreadableError as error:
            raise RecordingError(f"{path}: {error}") from error
        out = reader.collector()
        for number, row in enumerate(rows, start=2):
            item = f"{path.name}:{number}"
            try:
                reader.read(out, item, row, reader.time_of(row))
            except UnreadableError as error:
                out.refusals.append(Refusal(item, str(error), ",".join(row).encode()[:1000]))
        return out.observations, out.refusals

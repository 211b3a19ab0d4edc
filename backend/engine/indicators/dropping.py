"""A folder into which tables of the statistics office are dropped: read, then moved to what came of them.

`figures-in/<set>/*.csv` and `*.xlsx` in the centre's folder; read ones go to `done`, refused ones to
`refused` with a text beside them that says why.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path

from backend.contract.document import DocumentError
from backend.contract.state import Text
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.importing import (
    ImportDone,
    ImportJob,
    OwnSet,
    imported_entry,
    n_new,
    rows_of,
)
from backend.engine.work.bench import Bench
from backend.store import StoreError
from backend.usecases.indicator_import import ImportedTable, ImportOptions, RefusedTable, import_tables

log = logging.getLogger(__name__)

FOLDER = "figures-in"
ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
PERIOD_S = 10.0
"""A file that is the same at two looks is no longer being written."""
BY = "Thư mục nhập số liệu"
Ring = Callable[[Iterable[tuple[str, str]]], Awaitable[None]]


class Dropping:
    """Watches the folder."""

    def __init__(
        self, bench: Bench, catalogue: Catalogue, turn: asyncio.Lock, ring: Ring, centre: Path
    ) -> None:
        """Watch below `centre`.

        Args:
            bench: the daemon's parts.
            catalogue: learns of new indicators.
            turn: held from reading a figure's versions until the next one is committed.
            ring: told of figures of the whole centre that count now: code and period.
            centre: folder of the centre.
        """
        self._bench, self._catalogue, self._turn, self._ring = bench, catalogue, turn, ring
        self._centre = centre
        self._sizes: dict[Path, tuple[int, int]] = {}

    async def run(self) -> None:
        """Look every few seconds until cancelled."""
        while True:
            try:
                await self.look()
            except (OSError, StoreError, DocumentError) as error:
                log.warning("dropped tables cannot be taken: %s", error)
            await asyncio.sleep(PERIOD_S)

    async def look(self) -> int:
        """Take the files that have not changed since the last look; return how many."""
        self._catalogue.refresh()
        ready = await self._bench.beside(self._ready)
        for path in ready:
            try:
                await self._take(path)
            except (OSError, StoreError, DocumentError):
                raise
            except Exception as error:  # boundary: whatever is wrong with one file must not end the daemon
                log.exception("%s cannot be taken", path)
                words = Text(f"Lỗi khi đọc tệp: {error}", f"error while reading: {error}")
                await self._bench.beside(partial(_move, path, [ImportDone(path.name, refused=words)]))
        return len(ready)

    def _ready(self) -> list[Path]:
        before, self._sizes = self._sizes, {}
        for path in sorted((self._centre / FOLDER).glob("*/*")):
            if path.suffix.casefold() in ENDINGS and path.is_file():
                stat = path.stat()
                self._sizes[path] = (stat.st_size, stat.st_mtime_ns)
        return [path for path, mark in self._sizes.items() if before.get(path) == mark]

    async def _take(self, path: Path) -> None:
        job = ImportJob(
            options=ImportOptions(set_id=path.parent.name),
            by=BY,
            now=self._bench.clock.now(),
        )
        areas = self._catalogue.areas
        found = await self._bench.beside(lambda: import_tables(path, job.options, areas))
        tables = [table for table in found if isinstance(table, ImportedTable)]
        if tables:
            await self._bench.beside(lambda: OwnSet(self._centre, job.options.set_id).add(tables))
            self._catalogue.refresh()
        done = [await self._store(table, job) for table in found]
        await self._bench.beside(lambda: _move(path, done))

    async def _store(self, table: ImportedTable | RefusedTable, job: ImportJob) -> ImportDone:
        if isinstance(table, RefusedTable):
            payload: dict[str, object] = {"reason": table.why.vi}
            self._bench.casework.out.note(job.now, BY, "figure.refused", table.name, payload)
            await self._bench.pipeline.settle()
            return ImportDone(table.name, refused=table.why)
        store = self._bench.store.indicators
        async with self._turn:
            rows = await self._bench.beside(lambda: rows_of(table, store, job))
            out = self._bench.casework.out
            out.figures += rows
            out.entries.append(imported_entry(table, n_new(rows), job))
            await self._bench.pipeline.settle()
        changed = {
            (row.key.code, row.key.period)
            for row in rows
            if row.state == "accepted" and not row.key.area and not row.key.breakdown
        }
        if changed:
            await self._ring(changed)
        return ImportDone(table.name, len(table.figures), n_new(rows), table.n_missing, table.notes)


def _move(path: Path, done: Iterable[ImportDone]) -> None:
    """Move a file to what came of it, with the words beside it where something was refused."""
    listed = list(done)
    whole = all(each.refused is None for each in listed)
    target = path.parent / ("done" if whole else "refused")
    target.mkdir(exist_ok=True)
    place, n = target / path.name, 1
    while place.exists():
        n += 1
        place = target / f"{path.stem} ({n}){path.suffix}"
    path.replace(place)
    if not whole:
        words = "\n".join(each.words() for each in listed)
        place.with_name(f"{place.name}.txt").write_text(f"{words}\n", encoding="utf-8")

"""Brings imported tables into the store: figures that count at once, and the own set that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from backend.contract.document import load
from backend.contract.state import Text
from backend.domain.indicators.figure import FigureKey, FigureRow, entered
from backend.domain.indicators.spec import IndicatorSpec, SetSpec
from backend.store import Batch, EntryDraft, Store
from backend.store.indicator_figures import IndicatorFigures
from backend.usecases.indicator_areas import Areas
from backend.usecases.indicator_import import (
    ImportedFigure,
    ImportedTable,
    ImportOptions,
    RefusedTable,
    import_tables,
    set_document,
)


class ImportJob(msgspec.Struct, frozen=True, kw_only=True):
    """What is imported on whose behalf."""

    options: ImportOptions
    by: str
    now: float


class ImportDone(msgspec.Struct, frozen=True):
    """What came of one table."""

    name: str
    n_figures: int = 0
    n_new: int = 0
    """New ones and corrections; the others were there already."""
    n_missing: int = 0
    notes: tuple[str, ...] = ()
    refused: Text | None = None
    """Why it was not imported."""

    def words(self) -> str:
        """Return it for people."""
        if self.refused is not None:
            return f"{self.name}: không nhập. {self.refused.vi}"
        more = "".join(f"\n  {note}" for note in self.notes)
        return (
            f"{self.name}: {self.n_figures} số liệu, {self.n_new} mới hoặc thay đổi, "
            f"{self.n_missing} ô không có số{more}"
        )


class OwnSet:
    """A set of the centre's own: `indicators/<id>.yaml` in its folder."""

    def __init__(self, centre: Path, set_id: str) -> None:
        """Read it where it is there.

        Raises:
            DocumentError: its file cannot be read.
        """
        self.path = centre / "indicators" / f"{set_id}.yaml"
        self.is_new = not self.path.is_file()
        self.spec = SetSpec(id=set_id, name=Text(set_id), source="", indicators=())
        if not self.is_new:
            self.spec = load(self.path.read_text(encoding="utf-8"), SetSpec, str(self.path))

    def add(self, tables: Iterable[ImportedTable]) -> None:
        """Take the indicators of tables, and write the file where that changed anything."""
        self.change(with_indicators(self.spec, tables))

    def change(self, spec: SetSpec) -> None:
        """Write the file where the set has changed: all of it or nothing."""
        if spec == self.spec:
            return
        self.spec = spec
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".part")
        beside.write_text(set_document(spec), encoding="utf-8")
        beside.replace(self.path)


def with_indicators(spec: SetSpec, tables: Iterable[ImportedTable]) -> SetSpec:
    """Return a set with the indicators of tables.

    One that it has already stays as somebody may have edited it, but learns of further kinds of period.
    """
    known = {each.code: each for each in spec.indicators}
    for table in tables:
        for new in table.indicators:
            old = known.get(new.code)
            known[new.code] = new if old is None else _widened(old, new)
    return msgspec.structs.replace(spec, indicators=tuple(known.values()))


def _widened(old: IndicatorSpec, new: IndicatorSpec) -> IndicatorSpec:
    also = tuple(dict.fromkeys(kind for kind in (*old.also, *new.kinds) if kind != old.period))
    return msgspec.structs.replace(old, also=also)


def rows_of(table: ImportedTable, store: IndicatorFigures, job: ImportJob) -> list[FigureRow]:
    """Return the rows to write for a table: figures that are the same already are left out."""
    keys = [FigureKey(f.entry.code, f.entry.period, f.entry.area, f.entry.breakdown) for f in table.figures]
    known = store.newest_of(keys)
    rows: list[FigureRow] = []
    for key, figure in zip(keys, table.figures, strict=True):
        before = known.get(key, [])
        counting = next((row for row in before if row.state == "accepted"), None)
        new = figure.entry
        if counting is None or (counting.value, counting.final) != (new.value, new.final):
            rows += entered(before, _row(key, figure, job))
    return rows


def _row(key: FigureKey, figure: ImportedFigure, job: ImportJob) -> FigureRow:
    return FigureRow(
        key=key,
        version=0,
        state="accepted",
        value=figure.entry.value,
        at=job.now,
        by=job.by,
        how="imported",
        source=figure.source,
        final=figure.entry.final,
        vintage=figure.vintage,
        reviewed_by=job.by,
        reviewed_at=job.now,
    )


def imported_entry(table: ImportedTable, n_new: int, job: ImportJob) -> EntryDraft:
    """Return what the journal says of an imported table."""
    payload: dict[str, object] = {
        "set": job.options.set_id,
        "n_figures": len(table.figures),
        "n_new": n_new,
        "notes": list(table.notes),
    }
    return EntryDraft(job.now, job.by, "figure.imported", table.name, payload)


def n_new(rows: Sequence[FigureRow]) -> int:
    """Return how many figures rows bring: those that give way are none."""
    return sum(row.state == "accepted" for row in rows)


def import_file(
    path: Path, store: Store, areas: Areas, job: ImportJob, own: OwnSet | None
) -> list[ImportDone]:
    """Import one file into the store; return what came of each of its tables.

    Args:
        path: CSV or workbook.
        store: open and migrated.
        areas: that figures may be of.
        job: where to, on whose behalf.
        own: set that takes the indicators; None: look only, write nothing.

    Raises:
        OSError: the file cannot be read.
        StoreError: the store refuses.
    """
    found = import_tables(path, job.options, areas)
    tables = [table for table in found if isinstance(table, ImportedTable)]
    if own is not None and tables:
        own.add(tables)
    done = []
    for table in found:
        if isinstance(table, RefusedTable):
            done.append(ImportDone(table.name, refused=table.why))
            continue
        rows = rows_of(table, store.indicators, job)
        if rows and own is not None:
            entry = imported_entry(table, n_new(rows), job)
            store.write(Batch(figures=rows, entries=[entry]))
        done.append(ImportDone(table.name, len(table.figures), n_new(rows), table.n_missing, table.notes))
    return done

"""Rows of a table to what they hold: readings of one mapping, or cases of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from backend.sources.base import Parsed, Refusal
from backend.sources.reading.case_mapping import CaseMapping, CaseReader
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.paths import Path
from backend.sources.reading.series import UnitOf
from backend.sources.reading.tables import TableMapping, TableReader, normal, raw_of

Rows = Iterable[tuple[str, Sequence[object]]]
"""Each row with what it is called in a refusal."""


class RowReader(Protocol):
    """Reads rows under one header."""

    def read_rows(self, rows: Rows, received_at: float) -> Parsed:
        """Return what the rows hold."""
        ...


class TableConfig(Protocol):
    """The part of a source's settings that says what its table holds."""

    @property
    def id(self) -> str:
        """Id of the source."""

    @property
    def table(self) -> TableMapping | None:
        """Readings."""

    @property
    def cases(self) -> CaseMapping | None:
        """Cases."""


def row_reader(config: TableConfig, header: Sequence[object], unit_of: UnitOf | None) -> RowReader:
    """Return the reader of a source's rows.

    Raises:
        UnreadableError: columns are missing; names them and those that are there.
    """
    readings = ReadingRows(TableReader(config.table, header, unit_of)) if config.table else None
    cases = CaseRows(config.cases, config.id, header) if config.cases else None
    if readings is not None and cases is not None:
        return BothRows(readings, cases)
    found = readings or cases
    assert found is not None  # noqa: S101 - the settings hold one of the two at least
    return found


def columns_of(config: TableConfig) -> list[str]:
    """Return every column that a source's table must have."""
    found = [] if config.table is None else config.table.columns()
    if config.cases is not None:
        found += [Path(path).keys[0] for path in config.cases.paths() if Path(path).keys]
    return list(dict.fromkeys(found))


class BothRows:
    """Rows that hold readings, and tell of the case to which these belong: a certificate and its results."""

    def __init__(self, readings: ReadingRows, cases: CaseRows) -> None:
        """Read each row twice."""
        self._readings, self._cases = readings, cases

    def read_rows(self, rows: Rows, received_at: float) -> Parsed:
        """Return readings and cases; what is wrong with a row for both is said once for each."""
        held = list(rows)
        found = self._readings.read_rows(held, received_at)
        told = self._cases.read_rows(held, received_at)
        return Parsed(found.observations, found.refusals + told.refusals, told.cases)


class ReadingRows:
    """Rows that hold readings."""

    def __init__(self, table: TableReader) -> None:
        """Read by `table`."""
        self._table = table

    def read_rows(self, rows: Rows, received_at: float) -> Parsed:
        """Return the readings; rows tell their own time."""
        del received_at
        out = self._table.collector()
        for item, row in rows:
            self._table.read(out, item, row)
        return Parsed(out.observations, out.refusals)


class CaseRows:
    """Rows that hold a case each."""

    def __init__(self, mapping: CaseMapping, source_id: str, header: Sequence[object]) -> None:
        """Find the columns that the mapping names.

        Raises:
            UnreadableError: some are missing.
        """
        there = {normal("" if name is None else name): str(name) for name in header}
        wanted = {path: Path(path).keys[0] for path in mapping.paths() if Path(path).keys}
        missing = sorted({name for name in wanted.values() if normal(name) not in there})
        if missing:
            names = ", ".join(str(name)[:40] for name in list(header)[:40] if name not in (None, ""))
            raise UnreadableError(f"no column {', '.join(missing)}; the table has: {names or 'none'}")
        # keys as the mapping writes them, where the table differs in case or blanks
        written = {normal(name): name for name in wanted.values()}
        self._header = [written.get(normal("" if name is None else name), str(name)) for name in header]
        self._reader = CaseReader(mapping, source_id)

    def read_rows(self, rows: Rows, received_at: float) -> Parsed:
        """Return the cases; an empty row is nothing."""
        found = Parsed([])
        for item, row in rows:
            if all(cell is None or cell == "" for cell in row):
                continue
            entry = {name: _plain(cell) for name, cell in zip(self._header, row, strict=False)}
            cases, refusals = self._reader.read(entry, received_at, item)
            # a certificate says in each of its rows which one it is
            found.cases.extend(case for case in cases if found.cases[-1:] != [case])
            found.refusals.extend(Refusal(item, each.reason, raw_of(row)) for each in refusals)
        return found


def _plain(cell: object) -> object:
    """Return a cell as JSON would hold it; times stay as they are, their reader knows them."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return cell.isoformat()
    return cell

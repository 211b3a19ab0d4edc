"""CSV, XLSX and GeoJSON files dropped into a folder, also ones that keep growing."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading import csv_lines, file_marks
from backend.sources.reading.case_mapping import CaseMapping
from backend.sources.reading.case_rows import RowReader, columns_of, row_reader
from backend.sources.reading.file_marks import FileMark
from backend.sources.reading.heads import TableHead
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.tables import TableMapping
from backend.sources.reading.workbooks import feature_rows, sheet_rows

_BATCH = 1_000
"""Rows that are handed over at once."""
_HEAD = 65_536
_FORMATS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"} | dict.fromkeys(
    (".geojson", ".json"), "geojson"
)


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a folder source."""

    path: str
    """The folder."""
    table: TableMapping | None = None
    """Which columns hold place, time and values of readings."""
    cases: CaseMapping | None = None
    """Which columns hold cases (reports, dossiers), a row each; their names stand in place of paths. With
    both, each row is a reading and says to which case it belongs."""
    pattern: str = "*"
    """Files to read, such as `tram_*.csv`; `**/*.csv` also looks into folders below."""
    format: Literal["auto", "csv", "xlsx", "geojson"] = "auto"
    """auto: by the ending of the name."""
    interval_s: float = 5.0
    """Time from one look at the folder to the next."""
    settle_s: float = 2.0
    """A file must have stopped changing for so long; only whole lines of a growing CSV are read before."""
    header_row: int = 1
    """Row of the column names, counted from 1; 0: the first row that holds all of them."""
    head: tuple[str, ...] = ()
    """Labels above the table (`Mã mẫu`), each with its value behind a colon or in the next cell: they are
    columns of every row."""
    encoding: str = "auto"
    """auto, utf-8, utf-16, cp1258, …; auto knows byte order marks and falls back to Windows-1258."""
    separator: str = "auto"
    """auto, or one character."""
    sheet: str = ""
    """Sheet of a workbook; empty: the first."""
    max_bytes: int = 268_435_456
    """A workbook (unpacked) or GeoJSON file that is larger is refused."""

    @property
    def holds_readings(self) -> bool:
        """Whether it measures."""
        return self.table is not None

    def __post_init__(self) -> None:
        """Check codec, separator and ranges."""
        if self.encoding != "auto":
            try:
                "".encode(self.encoding)
            except LookupError:
                raise ValueError(f"`encoding`: unknown {self.encoding!r}, expected auto, utf-8, …") from None
        if self.separator != "auto" and len(self.separator) != 1:
            raise ValueError("`separator`: auto or one character")
        if not self.table and not self.cases:
            raise ValueError("give `table` (readings), `cases`, or both")
        if self.header_row < 0 or self.interval_s <= 0 or self.settle_s < 0:
            raise ValueError("`header_row` counts from 1, `interval_s` is above 0, `settle_s` is not below 0")


class Rows(msgspec.Struct, frozen=True):
    """Rows of one file under its header."""

    file: str
    header: Sequence[object]
    first_row: int
    """Number of the first of `rows` in the file, counted from 1."""
    rows: Sequence[Sequence[object]]


class _Step(msgspec.Struct, frozen=True):
    """What one batch of a file brought."""

    parsed: Parsed
    mark: FileMark


def parse(raw: Rows, config: Config, received_at: float, reader: RowReader | None = None) -> Parsed:
    """Read rows of a file; `reader` None leaves units unchecked."""
    try:
        table = reader or row_reader(config, raw.header, None)
    except UnreadableError as error:
        return Parsed([], [Refusal(raw.file, str(error), repr(raw.header).encode()[:10_000])])
    items = (f"{raw.file}:{number}" for number in itertools.count(raw.first_row))
    return table.read_rows(zip(items, raw.rows, strict=False), received_at)


class Source:
    """Looks at one folder again and again."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` looks."""
        self._config, self._sink, self._clock = config, sink, clock
        self._marks: dict[str, FileMark] = {}
        self._seen: dict[str, tuple[int, int, float]] = {}
        self._present: set[str] = set()

    async def run(self) -> None:
        """Look until cancelled."""
        self._marks = file_marks.decode(self._sink.mark())
        while True:
            try:
                found = await asyncio.to_thread(self._look)
            except OSError as error:
                self._sink.disconnected(f"folder {self._config.path}: {error.strerror or error}")
            else:
                self._sink.connected(self._newest_at())
                for name in found:
                    await self._read_file(name)
            await asyncio.sleep(self._config.interval_s)

    def _newest_at(self) -> float | None:
        """Return when the newest file that was read, wholly or in part, has come in; None: none was."""
        times = [seen[1] / 1e9 for name, seen in self._seen.items() if name in self._marks]
        return max(times, default=None)

    def _look(self) -> list[str]:
        """Return the names of the files that have something new."""
        folder = Path(self._config.path)
        if not folder.is_dir():
            raise NotADirectoryError(0, "no such folder")
        found, present, now = [], set(), time.monotonic()
        for path in sorted(folder.glob(self._config.pattern)):
            if path.name.startswith((".", "~$")) or not path.is_file() or not self._format_of(path):
                continue
            name = path.relative_to(folder).as_posix()
            present.add(name)
            stat = path.stat()
            version = (stat.st_size, stat.st_mtime_ns)
            if self._seen.get(name, ())[:2] != version:
                self._seen[name] = (*version, now)
            mark = self._marks.get(name)
            if mark is None or not mark.done or not mark.is_version(stat):
                found.append(name)
        self._present = present
        self._seen = {name: seen for name, seen in self._seen.items() if name in present}
        return found

    def _format_of(self, path: Path) -> str:
        return _FORMATS.get(path.suffix.lower(), "") if self._config.format == "auto" else self._config.format

    def _is_settled(self, name: str, stat: os.stat_result) -> bool:
        size, mtime_ns, since = self._seen.get(name, (-1, -1, 0.0))
        same = (size, mtime_ns) == (stat.st_size, stat.st_mtime_ns)
        return same and time.monotonic() - since >= self._config.settle_s

    async def _read_file(self, name: str) -> None:
        steps = self._steps(name)
        while True:
            await self._sink.room()
            step = await asyncio.to_thread(next, steps, None)
            if step is None:
                return
            self._marks[name] = step.mark
            if step.parsed.refusals:
                self._sink.refuse(step.parsed.refusals)
            if step.parsed.cases:
                self._sink.accept_cases(step.parsed.cases)
            self._sink.accept(step.parsed.observations, mark=file_marks.encode(self._marks, self._present))

    def _steps(self, name: str) -> Iterator[_Step]:
        """Read what is new in a file, batch by batch; runs in a thread."""
        path = Path(self._config.path) / name
        stat = None
        try:
            stat = path.stat()
            if self._format_of(path) == "csv":
                with path.open("rb") as file:
                    yield from self._csv_steps(name, file, stat)
            elif self._is_settled(name, stat):
                yield from self._sheet_steps(name, path, stat)
        except FileNotFoundError:
            return
        except (UnreadableError, OSError) as error:
            if stat is not None:
                refusal = Refusal(name, str(error), b"")
                old = self._marks.get(name)
                row = old.row if old is not None and old.is_version(stat) else 0
                done = FileMark(stat.st_size, stat.st_mtime_ns, done=True, row=row)
                yield _Step(Parsed([], [refusal]), done)

    def _csv_steps(self, name: str, file: BinaryIO, stat: os.stat_result) -> Iterator[_Step]:
        config, settled = self._config, self._is_settled(name, stat)
        layout = csv_lines.sniff(file.read(_HEAD), config.encoding, config.separator, config.header_row)
        head = TableHead(config.head, config.header_row, columns_of(config))
        columns, end = None, layout.start
        for record in csv_lines.records(file, layout, layout.start):
            if not record.complete and not settled:
                return
            columns, end = head.take(record.cells), record.end
            if columns is not None:
                break
        if columns is None:
            if settled:
                raise UnreadableError(head.missing)
            return
        table = row_reader(config, columns, self._sink.unit_of)
        byte, row = self._go_on(name, file, end)
        row = row or head.n_rows
        batch: list[Sequence[object]] = []
        faults: list[Refusal] = []
        first, whole = row + 1, True
        for record in csv_lines.records(file, layout, byte):
            if not record.complete:
                whole = False
                if not settled:
                    break
            row += 1
            if record.fault:
                faults.append(Refusal(f"{name}:{row}", record.fault, "".join(record.cells).encode()))
            batch.append([] if record.fault else head.row(record.cells))
            byte = record.end if record.complete else byte
            if len(batch) >= _BATCH:
                mark = FileMark(-1, -1, False, byte, row, file_marks.fingerprint(file, byte))
                yield self._step(table, Rows(name, (), first, batch), faults, mark)
                batch, faults, first = [], [], row + 1
        print_ = file_marks.fingerprint(file, byte)
        # A last line without its end is read again when the rest of it comes.
        row -= 0 if whole or not settled else 1
        done = whole or settled
        mark = FileMark(stat.st_size, stat.st_mtime_ns, done, byte, row, print_)
        yield self._step(table, Rows(name, (), first, batch), faults, mark)

    def _go_on(self, name: str, file: BinaryIO, start: int) -> tuple[int, int]:
        """Return byte and row to go on at: after what was read, or at the start of a replaced file."""
        mark = self._marks.get(name)
        if mark is None or mark.byte < start:
            return start, 0
        grown = os.fstat(file.fileno()).st_size >= mark.byte
        if grown and file_marks.fingerprint(file, mark.byte) == mark.fingerprint:
            return mark.byte, mark.row
        return start, 0

    def _sheet_steps(self, name: str, path: Path, stat: os.stat_result) -> Iterator[_Step]:
        config = self._config
        if self._format_of(path) == "xlsx":
            rows, header_row = sheet_rows(path, config.sheet, config.max_bytes), config.header_row
        else:
            rows, header_row = feature_rows(path, config.max_bytes), 1
        head = TableHead(config.head, header_row, columns_of(config))
        old = self._marks.get(name)
        skip = old.row if old is not None and not old.done and old.is_version(stat) else 0
        table: RowReader | None = None
        batch: list[Sequence[object]] = []
        number = 0
        for number, cells in enumerate(rows, 1):
            if table is None:
                columns = head.take(cells)
                table = None if columns is None else row_reader(config, columns, self._sink.unit_of)
            elif number > skip:
                batch.append(head.row(cells))
                if len(batch) >= _BATCH:
                    mark = FileMark(stat.st_size, stat.st_mtime_ns, False, 0, number)
                    yield self._step(table, Rows(name, (), number - len(batch) + 1, batch), [], mark)
                    batch = []
        if table is None:
            raise UnreadableError(head.missing)
        mark = FileMark(stat.st_size, stat.st_mtime_ns, True, 0, number)
        yield self._step(table, Rows(name, (), number - len(batch) + 1, batch), [], mark)

    def _step(self, table: RowReader, rows: Rows, faults: list[Refusal], mark: FileMark) -> _Step:
        parsed = parse(rows, self._config, self._clock.now(), table)
        return _Step(msgspec.structs.replace(parsed, refusals=parsed.refusals + faults), mark)

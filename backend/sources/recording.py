"""A stored feed, played on the daemon's clock at any speed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.recordings import RecordingReader, open_recording, rows_of
from backend.sources.reading.times import TimeReader

_BLOCK = 1_000
_TICK_S = 0.05
"""Rows that fall due within this time go together."""
_LONGEST_WAIT_S = 0.1
"""The clock that is passed in may jump or run fast, so it is looked at again."""
_RETRY_S = 10.0


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a recording."""

    path: str
    """CSV or .csv.gz, ascending in time, with the columns place, metric, at, value, perhaps unit, quality."""
    speed: float = 1.0
    """How many recorded seconds pass in one; 0 plays everything at once."""
    start: str = ""
    """Recorded time to begin at (ISO or epoch); empty: the first row."""
    timestamps: Literal["shifted", "original", "clock"] = "shifted"
    """shifted: the recording begins now and its times are moved; original: it begins now and keeps its
    times; clock: each row comes when the daemon's clock shows its own time (replay)."""
    loop: bool = False
    """Begin again at the end (only `shifted`)."""
    zone: str = "Asia/Ho_Chi_Minh"
    """IANA zone of times that carry none."""

    def __post_init__(self) -> None:
        """Check ranges and times."""
        if not 0 <= self.speed < math.inf:
            raise ValueError("`speed` must be 0 or above")
        if self.timestamps == "shifted" and not self.speed:
            raise ValueError("`speed: 0` plays everything at once, so it needs `timestamps: original`")
        if self.loop and self.timestamps != "shifted":
            raise ValueError("`loop` needs `timestamps: shifted`")
        times = TimeReader("auto", self.zone)
        if self.start:
            times.read(self.start)


class Row(msgspec.Struct, frozen=True):
    """One row of a recording under its header."""

    header: Sequence[str]
    cells: Sequence[str]
    item: str


def parse(raw: Row, config: Config, received_at: float, reader: RecordingReader | None = None) -> Parsed:
    """Read one row at its recorded time; `reader` None leaves units unchecked."""
    del received_at
    try:
        table = reader or RecordingReader(raw.header, config.zone, None)
        out = table.collector()
        table.read(out, raw.item, raw.cells, table.time_of(raw.cells))
    except UnreadableError as error:
        return Parsed([], [Refusal(raw.item, str(error), ",".join(raw.cells).encode()[:10_000])])
    return Parsed(out.observations, out.refusals)


class _Timed(msgspec.Struct, frozen=True, gc=False):
    number: int
    at: float
    """Recorded time, NaN where the row has none."""
    cells: list[str]
    fault: str = ""


class Source:
    """Plays one recording."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` plays."""
        self._config, self._sink, self._clock = config, sink, clock
        self._origin: tuple[float, float] | None = None

    async def run(self) -> None:
        """Play to the end, then wait to be cancelled; a fault of the file is tried again."""
        skip = int(mark) if (mark := self._sink.mark() or "").isdigit() else 0
        while True:
            try:
                await self._play(skip)
            except (OSError, EOFError, UnreadableError) as error:
                self._sink.disconnected(f"recording {self._config.path}: {error}")
                await asyncio.sleep(_RETRY_S)
                continue
            if not self._config.loop:
                await asyncio.Event().wait()
            skip, self._origin = 0, None
            await asyncio.sleep(_TICK_S)

    async def _play(self, skip: int) -> None:
        blocks = self._blocks(skip)
        waiting: list[_Timed] = []
        while True:
            await self._sink.room()
            block = await asyncio.to_thread(next, blocks, None)
            if block is None:
                return
            self._sink.connected()
            for row in block:
                due_s = self._due_s(row)
                while due_s > _TICK_S:
                    self._emit(waiting)
                    await asyncio.sleep(min(due_s, _LONGEST_WAIT_S))
                    due_s = self._due_s(row)
                waiting.append(row)
            self._emit(waiting)

    def _blocks(self, skip: int) -> Iterator[list[_Timed]]:
        """Read the file in blocks; runs in a thread."""
        config = self._config
        start_at = TimeReader("auto", config.zone).read(config.start) if config.start else -math.inf
        with open_recording(Path(config.path)) as file:
            rows = rows_of(file)
            header = next(rows, None)
            if header is None:
                raise UnreadableError("the file is empty, expected a header place,metric,at,value")
            self._reader = RecordingReader(header, config.zone, self._sink.unit_of)
            numbered = islice(enumerate(rows, 2), max(0, skip - 1), None)
            while block := list(islice(numbered, _BLOCK)):
                timed = [self._timed(number, cells) for number, cells in block if cells]
                yield [row for row in timed if not row.at < start_at]

    def _timed(self, number: int, cells: list[str]) -> _Timed:
        try:
            return _Timed(number, self._reader.time_of(cells), cells)
        except UnreadableError as error:
            return _Timed(number, math.nan, cells, str(error))

    def _due_s(self, row: _Timed) -> float:
        """Return the seconds until a row falls due, on the machine's clock at speed 1."""
        if not self._config.speed or math.isnan(row.at):
            return 0.0
        now = self._clock.now()
        if self._config.timestamps == "clock":
            return row.at - now
        if self._origin is None:
            self._origin = (row.at, now)
        recorded_at, began_at = self._origin
        return began_at + (row.at - recorded_at) / self._config.speed - now

    def _at(self, row: _Timed) -> float:
        if self._config.timestamps != "shifted":
            return row.at
        if self._origin is None:
            self._origin = (row.at, self._clock.now())
        recorded_at, began_at = self._origin
        return began_at + (row.at - recorded_at) / self._config.speed

    def _emit(self, rows: list[_Timed]) -> None:
        """Hand over what is due and empty the list."""
        if not rows:
            return
        out = self._reader.collector()
        name = Path(self._config.path).name
        for row in rows:
            if row.fault:
                out.refuse(f"{name}:{row.number}", row.fault, ",".join(row.cells).encode()[:10_000])
            else:
                self._reader.read(out, f"{name}:{row.number}", row.cells, self._at(row))
        if out.refusals:
            self._sink.refuse(out.refusals)
        self._sink.accept(out.observations, mark=str(rows[-1].number))
        rows.clear()

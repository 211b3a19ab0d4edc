"""A table or query of another system's database, read on by a column that only grows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Generator, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.case_mapping import CaseMapping
from backend.sources.reading.case_rows import RowReader, row_reader
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.secrets import SecretMissingError, password_of, reject_password
from backend.sources.reading.tables import TableMapping
from backend.sources.reading.watermarks import Progress, Watermark, restored, start_mark

_BATCH = 1_000


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a database source."""

    url: str
    """SQLAlchemy URL without password, such as `postgresql+psycopg://reader@db.city/scada`."""
    table: TableMapping | None = None
    """Which columns hold place, time and values of readings; or give `cases`."""
    cases: CaseMapping | None = None
    """Which columns hold cases (reports, dossiers), a row each; their names stand in place of paths."""
    watermark: str
    """Column that grows with each new row: a serial number or the time of insertion."""
    source_table: str = ""
    """Table or view, with its schema before a dot if it has one; or use `query`."""
    query: str = ""
    """A SELECT without ORDER BY, in place of `source_table`."""
    start_at: str = ""
    """Watermark to start at the first time: a number, or a time as the table writes it; empty: all."""
    overlap: float = 0.0
    """Rows whose watermark is so much smaller (seconds for times) are asked for
    again each time: transactions that committed late."""
    interval_s: float = 10.0
    """Time from one question to the next."""
    reconcile_s: float = 0.0
    """Of cases: time from one reading of the whole table to the next, for what changed without a new
    watermark; 0: never."""
    timeout_s: float = 30.0
    """Time to connect."""
    password_key: str = ""
    """Name of the password in the keyring."""

    @property
    def holds_readings(self) -> bool:
        """Whether it measures."""
        return self.table is not None

    def __post_init__(self) -> None:
        """Check the address and what belongs together."""
        reject_password(self.url)
        try:
            sa.make_url(self.url)
        except sa.exc.ArgumentError:
            raise ValueError(
                "`url` must be a SQLAlchemy URL such as postgresql+psycopg://user@host/db"
            ) from None
        if bool(self.source_table) == bool(self.query):
            raise ValueError("give either `source_table` or `query`")
        if bool(self.table) == bool(self.cases):
            raise ValueError("give either `table` (readings) or `cases`")
        if self.interval_s <= 0 or self.overlap < 0 or self.reconcile_s < 0:
            raise ValueError("`interval_s` must be above 0, `overlap` and `reconcile_s` not below 0")
        if self.reconcile_s and self.cases is None:
            raise ValueError("`reconcile_s` is for `cases`: a reading never changes")


class Rows(msgspec.Struct, frozen=True):
    """Rows of one answer under its column names."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]


def parse(raw: Rows, config: Config, received_at: float, reader: RowReader | None = None) -> Parsed:
    """Read rows; `reader` None leaves units unchecked."""
    try:
        table = reader or row_reader(config, raw.header, None)
    except UnreadableError as error:
        return Parsed([], [_header_refusal(config, raw.header, error)])
    at = raw.header.index(config.watermark) if config.watermark in raw.header else None

    def key(row: Sequence[object]) -> str:
        return f"{config.watermark}={row[at]}" if at is not None and at < len(row) else "row"

    return table.read_rows(((key(row), row) for row in raw.rows), received_at)


def _header_refusal(config: Config, header: Sequence[str], error: UnreadableError) -> Refusal:
    return Refusal(config.source_table or "query", str(error), ";".join(header).encode())


def _watermark_index(config: Config, header: Sequence[str]) -> int:
    if config.watermark not in header:
        raise UnreadableError(
            f"no column {config.watermark} (`watermark`); there is: {', '.join(header)[:300]}"
        )
    return header.index(config.watermark)


class Source:
    """Asks one database again and again, in a thread."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` asks."""
        self._config, self._sink, self._clock = config, sink, clock
        self._mark = Watermark(None)
        self._engine: sa.Engine | None = None
        self._refused_header: list[str] | None = None
        self._last_answer: set[str] = set()

    async def run(self) -> None:
        """Ask until cancelled."""
        self._mark = start_mark(self._sink.mark(), self._config.start_at)
        delay_s = self._config.interval_s
        reconciled_at = self._clock.now()
        try:
            while True:
                try:
                    if 0 < self._config.reconcile_s <= self._clock.now() - reconciled_at:
                        reconciled_at = self._clock.now()
                        self._mark = start_mark(None, self._config.start_at)
                    await self._ask()
                    delay_s = self._config.interval_s
                except (SQLAlchemyError, SecretMissingError, OSError, ImportError) as error:
                    first = str(error).strip().partition("\n")[0]
                    self._sink.disconnected(f"{self._where()}: {first[:300]}")
                    delay_s = min(delay_s * 2, max(self._config.interval_s, 300.0))
                await asyncio.sleep(delay_s)
        finally:
            if self._engine is not None:
                self._engine.dispose()

    async def _ask(self) -> None:
        batches = self._batches()
        try:
            while True:
                await self._sink.room()
                found = await asyncio.to_thread(next, batches, None)
                if found is None:
                    break
                parsed, self._mark = found
                if parsed.refusals:
                    self._sink.refuse(parsed.refusals)
                if parsed.cases:
                    self._sink.accept_cases(parsed.cases)
                self._sink.accept(parsed.observations, mark=msgspec.json.encode(self._mark).decode())
        finally:
            # Cancelled while the thread is in the generator: it ends with its batch, by itself.
            with contextlib.suppress(ValueError):
                batches.close()
        self._sink.connected()

    def _batches(self) -> Generator[tuple[Parsed, Watermark]]:
        """Read what is new; runs in a thread, one batch at a time."""
        with self._connection() as connection:
            result = connection.execute(self._select())
            header = list(result.keys())
            try:
                at = _watermark_index(self._config, header)
                table = row_reader(self._config, header, self._sink.unit_of)
                progress = Progress(self._mark, self._last_answer)
            except UnreadableError as error:
                if self._refused_header != header:
                    self._refused_header = header
                    yield Parsed([], [_header_refusal(self._config, header, error)]), self._mark
                return
            self._refused_header = None
            for rows in result.partitions(_BATCH):
                new = [tuple(row) for row in rows if progress.is_new(row[at], row)]
                if new:
                    parsed = parse(Rows(header, new), self._config, self._clock.now(), table)
                    yield parsed, progress.mark()
            if self._config.overlap:
                self._last_answer = progress.answer

    def _connection(self) -> sa.Connection:
        if self._engine is None:
            url = sa.make_url(self._config.url)
            if self._config.password_key:
                url = url.set(password=password_of(self._config.password_key))
            self._engine = sa.create_engine(url, pool_pre_ping=True)
        return self._engine.connect().execution_options(stream_results=True, max_row_buffer=_BATCH)

    def _select(self) -> sa.Select[tuple[object, ...]]:
        config = self._config
        column: sa.ColumnClause[object] = sa.column(config.watermark)
        origin: sa.FromClause | sa.TextClause
        if config.query:
            # The query is the administrator's own, from the configuration.
            origin = sa.text(f"({config.query.rstrip('; ')}) AS q")
        else:
            schema, _, name = config.source_table.rpartition(".")
            origin = sa.table(name, schema=schema or None)
        statement = sa.select(sa.text("*")).select_from(origin).where(column.is_not(None))
        since = restored(self._mark, self._config.overlap)
        if since is not None:
            # Without a type of ours, the database reads the value as one of the column's own.
            statement = statement.where(column >= sa.bindparam("since", since, type_=sa.types.NullType()))
        return statement.order_by(column)

    def _where(self) -> str:
        url = sa.make_url(self._config.url)
        return f"database {url.database or ''} at {url.host or 'this machine'}"

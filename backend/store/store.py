"""The store: everything the daemon keeps, behind one object.

Every method is synchronous. One thread writes; any number may read at the same time, each call on its own
connection. See `docs/store.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa

from backend.contract.messages import Columns, EntryAppended
from backend.contract.state import Alarm
from backend.domain.clock import Clock, SystemClock
from backend.store import blocks, corrections, journal, readings, retention, rollup, state, tables
from backend.store.accounts import Accounts
from backend.store.case_files import ZONE, CaseFiles
from backend.store.case_rows import put_cases
from backend.store.database import Database, Durability
from backend.store.errors import StoreError
from backend.store.history import history, hourly
from backend.store.indicator_figures import IndicatorFigures, put_figures, put_plans
from backend.store.newest import newest, since, since_each
from backend.store.raw import RawColumns, newest_at, raw, raw_each
from backend.store.records import Batch, Reading, RefusedDraft, Stats, VerifyReport, Written
from backend.store.version import up_to_date
from backend.store.work_items import WorkItems, put_drawings, put_kept, put_settings, put_work


class Store:
    """One database with all that the daemon keeps."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo = ZONE) -> None:
        """Use `database`; see `open`."""
        self._database = database
        self._numbers: dict[str, int] = {}
        self._packed_until = -(2**63)
        self.accounts = Accounts(database, clock)
        self.work = WorkItems(database)
        self.indicators = IndicatorFigures(database)
        self.cases = CaseFiles(database, zone)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        durability: Durability = "process",
        clock: Clock | None = None,
        checkpoints_itself: bool = True,
        zone: ZoneInfo = ZONE,
    ) -> Store:
        """Open the store at `url`.

        Args:
            url: `sqlite:////path/to/file` or `postgresql+psycopg://user@host/name`.
            durability: what a commit outlives.
            clock: of sign-in locks; the machine's if None.
            checkpoints_itself: False: the caller calls `checkpoint` every few seconds, and no commit
                stops to do it.
            zone: of the centre: where the days of case files begin.

        Raises:
            StoreError: no such database, or it does not answer.
        """
        database = Database(url, durability, checkpoints_itself=checkpoints_itself)
        try:
            with database.reading() as connection:
                connection.execute(sa.text("SELECT 1"))
        except StoreError:
            database.close()
            raise
        return cls(database, clock or SystemClock(), zone)

    def migrate(self) -> None:
        """Create or upgrade the tables.

        Raises:
            StoreError: they are newer than this program, or belong to another one.
        """
        if not up_to_date(self._database):
            from backend.store import schema  # noqa: PLC0415 - Alembic takes long to load

            schema.migrate(self._database)
        with self._database.reading() as connection:
            self._packed_until = rollup.packed_until(connection)

    def check_schema(self) -> None:
        """See that the tables are of this program's version.

        Raises:
            StoreError: they are missing, older or newer.
        """
        from backend.store import schema  # noqa: PLC0415 - Alembic takes long to load

        schema.check(self._database)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    # ---- writing ----------------------------------------------------------------------------------

    def register_series(self, series_ids: Sequence[str]) -> dict[str, int]:
        """Return the number of each series; it never changes."""
        with self._database.writing() as connection:
            found = readings.register(connection, series_ids)
        self._numbers |= found
        return found

    def write(self, batch: Batch) -> Written:
        """Write `batch` in one transaction: all of it, or nothing.

        A reading whose (series, instant) the store has already is left out: the first one counts. Only what
        the batch names as corrected takes the place of another.

        Raises:
            StoreError: nothing was written; the batch can be given again.
        """
        rows = readings.rows_of(batch.readings)
        with self._database.writing() as connection:
            fresh = self._not_packed(connection, rows)
            n_new = readings.insert(connection, fresh)
            if batch.corrected:
                corrected = readings.rows_of(batch.corrected)
                corrections.put(connection, corrected, self._not_packed(connection, corrected))
            state.put_alarms(connection, batch.alarms)
            state.put_marks(connection, batch.marks)
            state.put_refused(connection, batch.refused)
            put_work(connection, batch.work)
            put_cases(connection, batch.cases, self.cases.zone, self.cases.indexed)
            put_figures(connection, batch.figures)
            put_plans(connection, batch.plans)
            put_kept(connection, batch.kept)
            put_drawings(connection, batch.drawings)
            put_settings(connection, batch.settings)
            # The journal comes last: where several daemons share it, its lock is held for the shortest time.
            entries = journal.append(connection, batch.entries)
            newest_seq = entries[-1].seq if entries else journal.head_seq(connection)
        return Written(entries, n_new, len(batch.readings) - len(rows), newest_seq)

    def _not_packed(self, connection: sa.Connection, rows: list[readings.Row]) -> list[readings.Row]:
        """Return `rows` without those that are in blocks already: what comes late may come twice."""
        until = self._packed_until
        late = [row for row in rows if row[0] < until]
        if not late:
            return rows
        on_time = [row for row in rows if row[0] >= until]
        return blocks.not_packed(connection, late) + on_time

    def checkpoint(self) -> None:
        """Write SQLite's log back into its file, beside the writers.

        Raises:
            StoreError: the database refuses.
        """
        self._database.checkpoint()

    def roll_up(self, now: float, max_readings: int = 200_000) -> int:
        """Pack and roll up readings that have settled, and take corrections in.

        Call it again at once while it returns many.

        Args:
            now: s since epoch.
            max_readings: at most about so many in this call; the write lock is held for a few milliseconds
                at a time.

        Returns:
            How many readings were packed.
        """
        n_packed = rollup.roll_up(self._database, now, max_readings, before_clearing=self._note_packed)
        while corrections.fold(self._database) == corrections.MOST_AT_ONCE:
            pass
        return n_packed

    def _note_packed(self, until: int) -> None:
        self._packed_until = max(self._packed_until, until)

    def retire(
        self, now: float, raw_days: float, minute_days: float | None = None, refused_days: float = 90
    ) -> int:
        """Let go of what is older than so many days and return how many rows went; hours stay for ever."""
        n_gone = retention.retire_raw(self._database, now - raw_days * retention.DAY_S)
        if minute_days is not None:
            n_gone += retention.retire_minutes(self._database, now - minute_days * retention.DAY_S)
        return n_gone + retention.retire_refused(self._database, now - refused_days * retention.DAY_S)

    # ---- reading ----------------------------------------------------------------------------------

    def alarms(self) -> list[Alarm]:
        """Return the alarms to go on with after a restart: active, or asking for something."""
        with self._database.reading() as connection:
            return state.open_alarms(connection)

    def marks(self) -> dict[str, str]:
        """Return where each source goes on after a restart."""
        with self._database.reading() as connection:
            return state.marks(connection)

    def history(
        self,
        series_id: str,
        start_at: float,
        end_at: float,
        max_points: int = 2000,
        gap_s: float | None = None,
    ) -> Columns:
        """Return the past of a series, raw or rolled up so that it fits `max_points`.

        Args:
            series_id: `<place_id>.<metric>`; one that the store does not know has an empty past.
            start_at: s since epoch.
            end_at: s since epoch, included.
            max_points: the answer has at most so many, or one more at its edge.
            gap_s: distance of neighbours with a gap between them; None: two and a half times the usual one.
        """
        with self._database.reading() as connection:
            number = self._number(connection, series_id)
            if number is None:
                return Columns(series_id, b"", b"", b"", b"", 0.0, gap_s or 0.0)
            start, end = round(start_at * readings.MICRO), round(end_at * readings.MICRO)
            return history(
                connection, series_id, number, start=start, end=end, max_points=max_points, gap_s=gap_s
            )

    def hourly(self, series_id: str, start_at: float, end_at: float) -> Columns:
        """Return the hours of a series between two instants (s since epoch), also of those long gone.

        The newest readings are in no hour yet; `raw` has them.
        """
        with self._database.reading() as connection:
            number = self._number(connection, series_id)
            if number is None:
                return Columns(series_id, b"", b"", b"", b"", 3600.0, 3600.0)
            start, end = round(start_at * readings.MICRO), round(end_at * readings.MICRO)
            return hourly(connection, series_id, number, start, end)

    def raw(self, series_id: str, start_at: float, end_at: float) -> RawColumns:
        """Return every reading of a series between two instants (s since epoch), both included.

        A series that the store does not know has none.
        """
        with self._database.reading() as connection:
            number = self._number(connection, series_id)
            if number is None:
                return RawColumns(np.empty(0), np.empty(0), np.empty(0, np.uint8))
            return raw(connection, number, round(start_at * readings.MICRO), round(end_at * readings.MICRO))

    def raw_each(self, series_ids: Sequence[str], start_at: float, end_at: float) -> dict[str, RawColumns]:
        """Return every reading of several series between two instants (s since epoch), both included.

        A series without any is left out.
        """
        with self._database.reading() as connection:
            numbers = {
                number: name for name in series_ids if (number := self._number(connection, name)) is not None
            }
            start, end = round(start_at * readings.MICRO), round(end_at * readings.MICRO)
            found = raw_each(connection, list(numbers), start, end)
        return {numbers[number]: columns for number, columns in found.items()}

    def newest_at(self, series_id: str) -> float | None:
        """Return the instant of a series' newest reading, s since epoch; None if it has none."""
        with self._database.reading() as connection:
            number = self._number(connection, series_id)
            return None if number is None else newest_at(connection, number)

    def _number(self, connection: sa.Connection, series_id: str) -> int | None:
        if series_id not in self._numbers:
            query = sa.select(tables.series.c.number).where(tables.series.c.series_id == series_id)
            found = connection.execute(query).scalar()
            if found is None:
                return None
            self._numbers[series_id] = found
        return self._numbers[series_id]

    def latest(self, numbers: Sequence[int]) -> list[Reading]:
        """Return the newest reading of each of these series that has one."""
        with self._database.reading() as connection:
            return newest(connection, numbers)

    def readings_since(self, at: float) -> Iterator[Reading]:
        """Yield every reading from `at` (s since epoch) on, by time.

        Read it to its end soon: until then the database keeps this moment's state for it.
        """
        with self._database.reading() as connection:
            yield from since(connection, round(at * readings.MICRO))

    def readings_each_since(self, since_at: Mapping[int, float]) -> Iterator[Reading]:
        """Yield the readings of some series, each from its own instant on, in no order.

        Read it to its end soon: until then the database keeps this moment's state for it.

        Args:
            since_at: series number to s since epoch.
        """
        starts = {number: round(at * readings.MICRO) for number, at in since_at.items()}
        with self._database.reading() as connection:
            yield from since_each(connection, starts)

    def journal(
        self, after_seq: int = 0, limit: int = 200, subject: str = "", *, newest_first: bool = False
    ) -> tuple[EntryAppended, ...]:
        """Return at most `limit` entries after `after_seq`, of `subject` only unless it is empty."""
        with self._database.reading() as connection:
            return journal.read(
                connection, after_seq=after_seq, limit=limit, subject=subject, newest_first=newest_first
            )

    def verify(self) -> VerifyReport:
        """Check the journal's chain of hashes from its first entry to its last."""
        with self._database.reading() as connection:
            return journal.verify(connection)

    def refused(self, source_id: str = "", limit: int = 50) -> list[RefusedDraft]:
        """Return what is in quarantine, newest first; of every source where `source_id` is empty."""
        with self._database.reading() as connection:
            return state.refused_of(connection, source_id, limit)

    def stats(self) -> Stats:
        """Count what the store holds; takes seconds where it holds much."""

        def count(table: sa.Table) -> int:
            return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

        with self._database.reading() as connection:
            packed = connection.execute(sa.select(sa.func.sum(tables.block.c.n))).scalar() or 0
            return Stats(
                count(tables.series),
                count(tables.reading),
                int(packed),
                count(tables.minute),
                count(tables.hour),
                journal.head(connection)[0],
                count(tables.alarm),
                count(tables.refused),
                self._size(connection),
            )

    def _size(self, connection: sa.Connection) -> int:
        if not self._database.is_sqlite:
            return int(
                connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()
            )
        file = str(self._database.engine.url.database)
        paths = [Path(file + end) for end in ("", "-wal")]
        return sum(path.stat().st_size for path in paths if path.exists())

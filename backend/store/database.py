"""Connections to SQLite or PostgreSQL: how they are opened, and how their failures are told."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from backend.store.errors import StoreError

Durability = Literal["process", "power"]
"""`process`: what is committed outlives the death of the daemon; a power cut may take the last moments.
`power`: what is committed outlives a power cut too; every commit waits for the disk."""

_BUSY_TIMEOUT_MS = 15_000
_LOG_PAGES = 16_000
"""Pages of 4 kB (64 MB) that SQLite's log may have before it starts anew."""
_EXAMPLES = "for example sqlite:////var/lib/toancanh/toancanh.db or postgresql+psycopg://user@host/toancanh"


class Database:
    """One database, its connections and its writers' queue."""

    def __init__(self, url: str, durability: Durability, *, checkpoints_itself: bool = True) -> None:
        """Prepare connections to `url`; nothing is opened yet.

        Args:
            url: of SQLite or PostgreSQL.
            durability: what a commit outlives.
            checkpoints_itself: False: SQLite's commits never stop to write the log back; the caller calls
                `checkpoint` every few seconds.

        Raises:
            StoreError: this is not an address of SQLite or PostgreSQL.
        """
        parsed = _parse(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.address = parsed.render_as_string(hide_password=True)
        self._turn = threading.Lock()  # SQLite's own waiting sleeps; a lock wakes the next writer at once
        self._writer: Connection | None = None
        self._driver_error = sqlite3.Error if self.is_sqlite else _psycopg_error()
        self.engine: Engine = (
            _sqlite(parsed, durability, checkpoints_itself)
            if self.is_sqlite
            else _postgresql(parsed, durability)
        )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection inside one transaction that may write; commits at the end.

        Raises:
            StoreError: the database refuses or does not answer; nothing was written.
        """
        with self._turn, self._told():
            # Fetching a connection and giving it back cost more than a small commit: one is kept.
            connection = self._writer or self.engine.connect().execution_options(writes=True)
            self._writer = None
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                connection.close()  # the pool looks whether it is still good
                raise
            self._writer = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database throughout.

        Raises:
            StoreError: the database does not answer.
        """
        with self._told(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(  # noqa: PLW2901 - the same connection
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise self._error(error.orig or error) from error
        except self._driver_error as error:
            raise self._error(error) from error

    def _error(self, error: BaseException) -> StoreError:
        what = str(error).strip()
        return StoreError(f"the store {self.address} failed: {what}", _cure(what, self.is_sqlite))

    def checkpoint(self) -> None:
        """Write SQLite's log back into its file beside the writers; nothing to do on PostgreSQL.

        Beside busy writers the log is never wholly written back and so grows; past `_LOG_PAGES` its rest,
        which is short by then, is written with the writers waiting, and the log starts anew.
        """
        if not self.is_sqlite:
            return
        with self._told():
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                _, n_pages, _ = cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if n_pages > _LOG_PAGES:
                    with self._turn:
                        cursor.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection."""
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self.engine.dispose()


def _psycopg_error() -> type[Exception]:
    """Return what PostgreSQL's driver raises; a start on SQLite would load it for nothing: 0.1 s, 10 MB."""
    import psycopg  # noqa: PLC0415 - see above

    return psycopg.Error


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError:
        raise StoreError(f"'{url}' is not the address of a database", f"write one, {_EXAMPLES}") from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if parsed.database in (None, "", ":memory:"):
            raise StoreError(f"'{url}' names no file", f"name the file, {_EXAMPLES}")
        return parsed
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "postgresql+psycopg":
        cure = f"the store keeps its data in SQLite or PostgreSQL, {_EXAMPLES}"
        raise StoreError(f"databases of kind '{parsed.drivername}' are not known here", cure)
    return parsed


def _sqlite(url: URL, durability: Durability, checkpoints_itself: bool) -> Engine:
    engine = sa.create_engine(
        url,
        connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        poolclass=sa.pool.QueuePool,
        pool_size=4,
        max_overflow=12,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={'FULL' if durability == 'power' else 'NORMAL'}",
            "cache_size=-8000",
            "temp_store=MEMORY",
            "recursive_triggers=ON",
            f"wal_autocheckpoint={1000 if checkpoints_itself else 0}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        # A transaction that becomes a writer midway cannot wait for its turn: it would fail at once.
        # Straight to the driver: this is a tenth of what a small commit costs.
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - this engine is SQLite's
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL, durability: Durability) -> Engine:
    commit = "on" if durability == "power" else "off"
    options: dict[str, Any] = {
        "connect_timeout": 10,
        "application_name": "toancanh",
        "options": f"-c synchronous_commit={commit} -c timezone=UTC -c lock_timeout={_BUSY_TIMEOUT_MS}",
    }
    return sa.create_engine(url, connect_args=options, pool_size=4, max_overflow=12)


def _cure(what: str, is_sqlite: bool) -> str:
    known = {
        "unable to open database file": "check that its folder exists and that this account may write there",
        "readonly": "give this account the right to write to the file and to its folder",
        "read-only": "give this account the right to write, or connect to the primary server",
        "not a database": "the file is not an SQLite database: restore it from a backup or name another file",
        "malformed": "the file is damaged: stop the daemon and restore it from a backup",
        "locked": "another program holds it for long: find it (fuser on the file) and end it",
        "lock timeout": "another program holds a table for long: find it in pg_stat_activity and end it",
        "full": "the disk is full: free space, or keep raw readings for fewer days",
        "No space left": "the disk is full: free space, or keep raw readings for fewer days",
        "password authentication failed": "correct user and password in the address of the database",
        "relation": "the tables are missing: start the daemon once, it makes them",
        "does not exist": "create it (createdb, createuser) or correct the address of the database",
        "no such table": "the tables are missing: start the daemon once, it makes them",
        "connection refused": "start PostgreSQL, or correct host and port in the address",
        "Connection refused": "start PostgreSQL, or correct host and port in the address",
        "append-only": "write a new entry that corrects the old one",
    }
    for sign, cure in known.items():
        if sign in what:
            return cure
    return "look at the file and its disk" if is_sqlite else "look at the server's log"

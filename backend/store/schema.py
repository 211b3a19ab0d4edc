"""Brings the tables to the version that this program knows, and tells when they are of another one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from backend.store.database import Database
from backend.store.errors import StoreError

_MIGRATION_LOCK = 0x746F616E  # any number, the same in every process


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def migrate(database: Database) -> None:
    """Create or upgrade the tables; does nothing where they are up to date.

    Raises:
        StoreError: the tables are newer than this program, or belong to another one.
    """
    config = _config()
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        found = _found(connection, config, database.address)
        if found == _newest(config):
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(database: Database) -> None:
    """See that the tables are of the version that this program knows.

    Raises:
        StoreError: they are missing, older or newer.
    """
    config = _config()
    with database.reading() as connection:
        found = _found(connection, config, database.address)
    newest = _newest(config)
    if found != newest:
        state = f"are of version {found}" if found else "are missing"
        raise StoreError(
            f"the tables of {database.address} {state}, this program needs version {newest}",
            "start the daemon once: it brings them up to date",
        )


def _newest(config: Config) -> str:
    return ScriptDirectory.from_config(config).get_current_head() or ""


def _found(connection: Connection, config: Config, address: str) -> str | None:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"the tables of {address} are of version {found}, which this program does not know",
            "they were made by a newer program: update this one, or use the database it had before",
        )
    if found is None and sa.inspect(connection).get_table_names():
        raise StoreError(
            f"{address} holds tables of another program",
            "name a database of its own for this one (a new file, or createdb toancanh)",
        )
    return found

"""A store on SQLite and the same store on a real PostgreSQL."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.store.store import Store

START = 1_700_000_400.0
"""A full hour's start plus some: 2023-11-14 22:20:00 UTC, itself a full ten minutes."""


class StillClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> float:
        return self.at


@pytest.fixture(scope="session")
def postgres(root: Path) -> Iterator[str]:
    """Start a private PostgreSQL and return its address."""
    script = str(root / "packaging" / "postgres.sh")
    folder = Path(tempfile.mkdtemp(prefix="toancanh-pg-"))  # not below pytest's own, closed to other users
    folder.chmod(0o755)
    cluster = str(folder / "cluster")
    try:
        done = subprocess.run(
            [script, "start", cluster, str(_free_port()), "fast"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            pytest.fail(f"PostgreSQL does not start: {done.stderr}")
        yield done.stdout.strip()
    finally:
        subprocess.run([script, "remove", cluster], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    for port in range(55400, 55450):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    pytest.fail("ports 55400 to 55449 are all taken")


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with the tables and nothing in them."""
    file = tmp_path_factory.mktemp("store") / "with_tables.db"
    made = Store.open(f"sqlite:///{file}")
    made.migrate()
    made.close()
    return file


@pytest.fixture(scope="session")
def postgres_with_tables(postgres: str) -> str:
    """Return the name of a PostgreSQL database with the tables and nothing in them."""
    _admin(postgres, "CREATE DATABASE with_tables")
    made = Store.open(postgres.rsplit("/", 1)[0] + "/with_tables")
    made.migrate()
    made.close()
    return "with_tables"


def _admin(server: str, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database of each kind; with the tables if the test asks for `store`."""
    with_tables = "store" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "store.db"
        if with_tables:
            shutil.copy(request.getfixturevalue("sqlite_with_tables"), file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_with_tables") if with_tables else "template1"
    name = f"t{uuid.uuid4().hex}"
    _admin(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def opened(clock: StillClock) -> Iterator[Callable[[str], Store]]:
    """Return what opens a store and closes it after the test."""
    stores: list[Store] = []

    def open_(url: str) -> Store:
        stores.append(Store.open(url, clock=clock))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(url: str, opened: Callable[[str], Store]) -> Store:
    """Return an empty store with its tables, on each kind of database."""
    return opened(url)


@pytest.fixture
def sql(url: str) -> Iterator[Callable[..., list[tuple[object, ...]]]]:
    """Return what runs a statement behind the store's back, in a transaction of its own."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)

    def run(statement: str, **values: object) -> list[tuple[object, ...]]:
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    yield run
    engine.dispose()

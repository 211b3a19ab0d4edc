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


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


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
    made = opened(url)
    made.migrate()
    return made


@pytest.fixture
def sql(url: str) -> Iterator[Callable[..., list[tuple[object, ...]]]]:
    """Return what runs a statement behind the store's back, in a transaction of its own."""
    engine = sa.create_engine(url)

    def run(statement: str, **values: object) -> list[tuple[object, ...]]:
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    yield run
    engine.dispose()

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend.store import database
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.store import Store


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no address", "is not the address of a database"),
        ("mysql://u@h/d", "kind 'mysql' are not known"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_wrong_address_is_told_with_an_example(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as told:
        Database(url, "process")
    assert "postgresql+psycopg://" in told.value.cure


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"unable to open database file.*may write there"):
        Store.open(f"sqlite:///{tmp_path}/none/store.db")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"names,values\n" * 500)
    with pytest.raises(StoreError, match=r"not a database.*restore it from a backup"):
        Store.open(f"sqlite:///{tmp_path}/store.db")


def test_a_file_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    # A folder of a read-only kind: /proc refuses everyone, root too.
    with pytest.raises(StoreError, match="may write there"):
        Store.open("sqlite:////proc/store.db")


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(StoreError, match="start PostgreSQL") as told:
        Store.open("postgresql+psycopg://someone:secret@127.0.0.1:1/toancanh")
    assert "secret" not in str(told.value)


def test_a_database_that_does_not_exist_is_told(postgres: str) -> None:
    with pytest.raises(StoreError, match=r"does not exist.*createdb"):
        Store.open(postgres.rsplit("/", 1)[0] + "/none")


def test_plain_postgresql_means_psycopg(postgres: str) -> None:
    database = Database(postgres.replace("+psycopg", ""), "process")
    assert database.engine.driver == "psycopg"
    database.close()


@pytest.mark.parametrize(("durability", "sqlite", "postgresql"), [("process", 1, "off"), ("power", 2, "on")])
def test_durability_reaches_the_database(url: str, durability: str, sqlite: int, postgresql: str) -> None:
    database = Database(url, durability)  # type: ignore[arg-type] - from the list above
    query = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
    with database.writing() as connection:
        found = connection.execute(sa.text(query)).scalar()
    database.close()
    assert found == (sqlite if database.is_sqlite else postgresql)


def test_a_failed_transaction_leaves_nothing(store: Store, url: str) -> None:
    database = Database(url, "process")
    with pytest.raises(StoreError, match="the store"), database.writing() as connection:  # noqa: PT012
        connection.execute(sa.text("INSERT INTO mark VALUES ('a', '1')"))
        connection.execute(sa.text("INSERT INTO mark VALUES ('a', '2')"))
    database.close()
    assert store.marks() == {}


def test_a_reader_sees_one_state_while_others_write(store: Store, url: str) -> None:
    database = Database(url, "process")
    count = sa.text("SELECT count(*) FROM mark")
    with database.reading() as reader:
        before = reader.execute(count).scalar()
        with database.writing() as writer:
            writer.execute(sa.text("INSERT INTO mark VALUES ('a', '1')"))
        assert reader.execute(count).scalar() == before
    database.close()
    assert store.marks() == {"a": "1"}


def test_writers_of_two_programs_wait_for_one_another(
    store: Store, url: str, opened: Callable[[str], Store]
) -> None:
    other = opened(url)
    stores = [store, other] * 2

    def write(i: int) -> None:
        for n in range(25):
            stores[i].accounts.create(
                f"u{i}.{n}", "long enough", role="viewer", actor="t"
            ) if n == 0 else None
            stores[i].register_series([f"s{i}.{n}"])

    threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = store.register_series([f"s{i}.{n}" for i in range(4) for n in range(25)])
    assert sorted(numbers.values()) == list(range(100))


def test_a_file_held_by_another_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.database._BUSY_TIMEOUT_MS", 50)
    store = Store.open(f"sqlite:///{tmp_path}/store.db")
    store.migrate()
    holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"locked.*holds it"):
        store.register_series(["a.b"])
    holder.execute("ROLLBACK")
    holder.close()
    assert store.register_series(["a.b"]) == {"a.b": 0}
    store.close()


def test_files_of_the_store_are_named_by_the_address(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/store.db").close()
    assert "store.db" in os.listdir(tmp_path)  # noqa: PTH208 - the plain names


def test_a_log_that_is_written_back_apart_starts_anew_when_it_is_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_LOG_PAGES", 50)
    opened = database.Database(f"sqlite:///{tmp_path}/t.db", "process", checkpoints_itself=False)
    log = tmp_path / "t.db-wal"
    sizes = []
    with opened.writing() as connection:
        connection.execute(sa.text("CREATE TABLE t (x BLOB)"))
    for _ in range(6):
        for _ in range(30):
            with opened.writing() as connection:
                connection.execute(sa.text("INSERT INTO t VALUES (randomblob(9000))"))
        sizes.append(log.stat().st_size)
        opened.checkpoint()
    assert sizes[-1] <= 2 * sizes[0]
    with opened.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM t")).scalar() == 180
    opened.close()

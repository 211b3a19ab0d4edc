from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from backend.store.errors import StoreError
from backend.store.store import Store

Sql = Callable[..., list[tuple[object, ...]]]


def test_migrating_twice_changes_nothing(store: Store) -> None:
    store.register_series(["a.b"])
    store.migrate()
    store.check_schema()
    assert store.register_series(["a.b"]) == {"a.b": 0}


def test_missing_tables_are_told(url: str, opened: Callable[[str], Store]) -> None:
    with pytest.raises(StoreError, match=r"are missing.*start the daemon"):
        opened(url).check_schema()


def test_reading_without_tables_is_told(url: str, opened: Callable[[str], Store]) -> None:
    with pytest.raises(StoreError, match=r"tables are missing: start the daemon"):
        opened(url).verify()


def test_newer_tables_are_told(store: Store, sql: Sql) -> None:
    sql("UPDATE alembic_version SET version_num = '9999'")
    for check in (store.migrate, store.check_schema):
        with pytest.raises(StoreError, match=r"version 9999.*update this one"):
            check()


def test_tables_of_another_program_are_left_alone(url: str, opened: Callable[[str], Store], sql: Sql) -> None:
    sql("CREATE TABLE theirs (a INTEGER)")
    with pytest.raises(StoreError, match=r"tables of another program.*a database of its own"):
        opened(url).migrate()
    assert sql("SELECT * FROM theirs") == []


def test_two_programs_migrate_at_once(url: str, opened: Callable[[str], Store]) -> None:
    stores = [opened(url), opened(url)]
    failures: list[BaseException] = []

    def migrate(store: Store) -> None:
        try:
            store.migrate()
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    stores[0].check_schema()

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from backend.store.store import Store
from backend.store.version import newest_version, up_to_date

Sql = Callable[..., list[tuple[object, ...]]]


def test_migrated_tables_are_up_to_date(store: Store) -> None:
    assert up_to_date(store._database)


def test_older_and_newer_ones_are_looked_at_closer(store: Store, sql: Sql) -> None:
    for version in ("0001", "9999"):
        sql("UPDATE alembic_version SET version_num = :version", version=version)
        assert not up_to_date(store._database)


def test_the_newest_migration_is_the_head_that_alembic_knows() -> None:
    from backend.store import schema

    assert newest_version() == schema._newest(schema._config())


def test_a_start_that_has_nothing_to_do_does_not_load_alembic(store: Store) -> None:
    url = store._database.engine.url.render_as_string(hide_password=False)
    code = (
        "import sys; from backend.store import Store; store = Store.open(sys.argv[1]); store.migrate(); "
        "store.close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, url], check=False).returncode == 0

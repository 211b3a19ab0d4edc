from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.store.store import Store
from backend.store.tables import metadata


def test_migrations_make_exactly_the_tables_of_the_code(store: Store, url: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), metadata
        )
    engine.dispose()
    assert found == []

"""First tables: readings in three ages, journal, alarms, marks, quarantine, accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_BIG_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create everything."""
    _readings()
    for name in ("minute", "hour"):
        _rollup(name)
    _journal()
    _refuse_changes()
    _state()


def _readings() -> None:
    op.create_table(
        "series",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("series_id", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "reading",
        sa.Column("at", sa.BigInteger, primary_key=True),
        sa.Column("series", sa.Integer, primary_key=True),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("quality", sa.SmallInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "block",
        sa.Column("start", sa.BigInteger, primary_key=True),
        sa.Column("series", sa.Integer, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("block_of_series", "block", ["series", "start"])


def _rollup(name: str) -> None:
    op.create_table(
        name,
        sa.Column("series", sa.Integer, primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("total", sa.Double, nullable=False),
        sa.Column("low", sa.Double, nullable=False),
        sa.Column("high", sa.Double, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("last_value", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", _BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_index("journal_of_subject", "journal", ["subject", "seq"])
    head = op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": bytes(32)}])


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_refuses_{action.lower()} BEFORE {action} ON journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )
        op.execute(  # INSERT OR REPLACE would delete without firing the trigger above
            "CREATE TRIGGER journal_refuses_replace BEFORE INSERT ON journal "
            "WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq) "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION journal_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()"
    )


def _state() -> None:
    op.create_table(
        "alarm",
        sa.Column("alarm_id", sa.Text, primary_key=True),
        sa.Column("rule_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    for name, value in (("mark", "mark"), ("setting", "value")):
        key = "source_id" if name == "mark" else "name"
        op.create_table(
            name,
            sa.Column(key, sa.Text, primary_key=True),
            sa.Column(value, sa.Text, nullable=False),
        )
    op.create_table(
        "refused",
        sa.Column("id", _BIG_KEY, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_index("refused_of_source", "refused", ["source_id", "id"])
    op.create_table(
        "account",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("n_failures", sa.Integer, nullable=False),
        sa.Column("locked_until_at", sa.Double),
        sa.Column("created_at", sa.Double, nullable=False),
    )

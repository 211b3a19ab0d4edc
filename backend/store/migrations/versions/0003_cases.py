"""Case files with their search index; the unit of an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, the search index of either kind, and the column."""
    _case_file()
    op.create_table(
        "case_body",
        sa.Column("number", _BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_table(
        "case_data",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("data_id", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("case_data_of_value", "case_data", ["data_id", "value", "number"])
    op.create_table("case_word", sa.Column("word", _CODE, primary_key=True), sqlite_with_rowid=False)
    _case_text()
    op.add_column("account", sa.Column("unit_id", sa.Text, nullable=False, server_default=""))


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("number", _BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("case_id", _CODE, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("grp", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("standing", sa.SmallInteger, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Text, nullable=False),
        sa.Column("assignee", sa.Text, nullable=False),
        sa.Column("area_code", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Double, nullable=False),
        sa.Column("opened_day", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("accept_due_at", sa.Double),
        sa.Column("due_at", sa.Double),
        sa.Column("near_at", sa.Double),
        sa.Column("finished_at", sa.Double),
        sa.Column("finished_day", sa.Integer),
        sa.Column("rating", sa.SmallInteger),
        sa.Column("n_reopened", sa.Integer, nullable=False),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
    )
    counted = ["kind", "grp", "status", "standing", "due_at", "near_at"]
    counted += ["severity", "unit_id", "field", "area_code"]
    op.create_index("case_desk", "case_file", counted)
    op.create_index("case_due", "case_file", ["standing", "due_at"])
    op.create_index("case_changed", "case_file", ["changed_at"])


def _case_text() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Texts come folded and parted by spaces; neither texts nor places of words are kept, rows are.
        op.execute(
            "CREATE VIRTUAL TABLE case_text USING fts5(words, content='', columnsize=0, detail=none, "
            "prefix='1 2 3', tokenize=\"ascii tokenchars '=_'\")"
        )
        return
    op.create_table(
        "case_text",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("words", TSVECTOR, nullable=False),
    )
    op.create_index("case_text_words", "case_text", ["words"], postgresql_using="gin")

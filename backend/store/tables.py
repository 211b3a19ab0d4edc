"""The tables. `docs/store.md` says what each one is for; migrations create them.

Instants of readings are integer microseconds since the epoch (UTC), instants of entries are float seconds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

metadata = MetaData()

series = Table(
    "series",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("series_id", Text, nullable=False, unique=True),
)

# Keyed by time first: what arrives together lies together, so that a commit of 100 readings touches two
# pages and not a hundred (40 times the rate at 5,000 series, p99 0.3 ms instead of 110).
reading = Table(
    "reading",
    metadata,
    Column("at", BigInteger, primary_key=True),
    Column("series", Integer, primary_key=True),
    Column("value", Double, nullable=False),
    Column("quality", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Corrected readings that no block has yet (see corrections.py).
correction = Table(
    "correction",
    metadata,
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("value", Double, nullable=False),
    Column("quality", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Ten minutes of one series packed as columns (see packing.py).
block = Table(
    "block",
    metadata,
    Column("start", BigInteger, primary_key=True),
    Column("series", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("block_of_series", "series", "start"),
)


def _rollup(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("series", Integer, primary_key=True),
        Column("start", BigInteger, primary_key=True),
        Column("n", Integer, nullable=False),
        Column("total", Double, nullable=False),
        Column("low", Double, nullable=False),
        Column("high", Double, nullable=False),
        Column("last_at", BigInteger, nullable=False),
        Column("last_value", Double, nullable=False),
        sqlite_with_rowid=False,
    )


minute = _rollup("minute")
hour = _rollup("hour")

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("journal_of_subject", "subject", "seq"),
    Index("journal_of_kind", "kind", "seq"),
)

# One row. Locking it orders the writers; it also betrays entries cut off at the journal's end.
journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("alarm_id", Text, primary_key=True),
    Column("rule_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("operator", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

mark = Table(
    "mark",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("mark", Text, nullable=False),
)

refused = Table(
    "refused",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index("refused_of_source", "source_id", "id"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Cases, incidents, procedures, messages, ladders, handovers: the newest state of each. `state` is what the
# engine of a running procedure needs to go on.
work = Table(
    "work",
    metadata,
    Column("work_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Index("work_open", "open", "kind"),
    Index("work_newest", "kind", "changed_at"),
    Index("work_of_parent", "parent", "kind"),
)

# Evidence and documents, by the hash of their bytes.
kept = Table(
    "kept",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Every version of every procedure's drawing: running ones stay on theirs.
drawing = Table(
    "drawing",
    metadata,
    Column("procedure_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("pack_id", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("xml", LargeBinary, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("n_failures", Integer, nullable=False),
    Column("locked_until_at", Double),
    Column("created_at", Double, nullable=False),
    Column("unit_id", Text, nullable=False, server_default=""),
)

# What cases are filtered, counted and ordered by. The number orders by the second of opening (see
# case_rows.py), so that newest first is the order of the table and of the search index.
case_file = Table(
    "case_file",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("case_id", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("grp", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("standing", SmallInteger, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("field", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("area_code", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("opened_day", Integer, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("accept_due_at", Double),
    Column("due_at", Double),
    Column("near_at", Double),
    Column("finished_at", Double),
    Column("finished_day", Integer),
    Column("rating", SmallInteger),
    Column("n_reopened", Integer, nullable=False),
    Column("lat", Double),
    Column("lon", Double),
    # All that desks and boards count by: what covers a question spares it the rows.
    Index(
        "case_desk",
        "kind",
        "grp",
        "status",
        "standing",
        "due_at",
        "near_at",
        "severity",
        "unit_id",
        "field",
        "area_code",
    ),
    Index("case_due", "standing", "due_at"),
    Index("case_changed", "changed_at"),
)

# The case whole, apart from what it is looked for by: counting reads narrow rows.
case_body = Table(
    "case_body",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("words", Text, nullable=False),
)

# Data fields of a kind that cases are filtered and counted by.
case_data = Table(
    "case_data",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("data_id", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Index("case_data_of_value", "data_id", "value", "number"),
    sqlite_with_rowid=False,
)

# Words of letters that cases have or had: what a beginning may be the beginning of. SQLite's only.
case_word = Table(
    "case_word",
    metadata,
    Column("word", Text().with_variant(Text(collation="C"), "postgresql"), primary_key=True),
    sqlite_with_rowid=False,
)

# Every version of every figure of an indicator; of one figure at most one is accepted.
indicator_figure = Table(
    "indicator_figure",
    metadata,
    Column("code", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("breakdown", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("value", Double),
    Column("payload", LargeBinary, nullable=False),
    Index(
        "indicator_figure_accepted",
        "code",
        "area",
        "breakdown",
        "period",
        unique=True,
        sqlite_where=text("state = 'accepted'"),
        postgresql_where=text("state = 'accepted'"),
    ),
    Index("indicator_figure_waiting", "state", "code"),
    sqlite_with_rowid=False,
)

# Every version of every plan; the newest one holds.
indicator_plan = Table(
    "indicator_plan",
    metadata,
    Column("code", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("plan", Double),
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
)

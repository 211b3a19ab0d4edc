"""Turns a question for cases into what the search index is asked and what the rows are asked.

Whatever is a property of a case (words, status, unit, …) the search index can answer alone; what needs a
clock or lies between two values needs the narrow row. `Plan.exact` says whether the index alone answers
exactly.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.contract.cases import OPEN_GROUPS, CaseQuery, DueState
from backend.contract.folding import words_of
from backend.store.case_rows import SEVERITY_RANK, first_number, stored_text
from backend.store.case_words import KEPT, MISSED, NO_DEADLINE, RESTING, RUNNING, Sought
from backend.store.tables import case_data, case_file, case_word

Condition = sa.ColumnElement[bool]

_SHORT = 3
"""Beginnings of so many letters have lists of their own in SQLite's index."""
_MOST_ENDINGS = 16
"""More words with one beginning are found faster by the index's own merging."""
_STANDINGS: dict[DueState, tuple[int, ...]] = {
    "none": (NO_DEADLINE,),
    "on_time": (RESTING, RUNNING),
    "near": (RUNNING,),
    "overdue": (RUNNING,),
    "kept": (KEPT,),
    "missed": (MISSED,),
}

c = case_file.c
text_sqlite = sa.table("case_text", sa.column("rowid", sa.Integer), sa.column("case_text", sa.Text))
text_postgresql = sa.table("case_text", sa.column("number", sa.BigInteger), sa.column("words"))


class Plan(msgspec.Struct):
    """How one question is asked."""

    sought: Sought
    """For the search index."""
    rows: list[Any]
    """Every condition but words and kind, for the narrow rows (`Condition`s)."""
    beyond: list[Any]
    """Those of `rows` that the index cannot answer, with the number's limits left out."""
    numbers: list[tuple[str, int]]
    """`>=` or `<` and a case number: limits that hold for both."""
    narrow: bool = False
    """The search index finds few: words, or a property that most cases do not have."""
    kind: str = ""
    """Of the cases; empty: every one."""
    few: bool = False
    """Only cases that are open: in a register of years they are few."""
    on_desk: bool = True
    """The rows' index `case_desk` has all columns of the conditions."""

    @property
    def exact(self) -> bool:
        """Return whether the index alone answers."""
        return bool(self.sought) and not self.beyond


def due_column(at: float) -> sa.ColumnElement[str]:
    """Return the due state of a row at an instant, as `CaseFile.due_state` judges it."""
    running = sa.case((c.due_at < at, "overdue"), (c.near_at <= at, "near"), else_="on_time")
    return sa.case(
        (c.standing == NO_DEADLINE, "none"),
        (c.standing == RESTING, "on_time"),
        (c.standing == RUNNING, running),
        (c.standing == KEPT, "kept"),
        else_="missed",
    )


def plan(connection: Connection, query: CaseQuery, at: float) -> Plan:
    """Return how `query` is asked, deadlines judged at `at` (s since epoch)."""
    made = Plan(Sought(), [], [], [])
    made.few = bool(query.groups) and set(query.groups) <= set(OPEN_GROUPS)
    _properties(made, query)
    _deadlines(made, query, at)
    _times(made, query)
    _others(made, query)
    words = words_of(query.text)
    for word in dict.fromkeys(words):
        made.sought.all_of.append(_beginnings(connection, word))
    made.narrow = made.narrow or bool(words)
    return made


def select(  # noqa: PLR0913 - what is asked, and what may be left out of it
    made: Plan,
    columns: list[Any],
    *,
    is_sqlite: bool,
    index_only: bool = False,
    use_index: bool = False,
    on_desk: bool = False,
) -> sa.Select[Any]:
    """Return the question for `columns`; with `index_only` they may be of the search index alone.

    Args:
        made: how it is asked.
        columns: of `case_file`, or of the index.
        is_sqlite: which kind of index.
        index_only: leave the narrow rows out (the plan is exact).
        use_index: ask the search index at all.
        on_desk: the rows' index `case_desk` has all of `columns`.
    """
    asked = sa.select(*columns)
    number: sa.ColumnElement[int] = c.number
    if use_index:
        match, number = _match(made, is_sqlite)
        asked = asked.where(match)
        if not index_only:
            # Without an index on this side, SQLite goes from the search index to the rows, never back.
            joined = text_sqlite.c.rowid + sa.literal_column("0") if is_sqlite else number
            asked = asked.where(c.number == joined).where(*made.beyond)
    else:
        asked = asked.where(*made.rows)
        if made.kind:
            desk = made.few or (on_desk and made.on_desk)
            asked = asked.where((c.kind if desk or not is_sqlite else _unindexed(c.kind)) == made.kind)
    for sign, limit in made.numbers:
        asked = asked.where(number >= limit if sign == ">=" else number < limit)
    return asked


def _unindexed(column: sa.Column[str]) -> sa.ColumnElement[str]:
    """Return a column that SQLite takes no index for: it believes that a kind is few rows; it may be all."""
    plus = sa.sql.operators.custom_op[Any]("+")
    return sa.sql.expression.UnaryExpression(column, operator=plus, type_=sa.Text())


def number_column(*, is_sqlite: bool, use_index: bool) -> sa.ColumnElement[int]:
    """Return the column that holds the case's number and its order."""
    if not use_index:
        return c.number
    return text_sqlite.c.rowid if is_sqlite else text_postgresql.c.number


def _match(made: Plan, is_sqlite: bool) -> tuple[Condition, sa.ColumnElement[int]]:
    if is_sqlite:
        asked = sa.bindparam(None, made.sought.as_fts(), sa.Text)
        return text_sqlite.c.case_text.op("MATCH")(asked), text_sqlite.c.rowid
    query = sa.bindparam(None, made.sought.as_tsquery(), sa.Text)
    match = text_postgresql.c.words.op("@@")(sa.cast(query, _Tsquery()))
    return match, text_postgresql.c.number


class _Tsquery(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name."""
        return "tsquery"


def _beginnings(connection: Connection, word: str) -> tuple[str, ...]:
    """Return the terms of the index for a word's beginning.

    SQLite merges the lists of all words with that beginning before it looks at anything else, even where
    there is one. A few known words are asked for by name instead: that is ten times as fast.
    """
    if connection.dialect.name == "sqlite" and len(word) > _SHORT and word.isalpha():
        known = sa.select(case_word.c.word).where(case_word.c.word.between(word, f"{word}\U0010ffff"))
        endings = list(connection.execute(known.limit(_MOST_ENDINGS + 1)).scalars())
        if 0 < len(endings) <= _MOST_ENDINGS:
            return tuple(endings)
    return (f"{word}*",)


def _properties(made: Plan, query: CaseQuery) -> None:
    if query.kind:
        made.kind = query.kind
        made.sought.one_of("k", [query.kind])
    if query.groups:
        made.sought.one_of("g", query.groups)
        made.rows.append(c.grp.in_(query.groups))
    else:
        made.sought.none_of.append("=gdeleted")
        made.rows.append(c.grp != "deleted")
    ranks = [SEVERITY_RANK[severity] for severity in query.severities]
    asked: list[tuple[str, sa.Column[Any], tuple[Any, ...]]] = [
        ("s", c.status, query.statuses),
        ("f", c.field, query.fields),
        ("u", c.unit_id, query.units),
        ("a", c.area_code, query.areas),
        ("c", c.source, query.sources),
        ("v", c.severity, tuple(ranks)),
        ("r", c.rating, query.ratings),
        ("x", c.assignee, (query.assignee,) if query.assignee else ()),
        ("p", c.parent, () if query.parent is None else (query.parent,)),
    ]
    for letter, column, values in asked:
        if values:
            made.sought.one_of(letter, [str(value) for value in values])
            made.rows.append(column.in_(values))
            made.on_desk = made.on_desk and letter in "sfuav"
            made.narrow = made.narrow or (letter in "sfuarx" or bool(query.parent))
    if query.reopened is not None:
        made.on_desk = False
        made.rows.append(c.n_reopened > 0 if query.reopened else c.n_reopened == 0)
        if query.reopened:
            made.sought.all_of.append(("=o",))
        else:
            made.sought.none_of.append("=o")


def _deadlines(made: Plan, query: CaseQuery, at: float) -> None:
    if query.due:
        standings = sorted({number for state in query.due for number in _STANDINGS[state]})
        made.sought.one_of("d", [str(number) for number in standings])
        made.rows.append(c.standing.in_(standings))
        if 0 < len({"on_time", "near", "overdue"} & set(query.due)) < 3:
            _beyond(made, due_column(at).in_(query.due))
        made.few = made.few or set(query.due) <= {"near", "overdue"}
    if query.unaccepted:
        made.few, made.on_desk = True, False
        if "waiting" not in query.groups or len(query.groups) != 1:
            made.sought.one_of("g", ["waiting"])
            made.rows.append(c.grp == "waiting")
        _beyond(made, c.accept_due_at < at)


def _times(made: Plan, query: CaseQuery) -> None:
    for limit, sign in ((query.opened_from, ">="), (query.opened_to, "<")):
        if limit is None:
            continue
        whole = float(limit).is_integer()
        if sign == ">=":
            made.numbers.append((sign, first_number(limit)))
        else:
            made.numbers.append((sign, first_number(limit) if whole else first_number(limit + 1)))
        made.on_desk = False
        condition = c.opened_at >= limit if sign == ">=" else c.opened_at < limit
        made.rows.append(condition)
        if not whole:
            made.beyond.append(condition)
    for column, start, end in (
        (c.finished_at, query.finished_from, query.finished_to),
        (c.due_at, query.due_from, query.due_to),
    ):
        if column is c.finished_at and (start, end) != (None, None):
            made.on_desk = False
        if start is not None:
            _beyond(made, column >= start)
        if end is not None:
            _beyond(made, column < end)


def _others(made: Plan, query: CaseQuery) -> None:
    if query.case_ids or query.box or query.data:
        made.on_desk = False
    if query.case_ids:
        _beyond(made, c.case_id.in_(query.case_ids))
        made.narrow = False
    if query.box is not None:
        west, south, east, north = query.box
        _beyond(made, c.lon.between(west, east))
        _beyond(made, c.lat.between(south, north))
    for data_id, value in query.data.items():
        of_field = sa.select(case_data.c.number).where(case_data.c.data_id == data_id)
        if value:
            _beyond(made, c.number.in_(of_field.where(case_data.c.value == stored_text(value))))
        else:  # has none
            _beyond(made, c.number.not_in(of_field.where(case_data.c.value != "")))


def _beyond(made: Plan, condition: Condition) -> None:
    made.rows.append(condition)
    made.beyond.append(condition)

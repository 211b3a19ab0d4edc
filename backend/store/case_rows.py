"""Writes case files: narrow rows to look for, the whole case beside them, the search index, data fields.

A case has a number by which all of these know it: the second of its opening, shifted, plus a place in that
second. The order of numbers is therefore the order of opening (to the second), and that is the order in which
both the table and the search index lie: the newest fifty of a million are the first fifty read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from backend.contract.cases import CaseFile
from backend.contract.state import SEVERITIES
from backend.store.case_words import index_text, standing
from backend.store.records import CaseRow
from backend.store.tables import case_body, case_data, case_file

SHIFT = 20
"""Bits of the place within a second."""
PLACES = 1 << SHIFT
_FIRST_S, _LAST_S = -62_135_510_000, 253_402_200_000
"""Years 1 to 9999."""
_AT_ONCE = 500
"""Values in one question: databases limit how many one may have."""

_Value = TypeVar("_Value")
SEVERITY_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
_encoder = msgspec.msgpack.Encoder()
_INDEX = "INSERT INTO case_text (rowid, words) VALUES (?, ?)"
_UNINDEX = "INSERT INTO case_text (case_text, rowid, words) VALUES ('delete', ?, ?)"
_LEARN = "INSERT OR IGNORE INTO case_word (word) VALUES (?)"
_INDEX_PG = sa.text(
    "INSERT INTO case_text (number, words) VALUES (:number, array_to_tsvector(string_to_array(:words, ' '))) "
    "ON CONFLICT (number) DO UPDATE SET words = excluded.words"
)


def first_number(at: float) -> int:
    """Return the lowest number of a case opened in the second of `at` (s since epoch)."""
    return _second(at) << SHIFT


def local_day(at: float, zone: ZoneInfo) -> int:
    """Return the local day of an instant (s since epoch), counted from the first of January of year 1."""
    return datetime.fromtimestamp(_second(at), zone).toordinal()


def stored_text(value: str) -> str:
    """Return a text as the databases can keep it: PostgreSQL knows no character 0."""
    return value.replace("\x00", "") if "\x00" in value else value


def put_cases(
    connection: Connection, rows: Sequence[CaseRow], zone: ZoneInfo, indexed: Mapping[str, frozenset[str]]
) -> None:
    """Keep the newest state of each case file; of two with one id the later counts.

    Args:
        connection: in a transaction that writes.
        rows: the cases.
        zone: where days begin.
        indexed: kind to the data fields by which its cases are filtered and counted.
    """
    newest = {row.file.case_id: row for row in rows}
    if not newest:
        return
    before = _numbers_of(connection, list(newest))
    numbers = _numbered(connection, newest, before)
    moved = [old for case_id, old in before.items() if numbers[case_id] != old]
    texts = {
        n: index_text(newest[i].file, SEVERITY_RANK[newest[i].file.severity]) for i, n in numbers.items()
    }
    _put_texts(connection, texts, list(before.values()), moved)
    _delete(connection, case_file, moved)
    _delete(connection, case_body, moved)
    _delete(connection, case_data, list(before.values()))
    files = [(numbers[case_id], row.file) for case_id, row in newest.items()]
    _put(connection, case_file, [_narrow(number, file, zone) for number, file in files])
    is_sqlite = connection.dialect.name == "sqlite"
    bodies = [
        {
            "number": numbers[case_id],
            "payload": _encoder.encode(row.file),
            "state": row.state,
            "words": texts[numbers[case_id]] if is_sqlite else "",
        }
        for case_id, row in newest.items()
    ]
    _put(connection, case_body, bodies)
    put_data(connection, files, indexed)


def put_data(
    connection: Connection, files: Iterable[tuple[int, CaseFile]], indexed: Mapping[str, frozenset[str]]
) -> None:
    """Keep the indexed data fields of cases, given with their numbers, that have none kept."""
    values = [
        {"number": number, "data_id": data_id, "value": stored_text(value)}
        for number, file in files
        for data_id, value in file.data.items()
        if data_id in indexed.get(file.kind, ())
    ]
    if values:
        connection.execute(sa.insert(case_data), values)


def chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """Yield `values` in parts that one question can carry."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _second(at: float) -> int:
    return int(min(max(at, _FIRST_S), _LAST_S) // 1)


def _numbers_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(case_ids):
        query = sa.select(case_file.c.case_id, case_file.c.number).where(case_file.c.case_id.in_(part))
        found |= {row.case_id: row.number for row in connection.execute(query)}
    return found


def _numbered(
    connection: Connection, rows: Mapping[str, CaseRow], before: Mapping[str, int]
) -> dict[str, int]:
    """Return the number of each case: the one it has, if it was opened in that second, or a free one."""
    numbers: dict[str, int] = {}
    wanted: dict[str, int] = {}
    for case_id, row in rows.items():
        first = first_number(row.file.opened_at)
        old = before.get(case_id)
        if old is not None and old - old % PLACES == first:
            numbers[case_id] = old
        else:
            wanted[case_id] = first + zlib.crc32(case_id.encode()) % PLACES
    taken = set(numbers.values()) | set(before.values())
    while wanted:
        taken |= _taken(connection, sorted(set(wanted.values()) - taken))
        again: dict[str, int] = {}
        for case_id, number in wanted.items():
            if number in taken:  # another one of the same second: the next place
                again[case_id] = number - number % PLACES + (number + 1) % PLACES
            else:
                numbers[case_id] = number
                taken.add(number)
        wanted = again
    return numbers


def _taken(connection: Connection, numbers: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(numbers):
        query = sa.select(case_file.c.number).where(case_file.c.number.in_(part))
        found.update(connection.execute(query).scalars())
    return found


def _put_texts(connection: Connection, texts: dict[int, str], before: list[int], moved: list[int]) -> None:
    if connection.dialect.name != "sqlite":
        for part in chunks(moved):
            gone = sa.text("DELETE FROM case_text WHERE number = ANY(:numbers)")
            connection.execute(gone, {"numbers": list(part)})
        connection.execute(_INDEX_PG, [{"number": n, "words": words} for n, words in texts.items()])
        return
    old: dict[int, str] = {}
    for part in chunks(before):
        query = sa.select(case_body.c.number, case_body.c.words).where(case_body.c.number.in_(part))
        old |= {row.number: row.words for row in connection.execute(query)}
    lost = [(number, words) for number, words in old.items() if texts.get(number) != words]
    fresh = [(number, words) for number, words in sorted(texts.items()) if old.get(number) != words]
    if lost:
        connection.exec_driver_sql(_UNINDEX, lost)
    if fresh:
        connection.exec_driver_sql(_INDEX, fresh)
        words = {word for _, text in fresh for word in text.split(" ") if word.isalpha()}
        if words:
            connection.exec_driver_sql(_LEARN, [(word,) for word in sorted(words)])


def _delete(connection: Connection, table: sa.Table, numbers: Sequence[int]) -> None:
    for part in chunks(numbers):
        connection.execute(sa.delete(table).where(table.c.number.in_(part)))


def _upsert(table: sa.Table) -> sa.TextClause:
    names = [column.name for column in table.c]
    return sa.text(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(f':{n}' for n in names)}) "  # noqa: S608 - names of the code
        f"ON CONFLICT (number) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in names[1:])}"
    )


_UPSERTS = {table.name: _upsert(table) for table in (case_file, case_body)}


def _put(connection: Connection, table: sa.Table, values: list[dict[str, object]]) -> None:
    connection.execute(_UPSERTS[table.name], values)


def _narrow(number: int, file: CaseFile, zone: ZoneInfo) -> dict[str, object]:
    return {
        "number": number,
        "case_id": file.case_id,
        "kind": file.kind,
        "grp": file.group,
        "status": file.status,
        "standing": standing(file),
        "severity": SEVERITY_RANK[file.severity],
        "field": file.field,
        "unit_id": file.unit_id,
        "assignee": file.assignee,
        "area_code": file.area_code,
        "source": file.source,
        "parent": file.parent,
        "opened_at": file.opened_at,
        "opened_day": local_day(file.opened_at, zone),
        "changed_at": file.changed_at,
        "accept_due_at": None if file.accepted_at is not None else file.accept_due_at,
        "due_at": file.due_at,
        "near_at": file.near_at,
        "finished_at": file.finished_at,
        "finished_day": None if file.finished_at is None else local_day(file.finished_at, zone),
        "rating": file.rating,
        "n_reopened": file.n_reopened,
        "lat": file.lat,
        "lon": file.lon,
    }

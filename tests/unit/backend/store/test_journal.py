from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.store.errors import StoreError
from backend.store.journal import seal
from backend.store.records import Batch, EntryDraft
from backend.store.store import Store

Sql = Callable[..., list[tuple[object, ...]]]


def drafts(n: int, first: int = 0) -> list[EntryDraft]:
    return [
        EntryDraft(1.7e9 + i / 7, f"người {i}", "alarm.raised", f"r@p{i % 3}", {"n": i, "level": i / 3})
        for i in range(first, first + n)
    ]


def test_the_seal_is_what_anyone_can_recompute() -> None:
    payload = '{"a":1.5}'
    text = json.dumps(
        [7, 12.25, "an", "alarm.raised", "Mẹ Suốt", {"a": 1.5}], separators=(",", ":"), ensure_ascii=False
    )
    expected = hashlib.sha256(bytes(32) + text.encode()).digest()
    assert seal(bytes(32), 7, 12.25, ("an", "alarm.raised", "Mẹ Suốt"), payload) == expected


def test_entries_are_numbered_and_come_back_as_told(store: Store) -> None:
    first = store.write(Batch(entries=drafts(3)))
    second = store.write(Batch(entries=drafts(2, 3)))
    assert [e.seq for e in first.entries + second.entries] == [1, 2, 3, 4, 5]
    assert second.journal_seq == 5
    assert store.journal() == first.entries + second.entries
    assert store.write(Batch()).journal_seq == 5


def test_entries_are_found_by_place_subject_and_age(store: Store) -> None:
    store.write(Batch(entries=drafts(9)))
    assert [e.seq for e in store.journal(after_seq=6)] == [7, 8, 9]
    assert [e.seq for e in store.journal(limit=2)] == [1, 2]
    assert [e.seq for e in store.journal(subject="r@p1")] == [2, 5, 8]
    assert [e.seq for e in store.journal(subject="r@p1", limit=2, newest_first=True)] == [8, 5]
    assert [e.seq for e in store.journal(after_seq=7, newest_first=True)] == [9, 8]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.floats(-1e11, 1e11),
    texts=st.tuples(st.text(), st.text(), st.text()),
    payload=st.dictionaries(st.text(), json_values, max_size=4),
)
def test_any_entry_comes_back_exactly(
    store: Store, at: float, texts: tuple[str, str, str], payload: dict[str, object]
) -> None:
    told = store.write(Batch(entries=[EntryDraft(at, *texts, payload)])).entries[0]
    read = store.journal(after_seq=told.seq - 1, limit=1)[0]
    assert read == told
    assert read.at == at
    if "\0" not in "".join(texts):
        assert (read.actor, read.kind, read.subject) == texts
    assert json.dumps(read.payload, sort_keys=True) == json.dumps(payload, sort_keys=True)
    assert store.verify().broken_seq is None


def test_numbers_that_are_not_finite_become_null_for_all(store: Store) -> None:
    told = store.write(Batch(entries=[EntryDraft(1.0, "a", "k", "s", {"v": math.nan, "w": [math.inf]})]))
    assert told.entries[0].payload == {"v": None, "w": [None]}
    assert store.journal() == told.entries


def test_text_that_no_database_keeps_is_mended(store: Store) -> None:
    told = store.write(
        Batch(entries=[EntryDraft(1.0, "a\0", "k", "\ud800", {"x": "half \ud83d", "y": "\0"})])
    )
    assert store.journal() == told.entries
    assert (told.entries[0].actor, told.entries[0].subject) == ("a\ufffd", "?")
    assert told.entries[0].payload == {"x": "half ?", "y": "\ufffd"}


@pytest.mark.parametrize("payload", [{"a": object()}, {"a": [{1.5: object}]}])
def test_a_payload_that_is_not_json_is_refused_and_nothing_written(
    store: Store, payload: dict[str, object]
) -> None:
    with pytest.raises(StoreError, match=r"'k' about 's'.*not JSON"):
        store.write(Batch(marks={"m": "1"}, entries=[EntryDraft(1.0, "a", "k", "s", payload)]))
    assert store.marks() == {}
    assert store.journal() == ()


def test_an_untouched_journal_is_whole(store: Store, sql: Sql) -> None:
    assert store.verify().n_entries == 0
    store.write(Batch(entries=drafts(5)))
    report = store.verify()
    assert (report.n_entries, report.head_seq, report.broken_seq, report.reason) == (5, 5, None, "")
    assert [(bytes.fromhex(report.head_hash),)] == sql("SELECT hash FROM journal WHERE seq = 5")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET actor = 'x'",
        "DELETE FROM journal WHERE seq = 3",
        "UPDATE journal SET seq = 9 WHERE seq = 3",
    ],
)
def test_the_database_refuses_changes(store: Store, sql: Sql, change: str) -> None:
    store.write(Batch(entries=drafts(3)))
    with pytest.raises(Exception, match="append-only"):
        sql(change)
    assert store.verify().broken_seq is None


def test_sqlite_refuses_replacing_too(store: Store, url: str, sql: Sql) -> None:
    store.write(Batch(entries=drafts(3)))
    statement = (
        "INSERT INTO journal SELECT seq, at, 'x', kind, subject, payload, prev_hash, hash FROM journal"
    )
    if url.startswith("sqlite"):
        statement = statement.replace("INSERT", "INSERT OR REPLACE")
    with pytest.raises(Exception, match=r"append-only|duplicate key"):
        sql(statement)
    assert store.verify().broken_seq is None


def unlock(sql: Sql, url: str) -> None:
    """Do what somebody with the rights of the database's owner can do."""
    if url.startswith("sqlite"):
        for name in ("update", "delete", "replace"):
            sql(f"DROP TRIGGER journal_refuses_{name}")
    else:
        sql("DROP TRIGGER journal_refuses_change ON journal")


@pytest.mark.parametrize(
    ("change", "broken_seq", "reason"),
    [
        ("UPDATE journal SET payload = '[9]' WHERE seq = 4", 4, "content was changed"),
        ("UPDATE journal SET payload = '{n' WHERE seq = 4", 4, "content was changed|no longer JSON"),
        ("UPDATE journal SET at = at + 0.000001 WHERE seq = 2", 2, "content was changed"),
        ("UPDATE journal SET actor = 'x' WHERE seq = 6", 6, "content was changed"),
        ("DELETE FROM journal WHERE seq = 3", 3, "entry 3 is missing"),
        ("DELETE FROM journal WHERE seq < 3", 1, "entries 1 to 2 are missing"),
        ("DELETE FROM journal WHERE seq > 4", 5, "entries 5 to 6 were cut off"),
        ("UPDATE journal SET hash = prev_hash WHERE seq = 3", 3, "content was changed"),
        ("UPDATE journal SET prev_hash = hash WHERE seq = 3", 3, "does not follow entry 2"),
    ],
)
def test_verify_names_the_first_broken_entry(
    store: Store, url: str, sql: Sql, change: str, broken_seq: int, reason: str
) -> None:
    store.write(Batch(entries=drafts(6)))
    unlock(sql, url)
    sql(change)
    report = store.verify()
    assert report.broken_seq == broken_seq
    assert report.n_entries == broken_seq - 1
    assert any(words in report.reason for words in reason.split("|"))


def test_a_forged_tail_does_not_match_the_head(store: Store, url: str, sql: Sql) -> None:
    store.write(Batch(entries=drafts(2)))
    unlock(sql, url)
    last = store.journal()[1]
    prev = bytes(sql("SELECT prev_hash FROM journal WHERE seq = 2")[0][0])  # type: ignore[call-overload]
    forged = seal(prev, 2, last.at, ("x", last.kind, last.subject), "{}")
    sql("UPDATE journal SET actor = 'x', payload = '{}', hash = :h WHERE seq = 2", h=forged)
    report = store.verify()
    assert report.broken_seq == 2
    assert "head kept apart" in report.reason


def test_an_entry_at_negative_zero_is_whole(store: Store) -> None:
    store.write(Batch(entries=[EntryDraft(-0.0, "a", "k", "s", {"v": -0.0})]))
    assert store.verify().broken_seq is None
    assert repr(store.journal()[0].payload) == "{'v': -0.0}"


def test_two_programs_share_one_chain(store: Store, url: str, opened: Callable[[str], Store]) -> None:
    other = opened(url)
    for i in range(5):
        store.write(Batch(entries=drafts(2, i)))
        other.write(Batch(entries=drafts(1, i)))
    assert store.verify().n_entries == 15
    assert store.verify().broken_seq is None

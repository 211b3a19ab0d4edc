from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from backend.contract.state import Alarm, Text
from backend.store.errors import StoreError
from backend.store.records import Batch, RefusedDraft
from backend.store.store import Store

Sql = Callable[..., list[tuple[object, ...]]]

ALARM = Alarm(
    alarm_id="flood@me_suot",
    rule_id="flood",
    subject="me_suot",
    series_id="me_suot.level_cm",
    title=Text("Ngập 62 cm — Mẹ Suốt", "Flood 62 cm — Mẹ Suốt"),
    detail=Text("trên 50 cm"),
    severity="high",
    peak_severity="critical",
    active=True,
    operator="unacknowledged",
    signal="fresh",
    raised_at=1.7e9 + 1 / 3,
    changed_at=1.7e9 + 1,
    occurrence=3,
    value=62.5,
)


def test_an_alarm_comes_back_whole(store: Store) -> None:
    store.write(Batch(alarms=[ALARM]))
    assert store.alarms() == [ALARM]


def test_the_newest_state_counts(store: Store) -> None:
    later = replace(ALARM, operator="acknowledged", owner="an")
    latest = replace(later, comment="đã gọi phường")
    store.write(Batch(alarms=[ALARM]))
    store.write(Batch(alarms=[later, latest]))
    assert store.alarms() == [latest]


@pytest.mark.parametrize(
    ("active", "operator", "kept"),
    [
        (True, "none", True),
        (False, "unacknowledged", True),
        (False, "shelved", True),
        (False, "out_of_service", True),
        (False, "none", False),
    ],
)
def test_what_asks_for_something_is_restored(store: Store, active: bool, operator: str, kept: bool) -> None:
    store.write(Batch(alarms=[replace(ALARM, active=active, operator=operator)]))
    assert bool(store.alarms()) == kept


def test_alarms_come_by_their_change(store: Store) -> None:
    alarms = [replace(ALARM, alarm_id=str(i), changed_at=float(-i)) for i in range(4)]
    store.write(Batch(alarms=alarms))
    assert store.alarms() == alarms[::-1]


def test_an_alarm_of_another_shape_is_told(store: Store, sql: Sql) -> None:
    store.write(Batch(alarms=[ALARM]))
    sql("UPDATE alarm SET payload = :p", p=b"\x80")
    with pytest.raises(StoreError, match=r"flood@me_suot.*another version"):
        store.alarms()


def test_marks_are_kept_with_what_they_belong_to(store: Store) -> None:
    store.write(Batch(marks={"a": "tệp.csv:12", "b": "1"}))
    store.write(Batch(marks={"b": "2"}))
    assert store.marks() == {"a": "tệp.csv:12", "b": "2"}


def test_quarantine_is_read_newest_first_by_source(store: Store) -> None:
    drafts = [
        RefusedDraft(1.7e9 + i, f"s{i % 2}", f"dòng {i}", "không đọc được", b"\xff\x00%d" % i)
        for i in range(5)
    ]
    store.write(Batch(refused=drafts))
    assert store.refused() == drafts[::-1]
    assert store.refused("s1") == [drafts[3], drafts[1]]
    assert store.refused("s0", 1) == [drafts[4]]


def test_quarantine_keeps_the_beginning_of_what_is_huge_or_unspeakable(store: Store) -> None:
    store.write(Batch(refused=[RefusedDraft(1.0, "s", "a\0b", "half \udcff", b"x" * 10_000)]))
    kept = store.refused()[0]
    assert (kept.item, kept.reason, len(kept.raw)) == ("a\ufffdb", "half ?", 4000)

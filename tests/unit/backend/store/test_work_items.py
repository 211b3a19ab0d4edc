from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from backend.contract.state import Text
from backend.contract.work import Case, Incident, Ladder, Message, Run, WorkItem
from backend.store import Batch, Drawing, EntryDraft, KeptBytes, Store, StoreError, WorkRow
from backend.store.work_items import kind_of, parent_of

Sql = Callable[..., list[tuple[object, ...]]]

INCIDENT = Incident("SC.1", Text("Ngập Hòa Khánh"), "high", "open", 100.0, 100.0, ())
RUN = Run("QT.1", "ngap", "Ngập cục bộ", 1, "running", 110.0, 110.0, (), incident_id="SC.1")
MESSAGE = Message(
    "TN.1", "k", "sms", "84905123456", "An", "", "Ngập", "queued", 120.0, 120.0, 120.0, incident_id="SC.1"
)
LADDER = Ladder("BT.1", "Leo thang", "flood@a", 130.0, 130.0, (), incident_id="SC.1")
CASE = Case("SOS.1", "sos", Text("Kẹt trong nhà"), "high", 90.0, 140.0)
ALL: list[WorkItem] = [INCIDENT, RUN, MESSAGE, LADDER, CASE]


def rows(*items: WorkItem) -> list[WorkRow]:
    return [WorkRow(item) for item in items]


def test_what_goes_on_comes_back_whole_with_the_engine_state(store: Store) -> None:
    store.write(Batch(work=[*rows(INCIDENT, MESSAGE), WorkRow(RUN, b"\x00engine")]))
    assert store.work.rows() == [WorkRow(INCIDENT), WorkRow(RUN, b"\x00engine"), WorkRow(MESSAGE)]


def test_what_ended_does_not_come_back_but_can_be_asked_for(store: Store) -> None:
    store.write(Batch(work=rows(*ALL)))
    store.write(Batch(work=rows(replace(INCIDENT, state="closed", changed_at=200.0))))
    assert "SC.1" not in [row.item.incident_id for row in store.work.rows() if isinstance(row.item, Incident)]
    assert [row.item.changed_at for row in store.work.rows(since_at=150.0)][-1] == 200.0
    (found,) = store.work.by_id(["SC.1", "unknown"])
    assert isinstance(found, Incident)
    assert found.state == "closed"


def test_the_later_state_of_one_batch_counts(store: Store) -> None:
    store.write(Batch(work=rows(RUN, replace(RUN, state="finished", changed_at=300.0))))
    (found,) = store.work.by_id(["QT.1"])
    assert isinstance(found, Run)
    assert found.state == "finished"


def test_the_newest_of_a_kind_of_an_incident_and_since_an_instant(store: Store) -> None:
    store.write(Batch(work=rows(*ALL)))
    assert store.work.newest(limit=2) == [CASE, LADDER]
    assert store.work.newest(kind="message") == [MESSAGE]
    assert store.work.newest(parent="SC.1") == [LADDER, MESSAGE, RUN]
    assert store.work.newest(since_at=131.0) == [CASE]


@pytest.mark.parametrize(
    ("item", "kind", "parent"),
    [
        (INCIDENT, "incident", ""), (RUN, "run", "SC.1"), (MESSAGE, "message", "SC.1"),
        (LADDER, "ladder", "SC.1"), (CASE, "case", ""),
    ],
)  # fmt: skip
def test_kind_and_parent(item: WorkItem, kind: str, parent: str) -> None:
    assert (kind_of(item), parent_of(item)) == (kind, parent)


def test_bytes_are_kept_once_by_their_hash(store: Store) -> None:
    data = b"\xff\xd8 photo"
    digest = hashlib.sha256(data).hexdigest()
    store.write(Batch(kept=[KeptBytes(digest, "cau.jpg", "image/jpeg", 1.0, data)]))
    store.write(Batch(kept=[KeptBytes(digest, "other.jpg", "image/jpeg", 2.0, data)]))
    assert store.work.kept(digest) == KeptBytes(digest, "cau.jpg", "image/jpeg", 1.0, data)
    assert store.work.kept("0" * 64) is None


def test_a_version_of_a_drawing_never_changes(store: Store) -> None:
    first = Drawing("ngap", 1, "d1", b"<a/>", 1.0, "system", pack_id="flooding")
    second = Drawing("ngap", 2, "d2", b"<b/>", 2.0, "ha", "thêm bước")
    store.write(Batch(drawings=[first, second]))
    store.write(Batch(drawings=[Drawing("ngap", 1, "d3", b"<c/>", 3.0, "ha")]))
    assert store.work.drawings() == [first, second]


def test_an_empty_setting_is_taken_away(store: Store) -> None:
    store.write(Batch(settings={"a": "1", "b": "2"}))
    store.write(Batch(settings={"a": "", "none": ""}))
    assert store.work.settings() == {"b": "2"}


def test_settings_are_kept(store: Store) -> None:
    store.write(Batch(settings={"channel.sms": "on"}))
    store.write(Batch(settings={"channel.sms": "off", "silence.desk": "12"}))
    assert store.work.settings() == {"channel.sms": "off", "silence.desk": "12"}


def test_a_timeline_is_the_journal_of_many_subjects_in_order(store: Store) -> None:
    drafts = [
        EntryDraft(float(i), "system", "step.done", subject) for i, subject in enumerate(["a", "b", "c", "a"])
    ]
    store.write(Batch(entries=drafts))
    assert [e.subject for e in store.work.timeline(["a", "c"], 10)] == ["a", "c", "a"]
    assert [e.seq for e in store.work.timeline(["a", "c"], 2)] == [3, 4]
    assert store.work.timeline([], 10) == []


def test_entries_of_kinds_between_two_instants(store: Store) -> None:
    drafts = [
        EntryDraft(at, "system", kind, "x")
        for at, kind in [(1, "alarm.raised"), (2, "alarm.cleared"), (3, "alarm.raised"), (9, "alarm.raised")]
    ]
    store.write(Batch(entries=drafts))
    assert [e.at for e in store.work.entries_of_kind(["alarm.raised"], 1.0, 5.0)] == [1.0, 3.0]
    assert [e.at for e in store.work.newest_of_kind("alarm.raised", 2)] == [9.0, 3.0]


def test_an_item_of_another_notion_is_named(store: Store, sql: Sql) -> None:
    store.write(Batch(work=rows(CASE)))
    sql("UPDATE work SET payload = :payload", payload=b"\xc0")
    with pytest.raises(StoreError, match=r"SOS\.1.*cannot be read.*\n?.*restore a backup"):
        store.work.rows()

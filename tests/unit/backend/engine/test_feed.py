from __future__ import annotations

from backend.contract import codec
from backend.contract.messages import (
    AlarmsChanged,
    EntryAppended,
    FeedMessage,
    RegistersChanged,
    SourcesChanged,
    Values,
)
from backend.contract.state import Alarm, DeskLoad, Source, Text
from backend.domain.observation import Observation
from backend.engine.feed import MOST_CASES_NAMED, Feed, LiveValues
from backend.store import Written


class Wire:
    def __init__(self) -> None:
        self.journal_seq = 0
        self.sent: list[FeedMessage] = []

    def publish(self, message: FeedMessage) -> None:
        self.sent.append(message)


def alarm(*, active: bool, operator: str) -> Alarm:
    return Alarm(
        alarm_id="r@p",
        rule_id="r",
        subject="p",
        series_id="p.m",
        title=Text("t"),
        detail=Text("d"),
        severity="high",
        peak_severity="high",
        active=active,
        operator=operator,  # type: ignore[arg-type]
        signal="fresh",
        raised_at=1.0,
        changed_at=1.0,
        occurrence=1,
    )


def source(received: int) -> Source:
    return Source("s", "mqtt", "Nguồn", "fresh", 10.0, 1.0, received, 0)


def test_values_are_merged_to_the_newest_of_each_series_and_told_once() -> None:
    values = LiveValues()
    values.take([(2, Observation("b", 10.0, 1.0)), (1, Observation("a", 10.0, 5.0))])
    values.take([(2, Observation("b", 11.0, 2.0)), (2, Observation("b", 9.0, 99.0))])
    told = values.changes()
    assert told is not None
    assert codec.integers(told.index).tolist() == [1, 2]
    assert codec.floats(told.value).tolist() == [5.0, 2.0]
    assert codec.floats(told.at).tolist() == [10.0, 11.0]
    assert values.changes() is None
    assert codec.integers(values.all().index).tolist() == [1, 2]


def test_the_synthetic_series_is_no_value_of_the_city() -> None:
    values = LiveValues()
    values.hidden = 3
    values.take([(3, Observation("toancanh.heartbeat", 10.0, 1.0)), (4, Observation("a", 10.0, 2.0))])
    assert codec.integers(values.all().index).tolist() == [4]


def test_values_age() -> None:
    values = LiveValues()
    values.restore(1, (100.0, 5.0, 0))
    assert [values.freshness(1, 10.0, now) for now in (105.0, 115.0, 131.0)] == ["fresh", "late", "lost"]
    assert values.freshness(9, 10.0, 0.0) == "lost"


def test_a_commit_moves_the_journals_number_before_anything_is_told_and_cleared_alarms_leave() -> None:
    wire = Wire()
    feed = Feed(wire)
    entry = EntryAppended(7, 1.0, "system", "alarm.raised", "r@p", {})
    feed.committed(Written((entry,), 0, 0, 7), [alarm(active=True, operator="unacknowledged")], DeskLoad(1))
    assert wire.journal_seq == 7
    assert [type(m) for m in wire.sent] == [AlarmsChanged, EntryAppended]
    assert list(feed.alarms) == ["r@p"]
    feed.committed(Written((), 0, 0, 8), [alarm(active=False, operator="none")], DeskLoad())
    assert feed.alarms == {}
    assert feed.desk == DeskLoad()


def test_nothing_that_did_not_change_is_told_twice() -> None:
    wire = Wire()
    feed = Feed(wire)
    feed.tell_sources([source(1)])
    feed.tell_sources([source(1)])
    feed.tell_sources([source(2)])
    feed.flush_values()
    feed.values.take([(1, Observation("a", 1.0, 1.0))])
    feed.flush_values()
    feed.flush_values()
    assert [type(m) for m in wire.sent] == [SourcesChanged, SourcesChanged, Values]


def test_changed_registers_are_told_at_most_once_a_second_with_numbers_that_grow() -> None:
    wire = Wire()
    feed = Feed(wire)
    feed.flush_registers(0.0)
    feed.note_register("report", ["A"])
    feed.flush_registers(10.0)
    feed.note_register("report", ["A", "B"])
    feed.note_register("indicators")
    feed.flush_registers(10.5)
    feed.note_register("report", ["A"])
    feed.flush_registers(11.0)
    feed.flush_registers(12.0)
    assert wire.sent == [
        RegistersChanged({"report": 1}, ("A",)),
        RegistersChanged({"indicators": 1, "report": 3}, ("A", "B")),
    ]


def test_more_cases_than_can_be_named_are_not_named() -> None:
    wire = Wire()
    feed = Feed(wire)
    feed.note_register("report", map(str, range(MOST_CASES_NAMED + 1)))
    feed.flush_registers(1.0)
    assert wire.sent == [RegistersChanged({"report": 1}, ())]

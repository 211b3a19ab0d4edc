"""The order that the product rests on: judged, committed, and only then told and thanked."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from backend.contract.messages import FeedMessage
from backend.domain.alarms.book import AlarmBook
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.engine import heartbeat, pipeline
from backend.engine.feed import Feed
from backend.engine.pending import Pending
from backend.engine.pipeline import Pipeline
from backend.engine.writer import Writer
from backend.store import Batch, Store, StoreError, Written


class Wire:
    def __init__(self) -> None:
        self.journal_seq = 0
        self.sent: list[FeedMessage] = []

    def publish(self, message: FeedMessage) -> None:
        self.sent.append(message)


class Moody(Store):
    """A real store whose disk is full now and then."""

    n_refusals = 0

    def write(self, batch: Batch) -> Written:
        if self.n_refusals:
            self.n_refusals -= 1
            raise StoreError("the disk is full", "make room")
        return super().write(batch)


class Clock:
    at = 1000.0

    def now(self) -> float:
        return self.at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Moody]:
    opened = Moody.open(f"sqlite:///{tmp_path}/t.db")
    opened.migrate()
    assert isinstance(opened, Moody)
    yield opened
    opened.close()


def chain(store: Store, derived: pipeline.Derived | None = None) -> tuple[Pipeline, Pending, Wire, int]:
    number = store.register_series([heartbeat.SERIES])[heartbeat.SERIES]
    rules = [heartbeat.rule()]
    wire, pending = Wire(), Pending({})
    line = Pipeline(
        writer=Writer(store),
        evaluator=Evaluator(rules, [heartbeat.series_facts()]),
        book=AlarmBook(rules, {}, frozenset({heartbeat.RULE})),
        beat=heartbeat.Heartbeat(),
        feed=Feed(wire),
        pending=pending,
        clock=Clock(),
        derived=derived,
    )
    return line, pending, wire, number


def test_nobody_is_thanked_or_told_before_the_store_has_it(
    store: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "RETRY_S", 0.01)

    async def scene() -> None:
        line, pending, _, number = chain(store)
        store.n_refusals = 3
        told: list[int] = []
        pending.readings.append((number, Observation(heartbeat.SERIES, 1000.0, 1.0)))
        pending.note("s", "m1", lambda: told.append(store.n_refusals))
        await line.turn()
        assert told == [0]
        assert line.n_stored == 1
        assert pending.marks == {"s": "m1"}
        assert store.marks() == {"s": "m1"}
        assert store.stats().n_recent_readings == 1

    asyncio.run(scene())


def test_the_synthetic_alarm_goes_the_whole_way_but_is_neither_told_nor_journaled(store: Moody) -> None:
    async def scene() -> None:
        line, pending, wire, number = chain(store)
        pending.readings.append((number, Observation(heartbeat.SERIES, 1000.0, 1.0)))
        await line.turn()
        assert line._beat.chain_at == 1000.0
        assert [a.active for a in line.book.alarms()] == [True]
        assert wire.sent == []
        assert store.journal() == ()

    asyncio.run(scene())


def test_an_idle_turn_writes_nothing(store: Moody) -> None:
    async def scene() -> None:
        line, _, wire, _ = chain(store)
        store.n_refusals = 1
        await line.turn()
        assert store.n_refusals == 1
        assert wire.sent == []

    asyncio.run(scene())


class Twice:
    """Makes a second reading of each, one second later; or breaks."""

    broken = False
    number = -1
    due_at = math.inf

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def follow(self, readings: Sequence[Observation], now: float) -> list[tuple[int, Observation]]:
        if self.broken:
            raise ZeroDivisionError
        return [(self.number, Observation(r.series_id, r.at + 1.0, 0.0)) for r in readings]

    def next_due(self) -> float:
        return self.due_at

    def to_keep(self) -> dict[str, str]:
        kept, self.kept = self.kept, {}
        return kept


def test_what_derived_series_remember_is_committed_with_the_readings_that_it_is_about(
    store: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[Batch] = []
    write = store.write

    def noted(batch: Batch) -> Written:
        batches.append(batch)
        return write(batch)

    monkeypatch.setattr(store, "write", noted)

    async def scene() -> None:
        made_by = Twice()
        line, pending, _, number = chain(store, made_by)
        made_by.number, made_by.kept = number, {"late:a": "1.0 2.0"}
        pending.readings.append((number, Observation(heartbeat.SERIES, 1000.0, 1.0)))
        await line.turn()
        assert [(len(batch.readings), batch.settings) for batch in batches] == [(2, {"late:a": "1.0 2.0"})]
        assert store.work.settings() == {"late:a": "1.0 2.0"}
        made_by.kept = {"late:a": ""}
        await line.turn()  # nothing else waits
        assert store.work.settings() == {}

    asyncio.run(scene())


def test_what_is_computed_is_judged_stored_and_told_with_its_readings(store: Moody) -> None:
    async def scene() -> None:
        made_by = Twice()
        line, pending, _, number = chain(store, made_by)
        made_by.number = number
        pending.readings.append((number, Observation(heartbeat.SERIES, 1000.0, 1.0)))
        await line.turn()
        assert [alarm.active for alarm in line.book.alarms()] == [False]  # the second reading ended it
        assert store.raw(heartbeat.SERIES, 0.0, 2000.0).at.tolist() == [1000.0, 1001.0]
        assert line.n_stored == 2

    asyncio.run(scene())


def test_readings_and_alarms_go_on_where_nothing_can_be_computed(
    store: Moody, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        made_by = Twice()
        made_by.broken = True
        line, pending, _, number = chain(store, made_by)
        pending.readings.append((number, Observation(heartbeat.SERIES, 1000.0, 1.0)))
        await line.turn()
        assert [alarm.active for alarm in line.book.alarms()] == [True]
        assert line.n_stored == 1

    asyncio.run(scene())
    assert "derived series could not be computed" in caplog.text


def test_the_loop_wakes_when_a_silent_series_comes_due(store: Moody) -> None:
    made_by = Twice()
    line, *_ = chain(store, made_by)
    assert line._wait_s() == pipeline.LONGEST_TURN_S
    made_by.due_at = 1000.1
    assert line._wait_s() == pytest.approx(0.1)

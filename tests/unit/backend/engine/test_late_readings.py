from __future__ import annotations

import asyncio
import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.contract.messages import Values
from backend.contract.state import Quality
from backend.domain.derived.follower import Span
from backend.domain.observation import Observation
from backend.engine import late_readings, late_spans
from backend.engine.derived import DerivedSeries, open_derived
from backend.engine.late_readings import Again, LateReadings, late_work
from backend.engine.pending import Pending
from backend.store import Batch, Store, StoreError
from backend.store.raw import RawColumns
from backend.usecases.packs import load_packs
from tests.unit.backend.engine import centre_folder
from tests.unit.backend.engine.test_daemon import drop, options_in, running
from tests.unit.backend.engine.test_derived import PLACES, derived_pack, peaks  # noqa: F401 - the fixture

T = 1e9 + 200.0
DEPTHS = [5.0 + i % 7 for i in range(120)]
"""Of an hour, one every half minute."""
AWAY = slice(40, 80)


BEFORE = [("p1", 30.0 * i, 5) for i in range(60, 35, -1)]
KEPT = [("p1", 30.0 * i, 62 if i in (30, 31) else 5) for i in range(35, 25, -1)]
AFTER = [("p1", 30.0 * i, 5) for i in range(25, -1, -1)]
"""Rows of the last half hour; ten readings of it come late, two of them deep."""


class Centre:
    """A store and what is derived, in turns as the daemon makes them but without its clock."""

    def __init__(self, tmp_path: Path, store: Store, now: float) -> None:
        packs = load_packs(tmp_path / "packs", ["thu"], tmp_path)
        facts = [each for place in PLACES for each in packs.series_of(place)]
        self.store = store
        self.numbers = store.register_series([each.series_id for each in facts])
        derived, standing = open_derived(packs, facts, self.numbers, store, now)
        assert derived is not None
        self.derived: DerivedSeries = derived
        self.pending = Pending({})
        self.pending.readings.extend(standing)
        self.late = LateReadings(derived, store, self.pending, self.settle)
        self.n_settled = 0

    async def settle(self) -> int:
        self.n_settled += 1
        self.commit()
        return self.n_settled

    def commit(self) -> None:
        work = self.pending.take()
        work.settings |= self.derived.to_keep()
        self.store.write(work.batch())

    def take(self, at: float, depth: float, now: float | None = None, place: str = "p1") -> None:
        reading = Observation(f"{place}.depth_cm", at, depth)
        self.pending.readings.append((self.numbers[reading.series_id], reading))
        self.pending.readings.extend(self.derived.follow([reading], at if now is None else now))
        self.commit()

    def silence(self, until_at: float) -> None:
        while (due_at := self.derived.next_due()) < until_at:
            self.pending.readings.extend(self.derived.follow([], due_at))
        self.commit()

    def told(self, metric: str, place: str = "p1") -> dict[float, tuple[float, int]]:
        return columns(self.store.raw(f"{place}.{metric}", T, T + 7200))

    def kept(self) -> list[str]:
        """Return what the store knows of what waits."""
        return [name for name in self.store.work.settings() if name.startswith(late_spans.SETTING)]


def columns(stored: RawColumns) -> dict[float, tuple[float, int]]:
    values = zip(stored.value.round(6).tolist(), stored.quality.tolist(), strict=True)
    return dict(zip(stored.at.tolist(), values, strict=True))


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[list[Store]]:
    """Two empty stores: of a gauge that was away, and of one that never was."""
    centre_folder.write_pack(tmp_path)
    opened = [Store.open(f"sqlite:///{tmp_path}/{name}.db") for name in ("late", "in_time")]
    for store in opened:
        store.migrate()
    yield opened
    for store in opened:
        store.close()


def at(i: int) -> float:
    return T + 30.0 * i


def played_in_time(tmp_path: Path, store: Store) -> Centre:
    centre = Centre(tmp_path, store, T)
    for i, depth in enumerate(DEPTHS):
        centre.silence(at(i))
        centre.take(at(i), depth)
    assert not centre.derived.late
    return centre


def away(centre: Centre, *places: str) -> None:
    """Play until the gauges (none named: one) are back, silence included."""
    for i, depth in enumerate(DEPTHS[: AWAY.start]):
        centre.silence(at(i))
        for place in places or ("p1",):
            centre.take(at(i), depth, place=place)
    centre.silence(at(AWAY.stop))


def back(centre: Centre, *places: str, newest_first: bool = True) -> None:
    """Have the gauges (none named: one) send what they kept, and go on."""
    kept = range(AWAY.start, AWAY.stop)
    for i in reversed(kept) if newest_first else kept:
        for place in places or ("p1",):
            centre.take(at(i), DEPTHS[i], now=at(AWAY.stop), place=place)
    for i in range(AWAY.stop, len(DEPTHS)):
        centre.silence(at(i))
        for place in places or ("p1",):
            centre.take(at(i), DEPTHS[i], place=place)


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_told_meanwhile_becomes_what_would_have_been_told_in_time(
    tmp_path: Path, stores: list[Store], *, packed: bool
) -> None:
    late, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(late)
    if packed:
        stores[0].roll_up(T + 86_400.0)
    back(late)
    assert late.told("share") != in_time.told("share")
    asyncio.run(late.late.put_right())
    asyncio.run(late.settle())
    stores[0].roll_up(T + 86_400.0)
    assert late.told("share") == in_time.told("share")
    assert late.told("peak_cm") == in_time.told("peak_cm")
    assert {quality for _, quality in late.told("peak_cm").values()} == {Quality.GOOD, Quality.ABOVE}


def test_a_long_absence_is_computed_in_pieces_the_newest_first(
    tmp_path: Path, stores: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    late, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(late)
    back(late)
    monkeypatch.setattr(late_readings, "MOST_STEPS", 25)
    asked: list[tuple[float, float]] = []
    compute = Again.corrections

    def noted(self: Again, series_id: str, span: Span) -> object:
        asked.append((span.first_at, span.last_at))
        return compute(self, series_id, span)

    monkeypatch.setattr(Again, "corrections", noted)
    asyncio.run(late.late.put_right())
    asyncio.run(late.settle())
    assert len(asked) == 5
    assert all(last - first <= 240.0 for first, last in asked)
    assert [first for first, _ in asked] == sorted((first for first, _ in asked), reverse=True)
    assert [last + 10.0 for _, last in asked[1:]] == [first for first, _ in asked[:-1]]
    assert late.told("peak_cm") == in_time.told("peak_cm")


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_restart_in_the_silence_forgets_nothing(
    tmp_path: Path, stores: list[Store], *, newest_first: bool
) -> None:
    """The windows are empty by then: what was told before the restart is known from the store."""
    before, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(before)
    late = Centre(tmp_path, stores[0], at(AWAY.stop))
    back(late, newest_first=newest_first)
    asyncio.run(late.late.put_right())
    asyncio.run(late.settle())
    assert late.told("peak_cm") == in_time.told("peak_cm")
    assert late.told("share") == in_time.told("share")


def test_where_nothing_is_late_nothing_is_read_and_nothing_written(
    tmp_path: Path, stores: list[Store]
) -> None:
    centre = played_in_time(tmp_path, stores[0])
    asyncio.run(centre.late.put_right())
    assert centre.n_settled == 0
    again = Again(centre.derived, stores[0])
    assert again.corrections("p1.depth_cm", Span(T + 900.0, T + 1500.0)) == []
    assert again.step_s("p1.depth_cm") == 10


def test_only_what_differs_is_written(tmp_path: Path, stores: list[Store]) -> None:
    centre = played_in_time(tmp_path, stores[0])
    number = centre.numbers["p1.peak_cm"]
    wrong = [(number, T + 1000.0, 3.0, 0), (number, T + 1010.0, 11.0, int(Quality.ABOVE))]
    stores[0].write(Batch(corrected=wrong))
    found = Again(centre.derived, stores[0]).corrections("p1.depth_cm", Span(T + 900.0, T + 1500.0))
    assert [(n, each.at, each.value, each.quality) for n, each in found] == [
        (number, T + 1000.0, 11.0, Quality.GOOD),
        (number, T + 1010.0, 11.0, Quality.GOOD),
    ]


def test_a_store_that_refuses_is_asked_again(
    tmp_path: Path, stores: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(centre)
    back(centre)
    monkeypatch.setattr(late_readings, "PERIOD_S", 0.01)
    compute, n_tries = Again.corrections, 0

    def refused_once(self: Again, series_id: str, span: Span) -> object:
        nonlocal n_tries
        n_tries += 1
        if n_tries == 1:
            raise StoreError("locked", "wait")
        return compute(self, series_id, span)

    async def scene() -> None:
        monkeypatch.setattr(Again, "corrections", refused_once)
        (work,) = late_work(centre.derived, stores[0], centre.pending, centre.settle)
        task = asyncio.ensure_future(work)
        while centre.derived.late:
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(scene(), 20))
    assert n_tries == 2
    assert centre.told("peak_cm") == in_time.told("peak_cm")


def test_one_damaged_block_holds_up_the_corrections_of_no_other_series(
    tmp_path: Path, stores: list[Store], caplog: pytest.LogCaptureFixture
) -> None:
    late, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(late, "p1", "p2")
    back(late, "p1", "p2")
    stores[0].roll_up(T + 86_400.0)
    number = late.numbers["p1.depth_cm"]
    with closing(sqlite3.connect(tmp_path / "late.db")) as file:
        blocks = file.execute("SELECT data, start FROM block WHERE series = ?", (number,)).fetchall()
        file.execute("UPDATE block SET data = x'00' WHERE series = ?", (number,))
        file.commit()
        for _ in range(2):
            asyncio.run(asyncio.wait_for(late.late.put_right(), 20))
        stores[0].roll_up(T + 86_400.0)
        assert late.told("peak_cm", "p2") == in_time.told("peak_cm")
        assert late.told("peak_cm", "p1") != in_time.told("peak_cm")
        assert caplog.text.count("the correction of late readings of p1.depth_cm waits") == 1
        late.commit()
        assert late.kept() == ["late:p1.depth_cm"]
        file.executemany(f"UPDATE block SET data = ? WHERE start = ? AND series = {number}", blocks)  # noqa: S608
        file.commit()
    asyncio.run(late.late.put_right())
    stores[0].roll_up(T + 86_400.0)
    assert late.told("peak_cm", "p1") == in_time.told("peak_cm")


def test_what_waits_when_the_daemon_is_killed_is_found_again(tmp_path: Path, stores: list[Store]) -> None:
    killed, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(killed)
    back(killed)
    late = Centre(tmp_path, stores[0], at(len(DEPTHS)))
    asyncio.run(late.late.put_right())
    assert late.told("peak_cm") == in_time.told("peak_cm")
    assert late.told("share") == in_time.told("share")
    asyncio.run(late.settle())
    assert late.kept() == []


def test_a_correction_that_a_killed_daemon_did_not_write_is_computed_again(
    tmp_path: Path, stores: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is killed between the computing and the commit, when a turn that had been taken before was written."""
    killed, in_time = Centre(tmp_path, stores[0], T), played_in_time(tmp_path, stores[1])
    away(killed)
    back(killed)
    monkeypatch.setattr(late_readings, "MOST_STEPS", 25)
    settle, n_corrected = killed.late._settle, 0

    async def settled() -> int:
        nonlocal n_corrected
        n_corrected += bool(killed.pending._work.corrected)
        if n_corrected == 3:
            killed.store.write(Batch(settings=killed.derived.to_keep()))
            raise asyncio.CancelledError
        return await settle()

    monkeypatch.setattr(killed.late, "_settle", settled)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(killed.late.put_right())
    assert killed.told("peak_cm") != in_time.told("peak_cm")
    late = Centre(tmp_path, stores[0], at(len(DEPTHS)))
    asyncio.run(late.late.put_right())
    assert late.told("peak_cm") == in_time.told("peak_cm")


def test_a_centre_that_derives_nothing_has_no_such_work(stores: list[Store]) -> None:
    assert late_work(None, stores[0], Pending({}), lambda: asyncio.sleep(0, 0)) == []


async def until_stored(store: Store, metric: str) -> RawColumns:
    """Return the last half hour of a series of the daemon's as soon as it was 62 at some time."""
    for _ in range(400):
        stored = store.raw(f"p1.{metric}", time.time() - 1800, time.time())
        if 62.0 in stored.value:
            return stored
        await asyncio.sleep(0.05)
    raise AssertionError(f"no {metric} of 62 came")


async def corrected(store: Store) -> None:
    """Wait until it was told of the deep readings, for ten minutes after the last of them and none beyond."""
    told, dropped = await until_stored(store, "peak_cm"), await until_stored(store, "depth_cm")
    first, last = (math.ceil(at / 10) * 10 for at in dropped.at[dropped.value == 62.0])
    assert told.at[told.value == 62.0].tolist() == list(range(first, last + 600, 10))


def test_in_the_daemon_the_wall_shows_the_corrected_value_and_no_alarm_of_the_past(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes are told without the three deep readings; they come late, and are over by now."""
    monkeypatch.setattr(late_readings, "PERIOD_S", 0.05)

    async def scene() -> None:
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", *BEFORE, *AFTER)
            await wall.until(lambda m: isinstance(m, Values))
            (told,) = peaks(await wall.snapshot())
            assert told == (5.0, Quality.GOOD)
            drop(tmp_path, "b.csv", *KEPT)
            store = Store.open(options_in(tmp_path).database)
            try:
                await corrected(store)
            finally:
                store.close()
            snapshot = await wall.snapshot()
            assert snapshot.alarms == ()
            assert peaks(snapshot) == [(5.0, Quality.GOOD)]

    asyncio.run(scene())


def test_a_daemon_that_ended_before_it_corrected_leaves_that_to_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_readings, "PERIOD_S", 1e6)

    async def scene() -> None:
        options_in(tmp_path)
        store = Store.open(options_in(tmp_path).database)
        try:
            async with running(tmp_path) as wall:
                drop(tmp_path, "a.csv", *BEFORE, *AFTER)
                await wall.until(lambda m: isinstance(m, Values))
                drop(tmp_path, "b.csv", *KEPT)
                await until_stored(store, "depth_cm")
            assert 62.0 not in store.raw("p1.peak_cm", 0.0, time.time()).value
            monkeypatch.setattr(late_readings, "PERIOD_S", 0.05)
            async with running(tmp_path):
                await corrected(store)
        finally:
            store.close()

    asyncio.run(scene())

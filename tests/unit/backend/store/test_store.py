from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.codec import floats
from backend.contract.state import Alarm, Text
from backend.store.errors import StoreError
from backend.store.records import Batch, EntryDraft, RefusedDraft
from backend.store.store import Store

START = 1_700_000_400.0
N_SERIES = 20
WRITER = Path(__file__).with_name("store_writer.py")
ALARM = Alarm(
    alarm_id="a", rule_id="r", subject="s", series_id="", title=Text("t"), detail=Text("d"),
    severity="low", peak_severity="low", active=True, operator="none", signal="fresh",
    raised_at=0.0, changed_at=1.0, occurrence=1,
)  # fmt: skip


def test_a_batch_is_written_whole_or_not_at_all(store: Store) -> None:
    batch = Batch(
        readings=[(0, START, 1.0, 0)],
        entries=[EntryDraft(START, "a", "k", "s", {"bad": object()})],
        alarms=[ALARM],
        marks={"m": "1"},
        refused=[RefusedDraft(START, "s", "i", "r", b"")],
    )
    with pytest.raises(StoreError):
        store.write(batch)
    stats = store.stats()
    assert (stats.n_recent_readings, stats.n_alarms, stats.n_refused, stats.n_entries) == (0, 0, 0, 0)
    batch.entries[0].payload.clear()
    assert store.write(batch).n_readings_new == 1
    stats = store.stats()
    assert (stats.n_recent_readings, stats.n_alarms, stats.n_refused, stats.n_entries) == (1, 1, 1, 1)
    assert stats.size_bytes > 1000


def test_what_was_written_is_there_after_opening_again(
    store: Store, url: str, opened: Callable[[str], Store]
) -> None:
    store.register_series(["a.x"])
    store.write(Batch(readings=[(0, START, 1.5, 2)], marks={"m": "1"}, alarms=[ALARM]))
    store.close()
    again = opened(url)
    again.migrate()
    assert list(again.readings_since(0)) == [(0, START, 1.5, 2)]
    assert (again.marks(), again.alarms()) == ({"m": "1"}, [ALARM])
    assert floats(again.history("a.x", 0, 2 * START).value).tolist() == [1.5]


def test_readers_and_packer_run_beside_the_writer(store: Store) -> None:
    store.register_series(["a.x"])
    done = threading.Event()
    failures: list[BaseException] = []

    def repeat(work: Callable[[], object]) -> None:
        try:
            while not done.is_set():
                work()
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    def whole() -> None:
        values = floats(store.history("a.x", START, START + 10_000, 20_000).value)
        assert values.tolist() == [float(i) for i in range(len(values))]
        n_all = sum(1 for _ in store.readings_since(START))
        assert n_all >= len(values)
        assert store.verify().broken_seq is None

    works = [whole, whole, lambda: store.roll_up(START + 10_000), lambda: store.latest([0])]
    threads = [threading.Thread(target=repeat, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for i in range(150):
        readings = [(0, START + 10 * i + k, float(10 * i + k), 0) for k in range(10)]
        written = store.write(Batch(readings=readings, entries=[EntryDraft(START, "a", "k", "s", {"i": i})]))
        assert (written.n_readings_new, written.journal_seq) == (10, i + 1)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(floats(store.history("a.x", START, START + 10_000, 20_000).value)) == 1500


def run_and_kill(url: str, first: int, n_lines: int) -> list[tuple[int, int]]:
    """Let the writer commit `n_lines` batches or more, kill it, and return what it said it had committed."""
    child = subprocess.Popen(
        [sys.executable, str(WRITER), url, str(first)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(n_lines)]
    child.kill()
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    whole = [line.split() for line in said if line.endswith("\n")]
    assert len(whole) >= n_lines, "the writer ended by itself"
    return [(int(i), int(seq)) for i, seq in whole]


def test_killed_at_any_moment_it_keeps_what_it_said_and_doubles_nothing(
    url: str, opened: Callable[[str], Store]
) -> None:
    chance = random.Random(7)
    said: dict[int, int] = {}
    first = 0
    for _ in range(4):
        said |= dict(run_and_kill(url, first, chance.randrange(20, 300)))
        store = opened(url)
        report = store.verify()
        assert report.broken_seq is None
        entries = {entry.seq: entry for entry in store.journal(limit=100_000)}
        assert len(entries) == report.n_entries
        for i, seq in said.items():
            assert entries[seq].payload == {"i": i}
        committed = [entry.payload["i"] for entry in entries.values()]
        assert committed == list(range(len(committed)))  # none lost, none doubled, none out of order
        assert store.marks() == {"writer": str(len(committed) - 1)}
        assert {alarm.occurrence for alarm in store.alarms()} == set(range(len(committed))[-3:])
        expected = [(n, START + i, float(i), 0) for i in range(len(committed)) for n in range(N_SERIES)]
        assert sorted(store.readings_since(0)) == sorted(expected)
        first = len(committed)
        store.close()
    check_roll_ups(opened(url), first)


def check_roll_ups(store: Store, n_batches: int) -> None:
    """See that every reading is in the roll-ups once, whatever moment the packing was cut off at."""
    store.migrate()
    while store.roll_up(START + n_batches + 1000):
        pass
    stats = store.stats()
    assert (stats.n_recent_readings, stats.n_packed_readings) == (0, n_batches * N_SERIES)
    got = store.history("p.m3", START, START + n_batches, 5)
    with store._database.reading() as connection:
        counted = connection.exec_driver_sql(
            "SELECT series, sum(n), sum(total) FROM hour GROUP BY series"
        ).all()
    assert {(n, total) for _, n, total in counted} == {(n_batches, n_batches * (n_batches - 1) / 2)}
    assert floats(got.high).max() == n_batches - 1

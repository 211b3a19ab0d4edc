"""`kill -9` of the daemon under 5,000 readings a second: nothing lost, nothing doubled.

The full trial: `TOANCANH_CRASHES=10 pytest tests/end2end/test_crash.py -s`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.store import Store
from tests.end2end.daemon_run import ROOT, Broker, DaemonRun, wait, write_pack
from tests.end2end.qos1_load import Qos1Load
from tests.end2end.whole_journal import entries

pytestmark = pytest.mark.timeout(300)

N_CRASHES = int(os.environ.get("TOANCANH_CRASHES", "4"))
BETWEEN_S, HELD_S = 3.0, 0.4
N_PLACES, RATE = 1000, 5000
METRICS = tuple(f"m{i}" for i in range(5))
N_SERIES = N_PLACES * len(METRICS)
CALM, HIGH, LIMIT = 50.0, 95.0, 90.0
EVERY, EPISODE, N_CYCLES = 5, 3, 14
"""Each fifth series has one episode of three readings, at a cycle of its own."""


def in_episode(series: int, cycle: int) -> bool:
    began = 1 + series // EVERY % (N_CYCLES - EPISODE - 2)
    return series % EVERY == 0 and began <= cycle < began + EPISODE


def publish(load: Qos1Load, sent: dict[str, list[float]], crashes: Crashes) -> None:
    """Send 5,000 readings a second, each series once in a second, until the last crash and every episode is over."""
    names = [(f"p{i // len(METRICS):04d}", METRICS[i % len(METRICS)]) for i in range(N_SERIES)]
    due, tick, step = time.monotonic(), 0.02, RATE // 50
    cycle = 0
    while cycle < N_CYCLES or not crashes.over:
        for start in range(0, N_SERIES, step):
            at = round(time.time(), 3)
            messages = []
            for i in range(start, start + step):
                place, metric = names[i]
                value = HIGH if in_episode(i, cycle) else CALM
                messages.append(
                    (f"city/{place}", f'{{"p":"{place}","m":"{metric}","t":{at},"v":{value}}}'.encode())
                )
                sent[f"{place}.{metric}"].append(at)
            load.send(messages)
            due += tick
            time.sleep(max(0.0, due - time.monotonic()))
        cycle += 1


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def daemon(tmp_path: Path, broker: Broker) -> Iterator[DaemonRun]:
    metric = {"unit": "1", "range": [-1000, 1000], "max_age_s": 120}
    head = {
        "place_kinds": {"station": {"name": {"vi": "Trạm"}, "metrics": list(METRICS)}},
        "metrics": {m: metric | {"name": {"vi": m}} for m in METRICS},
    }
    rules = [{"id": f"{m}_high", "metric": m, "limit": LIMIT} for m in METRICS]
    source = {
        "id": "city", "kind": "mqtt", "name": "city", "max_age_s": 60, "host": "127.0.0.1", "port": broker.port,
        "topics": ["city/#"], "qos": 1, "mapping": {"place": "p", "time": "t", "metric": "m", "value": "v"},
    }  # fmt: skip
    run = DaemonRun(
        tmp_path / "run",
        packs=write_pack(tmp_path / "packs", "city", head, rules),
        pack="city",
        places=[f"p{i:04d},Trạm {i},station,16.0,108.0,," for i in range(N_PLACES)]
        + ["probe,Thử,station,16.0,108.0,,"],
        sources=[source],
    )
    yield run
    run.stop()


class Crashes:
    """Kills the daemon again and again while the load goes on."""

    def __init__(self, daemon: DaemonRun) -> None:
        self.daemon = daemon
        self.back_after_s: list[float] = []
        self.fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            for n in range(N_CRASHES):
                time.sleep(BETWEEN_S)
                with self._commits_held() if n % 2 else contextlib.nullcontext():
                    self.daemon.kill()
                self.back_after_s.append(round(self.daemon.start(), 2))
        except BaseException as error:  # noqa: BLE001 - told on the test's own thread
            self.fault = error

    @contextlib.contextmanager
    def _commits_held(self) -> Iterator[None]:
        """Hold the database as a backup would: what is received meanwhile is in memory when the daemon dies."""
        holder = sqlite3.connect(
            self.daemon.database.removeprefix("sqlite:///"), timeout=30, isolation_level=None
        )
        try:
            holder.execute("BEGIN IMMEDIATE")
            time.sleep(HELD_S)
            yield
        finally:
            holder.close()

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    def join(self) -> None:
        self._thread.join(180)
        if self.fault is not None:
            raise self.fault


def subscribed(daemon: DaemonRun, load: Qos1Load) -> bool:
    """Send a reading of a place of its own until one is stored: then the broker keeps the rest too."""
    payload = f'{{"p":"probe","m":"m0","t":{time.time()},"v":1}}'
    load.send([("city/probe", payload.encode())])
    time.sleep(0.1)
    store = daemon.store()
    try:
        return len(store.history("probe.m0", 0, time.time() + 60).at) > 0
    finally:
        store.close()


def differences(store: Store, sent: dict[str, list[float]]) -> dict[str, tuple[int, int]]:
    """Return the series whose stored instants are not those sent: (missing, too many)."""
    found: dict[str, tuple[int, int]] = {}
    numbers = store.register_series(list(sent))
    names = {number: series_id for series_id, number in numbers.items()}
    stored: dict[str, list[float]] = {series_id: [] for series_id in sent}
    for number, at, _, _ in store.readings_since(0):
        if number in names:
            stored[names[number]].append(at)
    for series_id, times in sent.items():
        wanted, have = (
            Counter(round(t * 1000) for t in times),
            Counter(round(t * 1000) for t in stored[series_id]),
        )
        if wanted != have:
            found[series_id] = ((wanted - have).total(), (have - wanted).total())
    return found


def missing(store: Store, sent: dict[str, list[float]]) -> int:
    return sum(n_missing for n_missing, _ in differences(store, sent).values())


def journalled(store: Store, kind: str) -> Counter[str]:
    return Counter(entry.subject for entry in entries(store) if entry.kind == kind)


def test_kills_under_load_lose_nothing_and_double_nothing(daemon: DaemonRun, broker: Broker) -> None:
    daemon.start()
    load = Qos1Load(broker.port)
    wait(lambda: subscribed(daemon, load), "the subscription", words=daemon.words)
    sent: dict[str, list[float]] = {f"p{i // 5:04d}.m{i % 5}": [] for i in range(N_SERIES)}
    began = time.monotonic()
    crashes = Crashes(daemon)
    publish(load, sent, crashes)
    took_s = time.monotonic() - began
    crashes.join()
    load.finish()
    assert load.n_acknowledged == load.n_sent
    n_sent = sum(len(times) for times in sent.values())
    store = daemon.store()
    try:
        wait(
            lambda: not missing(store, sent),
            "every reading",
            120,
            lambda: str(differences(store, sent))[:2000],
        )
        drained_s = time.monotonic() - began - took_s
        daemon.stop()
        assert differences(store, sent) == {}
        expected = {f"m{i % 5}_high@p{i // 5:04d}": 1 for i in range(0, N_SERIES, EVERY)}
        assert journalled(store, "alarm.raised") == expected
        assert journalled(store, "alarm.cleared") == expected
        assert store.verify().broken_seq is None
        n_entries = store.verify().n_entries
    finally:
        store.close()
    command = [sys.executable, "-m", "backend", "verify", "--database", daemon.database]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    print(  # noqa: T201 - the trial's figures, seen with -s
        f"\n{N_CRASHES} kills in {took_s:.0f} s at {n_sent / took_s:.0f} readings/s: {n_sent} acknowledged by the "
        f"broker, all stored once; {len(expected)} alarms raised once; {n_entries} journal entries whole; "
        f"back after {crashes.back_after_s} s, the rest drained in {drained_s:.1f} s"
    )

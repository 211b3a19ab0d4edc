"""Benchmark: from starting the daemon's process until its feed speaks, with the demo city's series and past.

    python -m benchmarks.daemon_start [--runs 3] [--json]

The centre is the demo's (all packs, some 4,700 series); its store holds half an hour of one-minute readings
of each, packed but for the last minutes. Nobody sends anything. The baseline is the least that the same
libraries need: a process that imports them, reads the newest row of each series by one query and speaks on a
bare socket. Processor time is the fair figure where other work runs; memory is what the process holds
`SETTLE_S` later.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import zmq

from backend.cli.paths import USECASES
from backend.demo.centre import free_ports, write_settings
from backend.engine import catalogue
from backend.engine.centre import load_centre
from backend.store import Batch, Store
from backend.usecases import load_packs
from backend.usecases.packs import Packs
from backend.wire import keys
from benchmarks import _city, _ours

ROOT = Path(__file__).resolve().parents[1]
START = datetime.datetime(2026, 10, 14, 2, 0, tzinfo=datetime.UTC)
PAST_MINUTES = 30
TARGET_S = 3.0
LIMIT_S, SETTLE_S, POLL_MS = 120.0, 5.0, 100
LEAST = """
import sys, time
import msgspec, numpy, sqlalchemy, zmq
database, address = sys.argv[1:]
query = "SELECT series, max(at), value FROM reading GROUP BY series"
with sqlalchemy.create_engine(database).connect() as connection:
    newest = connection.execute(sqlalchemy.text(query)).all()
socket = zmq.Context.instance().socket(zmq.PUB)
socket.bind(address)
while True:
    socket.send_multipart([b"pulse", msgspec.msgpack.encode(len(newest))])
    time.sleep(0.02)
"""


class Started(NamedTuple):
    """What one start took."""

    s: float
    """By the clock, until the first message."""
    processor_s: float
    mb: float
    """Memory (RSS) a while later."""


def _fill(folder: Path) -> int:
    """Write centre and store; return the number of series."""
    write_settings(folder / "centre", 1, free_ports())
    centre = load_centre(folder / "centre")
    packs = load_packs(USECASES, centre.packs)
    ids = catalogue.series_ids(catalogue.with_register_places(centre, packs).places, packs)
    store = Store.open(_database(folder))
    store.migrate()
    numbers = store.register_series(ids)
    for minute in range(PAST_MINUTES, 0, -1):
        at = START.timestamp() - 60.0 * minute
        rows = [(numbers[name], at, _value(packs, name, minute), 0) for name in ids]
        store.write(Batch(readings=rows))
    while store.roll_up(START.timestamp()):
        pass
    store.close()
    return len(ids)


def _value(packs: Packs, series_id: str, minute: int) -> float:
    """Return a plausible value: low in the metric's range, where few rules find anything."""
    low, high = packs.metrics[series_id.rpartition(".")[2]].range
    return max(low, 0.0) + (high - low) * 0.001 * (minute % 3)


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 't.db'}"


@contextlib.contextmanager
def _process(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


Follow = Callable[[subprocess.Popen[bytes]], "zmq.Socket[bytes]"]


def _started(command: list[str], log: Path, follow: Follow) -> Started:
    """Start a process and wait for its first message."""
    began = time.monotonic()
    with _process(command, log) as process, follow(process) as socket:
        usage = psutil.Process(process.pid)
        while not socket.poll(POLL_MS):
            if process.poll() is not None or time.monotonic() - began > LIMIT_S:
                raise RuntimeError(f"it never spoke; it said:\n{log.read_text(errors='replace')[-2000:]}")
        until, spent = time.monotonic(), usage.cpu_times()
        time.sleep(SETTLE_S)
        return Started(until - began, spent.user + spent.system, usage.memory_info().rss / 1e6)


def _ours_started(folder: Path, context: zmq.Context[zmq.Socket[bytes]]) -> Started:
    feed, requests = (f"tcp://127.0.0.1:{_city.free_port()}" for _ in range(2))
    command = [sys.executable, "-m", "backend", "daemon", "--centre", str(folder / "centre")]
    command += ["--database", _database(folder), "--keys", str(folder / "keys")]
    command += ["--feed", feed, "--requests", requests, "--clock-from", START.isoformat()]

    def follow(process: subprocess.Popen[bytes]) -> zmq.Socket[bytes]:
        return _ours.Daemon(folder, process, feed, requests).follow(context, b"pulse")

    return _started(command, folder / "daemon.log", follow)


def _least_started(folder: Path, context: zmq.Context[zmq.Socket[bytes]]) -> Started:
    address = f"tcp://127.0.0.1:{_city.free_port()}"

    def follow(_process: subprocess.Popen[bytes]) -> zmq.Socket[bytes]:
        socket = context.socket(zmq.SUB)
        socket.setsockopt(zmq.SUBSCRIBE, b"pulse")
        socket.connect(address)
        return socket

    command = [sys.executable, "-c", LEAST, _database(folder), address]
    return _started(command, folder / "least.log", follow)


def run(n_runs: int = 3) -> dict[str, Any]:
    """Return the measurement of both ways, alternating."""
    ours: list[Started] = []
    baseline: list[Started] = []
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name, zmq.Context() as context:
        folder = Path(name)
        keys.make(keys.KeyFolder(folder / "keys"))
        n_series = _fill(folder)
        for _ in range(n_runs):
            ours.append(_ours_started(folder, context))
            baseline.append(_least_started(folder, context))
    spent, least = (min(each.processor_s for each in found) for found in (ours, baseline))
    return {
        "bench": "daemon-start",
        "what": f"process start until the feed speaks, {n_series} series; ratio: processor over baseline's",
        "ours": _summary(ours),
        "baseline": _summary(baseline),
        "ratio": round(spent / least, 2),
        "target_s": TARGET_S,
        "machine": _city.machine(),
    }


def _summary(found: list[Started]) -> dict[str, float]:
    return {
        "median_s": round(statistics.median(each.s for each in found), 2),
        "best_s": round(min(each.s for each in found), 2),
        "processor_s": round(min(each.processor_s for each in found), 2),
        "rss_mb": round(max(each.mb for each in found), 1),
    }


def main() -> None:
    """Print the measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    result = run(arguments.runs)
    print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()

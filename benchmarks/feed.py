"""Benchmark: the feed at 10,000 changes a second to four walls, and again beside a wall that stopped.

    python -m benchmarks.feed [--seconds 10] [--rate 10000] [--json]

The server and each wall are processes of their own. Ours is the daemon's wire server (CURVE, headers,
gap numbers) with its live values merged to ten messages a second, and alarms sent at once, one in a hundred
changes; what is measured is how long each message takes from `publish` to its decoded form at a wall.
The baseline is a plain ZeroMQ PUB without encryption, headers or merging that sends each change by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psutil
import zmq

from backend.contract import codec
from backend.contract.messages import Failure, ReplyBody, Request, Values
from backend.contract.state import Alarm, DeskLoad, Text
from backend.domain.clock import SystemClock
from backend.domain.observation import Observation
from backend.engine.feed import Feed
from backend.store import Written
from backend.wire import keys
from backend.wire.server import WireServer, WireSettings
from benchmarks._city import Cpu, free_port, machine, percentile

N_WALLS = 4
N_SERIES = 5000
ALARM_EVERY = 100
"""One change in so many is an alarm's."""
STEP_S = 0.002
SETTLE_S = 2.0


def run(seconds: float = 10.0, rate: float = 10_000.0) -> dict[str, Any]:
    """Return the measurement of both ways, each with four reading walls and again beside a stalled one."""
    found = {
        way: {
            "free": measure(way, seconds, rate, stalled=False),
            "beside_a_stalled_wall": measure(way, seconds, rate, stalled=True),
        }
        for way in ("ours", "baseline")
    }
    ours, baseline = found["ours"]["free"], found["baseline"]["free"]
    return {
        "bench": "feed",
        "what": f"ms from publish to decoded at {N_WALLS} walls, {rate:.0f} changes/s; target p99 ≤ 5 ms, "
        "the same beside a wall that stopped; ratio: CPU of server and walls, baseline over ours",
        **found,
        "ratio": round(_all_cpu(baseline) / _all_cpu(ours), 2),
        "machine": machine(),
    }


def _all_cpu(found: dict[str, Any]) -> float:
    return float(found["server_cpu"] + N_WALLS * found["wall_cpu"])


def measure(way: str, seconds: float, rate: float, *, stalled: bool) -> dict[str, Any]:
    """Run a server and its walls and return what the walls saw."""
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(name)
        keys.make(keys.KeyFolder(folder / "keys"))
        address = f"tcp://127.0.0.1:{free_port()}"
        words = ["--folder", str(folder), "--address", address, "--rate", str(rate)]
        words += ["--seconds", str(seconds + 2 * SETTLE_S)]
        with _part(f"serve-{way}", *words) as server:
            walls = [_part(f"follow-{way}", *words[:4], "--seconds", str(seconds)) for _ in range(N_WALLS)]
            with walls[0] as a, walls[1] as b, walls[2] as c, walls[3] as d:
                if stalled:
                    with _part(f"follow-{way}", *words[:4], "--seconds", str(seconds)) as stopped:
                        time.sleep(SETTLE_S / 2)
                        stopped.send_signal(signal.SIGSTOP)
                        result = _gather(server, (a, b, c, d))
                        stopped.kill()
                        return result
                return _gather(server, (a, b, c, d))


def _gather(server: subprocess.Popen[str], walls: tuple[subprocess.Popen[str], ...]) -> dict[str, Any]:
    time.sleep(SETTLE_S)
    cpu = Cpu(server=psutil.Process(server.pid))
    time.sleep(1.0)
    seen = [json.loads(wall.communicate()[0]) for wall in walls]
    usage = cpu.result()
    delays = [ms for one in seen for ms in one["ms"]]
    words = {f"p{share}_ms": percentile(delays, share / 100) for share in (50, 99)}
    return {
        **{name: None if ms is None else round(ms, 3) for name, ms in words.items()},
        "n": len(delays),
        "missed": sum(one["missed"] for one in seen),
        "messages_per_s": round(sum(one["messages_per_s"] for one in seen) / len(seen)),
        "wall_cpu": round(sum(one["cpu"] for one in seen) / len(seen), 1),
        **usage,
    }


@contextmanager
def _part(*words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.feed", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


# ---- the parts, each in a process of its own ------------------------------------------------------


def _alarm(number: int, at: float) -> Alarm:
    return Alarm(
        alarm_id=f"high@st{number:04d}",
        rule_id="high",
        subject=f"st{number:04d}",
        series_id=f"st{number:04d}.temp",
        title=Text("Nhiệt độ cao, trạm đo", "High temperature at the station"),
        detail=Text("Trên 90,0 °C", "Above 90.0 °C"),
        severity="high",
        peak_severity="high",
        active=True,
        operator="unacknowledged",
        signal="fresh",
        raised_at=at,
        changed_at=at,
        occurrence=1,
    )


async def _serve_ours(folder: Path, address: str, rate: float, seconds: float) -> None:
    async def nobody_asks(_request: Request) -> ReplyBody:
        return Failure("failed", "this server only feeds", "")

    store = keys.KeyFolder(folder / "keys")
    requests = f"tcp://127.0.0.1:{free_port()}"
    wire = WireServer(WireSettings(address, requests, store), nobody_asks, SystemClock())
    feed = Feed(wire)
    wire.bind()
    loop = asyncio.get_running_loop()
    began = loop.time()
    n, flush_at = 0, began
    while loop.time() - began < seconds:
        at = time.time()  # noqa: TID251 - both ends of the way are on this machine's clock
        n_due = int((loop.time() - began) * rate)
        feed.values.take([(i % N_SERIES, Observation("s", at, float(i))) for i in range(n, n_due)])
        alarms = [_alarm(i % N_SERIES, at) for i in range(n, n_due) if i % ALARM_EVERY == 0]
        feed.committed(Written((), 0, 0, 0), alarms, DeskLoad())
        n = n_due
        if loop.time() >= flush_at:
            flush_at += 0.1
            feed.flush_values()
            wire.drain_subscriptions()
        await asyncio.sleep(STEP_S)
    wire.close()


def _serve_baseline(address: str, rate: float, seconds: float) -> None:
    socket = zmq.Context().socket(zmq.PUB)
    socket.bind(address)
    began, n = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        for i in range(n, n_due := int((time.monotonic() - began) * rate)):
            at = time.time()  # noqa: TID251 - as above
            socket.send(msgspec.msgpack.encode((i, at, float(i), 0)), zmq.NOBLOCK)
        n = n_due
        time.sleep(STEP_S)


def _follow(way: str, folder: Path, address: str, seconds: float) -> dict[str, Any]:
    socket = zmq.Context().socket(zmq.SUB)
    socket.setsockopt(zmq.RCVHWM, 0)
    if way == "ours":
        store = keys.KeyFolder(folder / "keys")
        secret = (store.get(keys.WALL_SECRET) or "").encode()
        socket.setsockopt(zmq.CURVE_SECRETKEY, secret)
        socket.setsockopt(zmq.CURVE_PUBLICKEY, zmq.curve_public(secret))
        socket.setsockopt(zmq.CURVE_SERVERKEY, (store.get(keys.SERVER_PUBLIC) or "").encode())
    socket.setsockopt(zmq.SUBSCRIBE, b"")
    socket.connect(address)
    socket.poll(20_000)
    time.sleep(SETTLE_S)
    while socket.poll(0):
        socket.recv_multipart()
    read = _read_ours if way == "ours" else _read_baseline
    ms: list[float] = []
    newest: dict[bytes, int] = {}
    n_messages = missed = 0
    began, cpu_began = time.monotonic(), time.process_time()
    while (left := seconds - (time.monotonic() - began)) > 0:
        if not socket.poll(int(1000 * left)):
            continue
        topic, number, sent_at = read(socket.recv_multipart())
        n_messages += 1
        missed += number - newest.get(topic, number - 1) - 1
        newest[topic] = number
        if sent_at is not None:
            ms.append(1000 * (time.time() - sent_at))  # noqa: TID251 - as above
    cpu = 100 * (time.process_time() - cpu_began) / seconds
    return {"ms": ms, "missed": missed, "messages_per_s": n_messages / seconds, "cpu": cpu}


def _read_ours(frames: list[bytes]) -> tuple[bytes, int, float | None]:
    """Return topic, number and, of an alarm, when it was sent."""
    header, message = codec.decode_feed(frames[1], frames[2])
    if isinstance(message, Values):
        codec.floats(message.value)
    return frames[0], header.topic_seq, header.sent_at


def _read_baseline(frames: list[bytes]) -> tuple[bytes, int, float | None]:
    number, at, _, _ = msgspec.msgpack.decode(frames[0])
    return b"", number, at if number % ALARM_EVERY == 0 else None


def main() -> None:
    """Print the result, or be one of the parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parts = [f"{do}-{way}" for do in ("serve", "follow") for way in ("ours", "baseline")]
    parser.add_argument("part", nargs="?", choices=parts, help="used by the benchmark itself")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=10_000.0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--address")
    parser.add_argument("--json", action="store_true", help="one line")
    given = parser.parse_args()
    match given.part:
        case None:
            result = run(given.seconds, given.rate)
            print(json.dumps(result, ensure_ascii=False, indent=None if given.json else 1))
        case "serve-ours":
            asyncio.run(_serve_ours(given.folder, given.address, given.rate, given.seconds + 60))
        case "serve-baseline":
            _serve_baseline(given.address, given.rate, given.seconds + 60)
        case _:
            way = given.part.partition("-")[2]
            print(json.dumps(_follow(way, given.folder, given.address, given.seconds)))


if __name__ == "__main__":
    main()

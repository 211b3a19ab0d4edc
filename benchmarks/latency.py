"""Benchmark: from a reading's instant to its stored alarm on the feed, at 5,000 readings a second.

python -m benchmarks.latency [--seconds 30] [--rate 5000] [--json]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import zmq

from benchmarks._city import Cpu, broker, free_port, latencies, machine, start_load
from benchmarks._ours import daemon, raised


def run(seconds: float = 30.0, rate: float = 5000.0) -> dict[str, Any]:
    """Return both measurements; the ratio is baseline p50 over ours (above 1: ours is faster)."""
    ours, baseline = measure_ours(seconds, rate), measure_plain(seconds, rate)
    ratio = round(baseline["p50_ms"] / ours["p50_ms"], 3) if ours["p50_ms"] and baseline["p50_ms"] else None
    return {
        "bench": "latency",
        "what": f"ms from reading to stored alarm on the feed at {rate:.0f}/s; "
        "target p50 ≤ 5, p99 ≤ 15, held 5 and 20, daemon and broker ≤ 40 % of a core, ≤ 150 MB",
        "ours": ours,
        "baseline": baseline,
        "ratio": ratio,
        "machine": machine(),
    }


def measure_ours(seconds: float, rate: float) -> dict[str, Any]:
    """Measure the daemon."""
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(name)
        with broker(folder) as (port, mosquitto), daemon(folder, port) as ours:
            context = zmq.Context()
            socket = ours.follow(context, b"alarms")

            def read() -> list[tuple[str, str]]:
                return raised(socket.recv_multipart())

            result = _measure(
                folder, port, seconds, rate, (socket, read), daemon=ours.usage, broker=mosquitto
            )
            context.destroy(linger=0)
            return result


def measure_plain(seconds: float, rate: float) -> dict[str, Any]:
    """Measure the plain pipeline."""
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(name)
        with broker(folder) as (port, mosquitto):
            address = f"tcp://127.0.0.1:{free_port()}"
            command = [sys.executable, "-m", "benchmarks._plain", str(port), str(folder / "r.db"), address]
            with subprocess.Popen(command) as plain:
                context = zmq.Context()
                socket = context.socket(zmq.SUB)
                socket.setsockopt(zmq.SUBSCRIBE, b"")
                socket.connect(address)

                def read() -> list[tuple[str, str]]:
                    one = json.loads(socket.recv())
                    return [(one["rule"], one["station"])]

                try:
                    usage = psutil.Process(plain.pid)
                    return _measure(
                        folder, port, seconds, rate, (socket, read), daemon=usage, broker=mosquitto
                    )
                finally:
                    plain.kill()
                    context.destroy(linger=0)


Follower = tuple["zmq.Socket[bytes]", Callable[[], list[tuple[str, str]]]]


def _measure(
    folder: Path, port: int, seconds: float, rate: float, follower: Follower, **processes: psutil.Process
) -> dict[str, Any]:
    time.sleep(2.0)
    seen: dict[tuple[str, str], list[float]] = {}
    ended = threading.Event()

    def collect() -> None:
        socket, read = follower
        while not ended.is_set():
            if socket.poll(100):
                found = read()
                at = time.time()  # noqa: TID251 - both ends of the way are on this machine's clock
                for key in found:
                    seen.setdefault(key, []).append(at)

    thread = threading.Thread(target=collect)
    thread.start()
    cpu = Cpu(**processes)
    load = start_load(port, rate, seconds, folder / "truth.jsonl")
    sent = json.loads(load.communicate()[0])
    usage = cpu.result()
    until = time.time()  # noqa: TID251 - as above
    time.sleep(1.5)
    ended.set()
    thread.join()
    words = latencies(folder / "truth.jsonl", seen, until)
    return {"sent_per_s": round(sent["rate"]), **words, **usage}


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=5000.0)
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    result = run(arguments.seconds, arguments.rate)
    print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()

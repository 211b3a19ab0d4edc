"""The city of the benchmarks: 1,000 stations × 5 metrics, 20 rules, a real broker, and a load that is exact.

    python -m benchmarks._city load --port P --rate R --seconds S --truth FILE

is the load as a process of its own: it writes MQTT packets (QoS 0) straight to the broker, because a client
library would be the bottleneck, and notes for each expected alarm when it was sent.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import random
import shutil
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from backend.domain.clock import SystemClock

METRICS = ("temp", "pm25", "noise", "traffic", "power")
N_STATIONS = 1000
HOLD_S = 10.0
RULES = [
    {
        "rule": f"{m}_{side}{'_hold' if hold else ''}",
        "metric": m,
        "above": side == "hi",
        "limit": limit,
        "hold": hold,
    }
    for m in METRICS
    for side, hold, limit in (
        ("hi", 0.0, 90.0),
        ("hi", HOLD_S, 80.0),
        ("lo", 0.0, 10.0),
        ("lo", HOLD_S, 20.0),
    )
]
SPIKE_SHARE, PLATEAU_SHARE = 0.004, 0.001
SPIKE_S, PLATEAU_S, REST_S = 3.0, 16.0, 10.0
_now = SystemClock().now


def machine() -> str:
    """Return what this was measured on."""
    return f"{platform.machine()}, {psutil.cpu_count()} cores, Python {platform.python_version()}"


def free_port() -> int:
    """Return a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Run Mosquitto on loopback; yields its port and process."""
    port = free_port()
    settings = folder / "mosquitto.conf"
    settings.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
        "max_queued_messages 0\nmax_queued_bytes 0\nset_tcp_nodelay true\n"
    )
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise SystemExit("mosquitto is missing; run 'make setup'")
    with subprocess.Popen(
        [program, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as p:
        try:
            wait_for_port(port)
            yield port, psutil.Process(p.pid)
        finally:
            p.terminate()


def wait_for_port(port: int, within_s: float = 20.0) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + within_s
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing listens on port {port}")
        time.sleep(0.02)


def start_load(port: int, rate: float, seconds: float, truth: Path) -> subprocess.Popen[str]:
    """Start the load as a process of its own; it prints one JSON line at its end."""
    command = [sys.executable, "-m", "benchmarks._city", "load", "--port", str(port), "--rate", str(rate)]
    command += ["--seconds", str(seconds), "--truth", str(truth)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


class Load:
    """Values of all series in a seeded order, calm but for spikes and plateaus."""

    def __init__(self, rate: float) -> None:
        """Prepare for `rate` readings a second."""
        self._random = random.Random(7)
        self._series = [(f"st{i:04d}", m) for i in range(N_STATIONS) for m in METRICS]
        self._random.shuffle(self._series)
        self._period_s = len(self._series) / rate
        self._busy: dict[int, tuple[float, float, float]] = {}
        """Series → value, end of the excursion, end of the rest after it."""

    def cycle(self, at: float) -> Iterator[tuple[str, str, float, str]]:
        """Yield (station, metric, value, suffix of the rule that it starts to break) of every series once."""
        chance = self._random.random
        for index, (station, metric) in enumerate(self._series):
            held = self._busy.get(index)
            if held is not None and at < held[1]:
                yield station, metric, held[0], ""
                continue
            if held is not None and at >= held[2]:
                del self._busy[index]
                held = None
            draw = chance() if held is None else 1.0
            if draw >= SPIKE_SHARE + PLATEAU_SHARE:
                yield station, metric, round(40 + 20 * chance(), 3), ""
                continue
            high, plateau = chance() < 0.5, draw >= SPIKE_SHARE
            value = {(True, False): 95.0, (False, False): 5.0, (True, True): 85.0, (False, True): 15.0}[
                high, plateau
            ]
            end = at + max(PLATEAU_S if plateau else SPIKE_S, self._period_s)
            self._busy[index] = (value, end, end + REST_S)
            yield station, metric, value, ("_hi" if high else "_lo") + ("_hold" if plateau else "")


def publish(arguments: argparse.Namespace) -> dict[str, Any]:
    """Send the load and return what was sent."""
    link = socket.create_connection(("127.0.0.1", arguments.port))
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connect = b"\x00\x04MQTT\x04\x02\x00\x3c" + struct.pack(">H", 4) + b"load"
    link.sendall(b"\x10" + bytes([len(connect)]) + connect)
    link.recv(4)
    load, n_sent, expected = Load(arguments.rate or 40_000), 0, 0
    began = _now()
    step = 0.001 if arguments.rate else 0.0
    with Path(arguments.truth).open("w", encoding="ascii") as truth:
        due, packets = began, bytearray()
        while _now() - began < arguments.seconds:
            for station, metric, value, suffix in load.cycle(_now()):
                at = _now()
                packets += _packet(station, metric, at, value)
                n_sent += 1
                if suffix:
                    expected += 1
                    hold = HOLD_S if suffix.endswith("_hold") else 0.0
                    truth.write(
                        json.dumps({"rule": metric + suffix, "station": station, "due": at + hold}) + "\n"
                    )
                if arguments.rate:
                    due = began + n_sent / arguments.rate
                    if due > at + step:
                        link.sendall(packets)
                        packets.clear()
                        time.sleep(max(0.0, due - _now()))
                if len(packets) > 16_000:
                    link.sendall(packets)
                    packets.clear()
                if at - began >= arguments.seconds:
                    break
        link.sendall(packets)
    seconds = _now() - began
    link.close()
    return {"sent": n_sent, "seconds": seconds, "rate": n_sent / seconds, "expected": expected}


def _packet(station: str, metric: str, at: float, value: float) -> bytes:
    payload = f'{{"station":"{station}","metric":"{metric}","ts":{at:.6f},"value":{value}}}'.encode()
    topic = f"city/{station}/{metric}".encode()
    length = 2 + len(topic) + len(payload)
    size = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    return b"\x30" + size + struct.pack(">H", len(topic)) + topic + payload


def percentile(values: list[float], share: float) -> float | None:
    """Return a percentile (nearest rank), None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def latencies(truth: Path, seen: dict[tuple[str, str], list[float]], until: float) -> dict[str, Any]:
    """Compare expected alarms with those seen.

    Args:
        truth: what the load wrote.
        seen: (rule, station) → instants at which the alarm came out.
        until: alarms due after this instant do not count.

    Returns:
        Percentiles in ms for plain and held rules, and how many never came.
    """
    plain: list[float] = []
    held: list[float] = []
    missed = 0
    for line in truth.read_text().splitlines():
        one = json.loads(line)
        if one["due"] > until:
            continue
        times = [t for t in seen.get((one["rule"], one["station"]), []) if -0.5 <= t - one["due"] < 5.0]
        if not times:
            missed += 1
            continue
        (held if one["rule"].endswith("_hold") else plain).append((min(times) - one["due"]) * 1000)
    words: dict[str, Any] = {"missed": missed, "n": len(plain), "n_held": len(held)}
    for name, values in (("", plain), ("held_", held)):
        for share in (50, 99):
            value = percentile(values, share / 100)
            words[f"{name}p{share}_ms"] = None if value is None else round(value, 2)
    return words


class Cpu:
    """Processor time and memory of processes over a stretch of time."""

    def __init__(self, **processes: psutil.Process) -> None:
        """Start to measure."""
        self._processes = processes
        self._before = {name: self._used(p) for name, p in processes.items()}
        self._began = time.monotonic()

    @staticmethod
    def _used(process: psutil.Process) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    def result(self) -> dict[str, float]:
        """Return percent of one core and MB, each by name."""
        seconds = time.monotonic() - self._began
        found: dict[str, float] = {}
        for name, process in self._processes.items():
            found[f"{name}_cpu"] = round(100 * (self._used(process) - self._before[name]) / seconds, 1)
            found[f"{name}_mb"] = round(process.memory_info().rss / 1e6, 1)
        return found


def main() -> None:
    """Run the load."""
    parser = argparse.ArgumentParser()
    parser.add_argument("do", choices=["load"])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, default=5000.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--truth", default="/dev/null")
    sys.stdout.write(json.dumps(publish(parser.parse_args())) + "\n")


if __name__ == "__main__":
    main()

"""Benchmark: readings in by MQTT, stored, 20 rules, none lost; baseline: the plain pipeline on the same load.

python -m benchmarks.ingest [--seconds 10] [--json]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from benchmarks._city import Cpu, broker, free_port, machine, start_load
from benchmarks._ours import daemon

_STORED = """
WITH beat AS (SELECT number FROM series WHERE series_id = 'toancanh.heartbeat')
SELECT (SELECT count(*) FROM reading WHERE series NOT IN beat)
     + (SELECT coalesce(sum(n), 0) FROM block WHERE series NOT IN beat)
"""
"""The daemon's own synthetic reading, once a second, is not of the load."""
LOOK_S = 0.2
QUIET_S = 2.5
"""Stored readings that have not grown for so long are all there will be."""


def run(seconds: float = 10.0, rate: float = 0.0) -> dict[str, Any]:
    """Return both measurements: readings a second from the first sent to the last stored."""
    ours, baseline = measure_ours(seconds, rate), measure_plain(seconds, rate)
    return {
        "bench": "ingest",
        "what": "readings per second by MQTT QoS 0, stored and judged by 20 rules; "
        "target ≥ 25,000 and a ratio of at least 0.5",
        "ours": ours,
        "baseline": baseline,
        "ratio": round(ours["stored_per_s"] / baseline["stored_per_s"], 3),
        "machine": machine(),
    }


def measure_ours(seconds: float, rate: float) -> dict[str, Any]:
    """Measure the daemon."""
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(name)
        with broker(folder) as (port, mosquitto), daemon(folder, port) as ours:
            time.sleep(2.0)

            def stored() -> int:
                with contextlib.closing(sqlite3.connect(f"file:{ours.database}?mode=ro", uri=True)) as base:
                    return int(base.execute(_STORED).fetchone()[0])

            return _measure(port, seconds, rate, stored, daemon=ours.usage, broker=mosquitto)


def measure_plain(seconds: float, rate: float) -> dict[str, Any]:
    """Measure the plain pipeline."""
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(name)
        with broker(folder) as (port, mosquitto):
            base_file = folder / "r.db"
            command = [sys.executable, "-m", "benchmarks._plain", str(port), str(base_file)]
            with subprocess.Popen([*command, f"tcp://127.0.0.1:{free_port()}"]) as plain:
                try:
                    time.sleep(2.0)

                    def stored() -> int:
                        connection = sqlite3.connect(f"file:{base_file}?mode=ro", uri=True)
                        with contextlib.closing(connection) as base:
                            return int(base.execute("SELECT count(*) FROM r").fetchone()[0])

                    usage = psutil.Process(plain.pid)
                    return _measure(port, seconds, rate, stored, daemon=usage, broker=mosquitto)
                finally:
                    plain.kill()


def _measure(
    port: int, seconds: float, rate: float, stored: Callable[[], int], **processes: psutil.Process
) -> dict[str, Any]:
    cpu = Cpu(**processes)
    began = time.monotonic()
    load = start_load(port, rate, seconds, Path("/dev/null"))
    sent = json.loads(load.communicate()[0])
    usage = cpu.result()
    n, last = -1, time.monotonic()
    while n < sent["sent"] and time.monotonic() - last < QUIET_S:
        time.sleep(LOOK_S)
        now = stored()
        if now != n:
            n, last = now, time.monotonic()
    return {
        "sent": sent["sent"],
        "sent_per_s": round(sent["rate"]),
        "stored": n,
        "lost": sent["sent"] - n,
        "stored_per_s": round(n / (last - began)),
        **usage,
    }


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument(
        "--rate", type=float, default=0.0, help="readings a second; 0: as many as the broker takes"
    )
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    result = run(arguments.seconds, arguments.rate)
    print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()

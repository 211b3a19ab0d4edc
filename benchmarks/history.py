"""Benchmark: a year of one-minute readings of one station, as a chart asks for it.

    python -m benchmarks.history [--points 2000] [--json]

The store is filled as the daemon fills it (written, packed, rolled up); `ours` is `Store.history` as the
daemon answers a wall. The baseline reads all raw rows of a plain table with pandas and resamples them.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from backend.contract import codec
from backend.contract.messages import History
from backend.store import Batch, Store
from benchmarks._city import machine

YEAR_S = 365 * 86_400
START = 1_704_067_200.0
"""2024-01-01T00:00Z."""
N_TIMES = 15


def run(n_points: int = 2000) -> dict[str, Any]:
    """Return both measurements, ms of each request."""
    at = START + 60.0 * np.arange(YEAR_S // 60)
    value = np.random.default_rng(7).normal(50.0, 5.0, len(at))
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        folder = Path(name)
        ours = _ours(folder, at, value, n_points)
        baseline = _baseline(folder, at, value, n_points)
    return {
        "bench": "history",
        "what": f"ms for a year of one-minute readings ({len(at)}) in {n_points} points; target ≤ 200",
        "ours": ours,
        "baseline": baseline,
        "ratio": round(baseline["p50_ms"] / ours["p50_ms"], 1),
        "machine": machine(),
    }


def _ours(folder: Path, at: Any, value: Any, n_points: int) -> dict[str, Any]:
    store = Store.open(f"sqlite:///{folder / 't.db'}")
    store.migrate()
    number = store.register_series(["s.level_m"])["s.level_m"]
    rows = [(number, one, each, 0) for one, each in zip(at.tolist(), value.tolist(), strict=True)]
    for first in range(0, len(rows), 20_000):
        store.write(Batch(readings=rows[first : first + 20_000]))
    while store.roll_up(START + YEAR_S + 600):
        pass

    def ask() -> int:
        columns = store.history("s.level_m", START, START + YEAR_S, n_points)
        codec.encode(History((columns,)))
        return len(codec.floats(columns.at))

    found = _measure(ask)
    store.close()
    return found


def _baseline(folder: Path, at: Any, value: Any, n_points: int) -> dict[str, Any]:
    base = sqlite3.connect(folder / "plain.db")
    base.execute("CREATE TABLE r(series INTEGER, at REAL, value REAL, PRIMARY KEY(series, at)) WITHOUT ROWID")
    base.executemany("INSERT INTO r VALUES (0, ?, ?)", zip(at.tolist(), value.tolist(), strict=True))
    base.commit()
    query = "SELECT at, value FROM r WHERE series = 0 AND at BETWEEN ? AND ?"

    def ask() -> int:
        frame = pd.read_sql_query(query, base, params=(START, START + YEAR_S))
        parts = (frame["at"] - START) // (YEAR_S / n_points)
        return len(frame.groupby(parts)["value"].agg(["mean", "min", "max"]))

    found = _measure(ask)
    base.close()
    return found


def _measure(ask: Callable[[], int]) -> dict[str, Any]:
    taken: list[float] = []
    n_points = 0
    for _ in range(N_TIMES):
        began = time.perf_counter()
        n_points = ask()
        taken.append(1000 * (time.perf_counter() - began))
    figures = {"first_ms": taken[0], "p50_ms": statistics.median(taken), "worst_ms": max(taken)}
    return {**{name: round(ms, 2) for name, ms in figures.items()}, "points": n_points}


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    result = run(arguments.points)
    print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()

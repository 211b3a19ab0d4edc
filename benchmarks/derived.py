"""Benchmark: what derived series cost each reading of a rain station, from the intake to the store.

python -m benchmarks.derived [--hours 3] [--json]

44 stations of the flooding pack send their rate every ten seconds; the pack's rules judge, and everything is
written to SQLite, in this process. `ours` has the pack's derived metrics (sums over 5 min to 72 h, coverage,
event, dry time, percent); the baseline is the same pack without them. It is processor time that counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from backend.contract.messages import FeedMessage
from backend.contract.state import Place
from backend.domain.alarms.book import AlarmBook
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.engine.derived import open_derived
from backend.engine.feed import Feed
from backend.engine.heartbeat import Heartbeat
from backend.engine.pending import Pending
from backend.engine.pipeline import Pipeline
from backend.engine.writer import Writer
from backend.store import Store
from backend.usecases.derived_metrics import computed
from backend.usecases.packs import Packs, load_packs
from benchmarks._city import machine

PACKS = Path(__file__).parents[1] / "resources" / "usecases"
N_STATIONS, EVERY_S = 44, 10.0
START = 1_790_000_000.0


def run(hours: float = 3.0) -> dict[str, Any]:
    """Return both measurements, µs of processor time for each reading that came in."""
    packs = load_packs(PACKS, ["flooding"])
    ours, baseline = _measure(packs, hours), _measure(_without(packs), hours)
    return {
        "bench": "derived",
        "what": f"µs of processor time per ten-second reading of {N_STATIONS} rain stations, {hours:g} h",
        "ours": ours,
        "baseline": baseline,
        "ratio": round(baseline["us_per_reading"] / ours["us_per_reading"], 2),
        "machine": machine(),
    }


def _without(packs: Packs) -> Packs:
    """Return the packs with nothing that is computed, and no rule about it."""
    made = computed(packs)
    return msgspec.structs.replace(
        packs,
        metrics={name: metric for name, metric in packs.metrics.items() if name not in made},
        place_kinds={
            name: msgspec.structs.replace(kind, metrics=tuple(m for m in kind.metrics if m not in made))
            for name, kind in packs.place_kinds.items()
        },
        rules=tuple(rule for rule in packs.rules if rule.metric not in made),
    )


class _Clock:
    at = START

    def now(self) -> float:
        return self.at


class _Nobody:
    """A feed that no wall follows."""

    journal_seq = 0

    def publish(self, message: FeedMessage) -> None:
        """Tell nobody."""


def _measure(packs: Packs, hours: float) -> dict[str, Any]:
    places = [Place(f"m{i}", f"Trạm {i}", "rain_station") for i in range(N_STATIONS)]
    facts = [each for place in places for each in packs.series_of(place)]
    chance = random.Random(5)
    rates = [chance.choice([0.0, 0.0, 1.2, 7.5, 18.0]) for _ in range(1009)]  # below every alarm
    with tempfile.TemporaryDirectory(prefix="toancanh-bench-") as name:
        store = Store.open(f"sqlite:///{name}/t.db")
        store.migrate()
        numbers = store.register_series([each.series_id for each in facts])
        clock, pending, writer = _Clock(), Pending({}), Writer(store)
        derived, _ = open_derived(packs, facts, numbers, store, START)
        line = Pipeline(
            writer=writer,
            evaluator=Evaluator(packs.rules, facts, packs.limit_sets),
            book=AlarmBook(packs.rules, {}),
            beat=Heartbeat(),
            feed=Feed(_Nobody()),
            pending=pending,
            clock=clock,
            derived=derived,
        )
        began = time.process_time()
        n = asyncio.run(
            _rain(line, pending, clock, [numbers[f"{p.place_id}.rain_mm_h"] for p in places], rates, hours)
        )
        spent_s = time.process_time() - began
        n_stored = line.n_stored
        writer.close()
        store.close()
    return {"readings": n, "stored": n_stored, "us_per_reading": round(spent_s / n * 1e6, 1)}


async def _rain(  # noqa: PLR0913 - the parts of one measurement
    line: Pipeline, pending: Pending, clock: _Clock, numbers: list[int], rates: list[float], hours: float
) -> int:
    """Play the readings, a turn of the daemon every second; return how many."""
    n = 0
    for second in range(round(hours * 3600)):
        clock.at = START + second
        for i, number in enumerate(numbers):
            if i % EVERY_S == second % EVERY_S:
                reading = Observation(f"m{i}.rain_mm_h", clock.at, rates[(n + i) % len(rates)])
                pending.readings.append((number, reading))
                n += 1
        pending.wake()
        await line.turn()
    return n


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--json", action="store_true", help="one line")
    arguments = parser.parse_args()
    result = run(arguments.hours)
    print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()

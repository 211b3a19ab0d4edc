"""Trial on the minute readings of a German waterworks (GECCO 2018): file → folder source → daemon → store → alarms.

All columns, 83,739 minutes of August and September 2016; pandas is the judge of counts, values and alarms.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from backend.contract import codec
from backend.contract.state import Place
from backend.domain.alarms.book import AlarmBook
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.usecases.packs import load_packs
from tests.end2end.daemon_run import DaemonRun, wait, write_pack

pytestmark = pytest.mark.timeout(300)

FILE = "water/gecco/gecco2018_first60pct_give.csv.gz"
COLUMNS = {
    "Tp": "temperature_c",
    "Cl": "chlorine_mg_l",
    "pH": "ph",
    "Redox": "redox_mv",
    "Trueb": "turbidity_ntu",
}
UNITS = {"temperature_c": "°C", "chlorine_mg_l": "mg/L", "ph": "", "redox_mv": "mV", "turbidity_ntu": "NTU"}
RULES = [
    {"id": "ph-high", "metric": "ph", "limit": 8.7},
    {"id": "turbid", "metric": "turbidity_ntu", "limit": 0.1},
]
AFTER_S = 30 * 86_400.0
FAR_BACK_DAYS = 90
"""The whole file is read at once, so that its oldest minute must still count as news."""


@pytest.fixture(scope="module")
def truth(real_data: Path) -> pd.DataFrame:
    found = pd.read_csv(real_data / FILE)
    found["at"] = pd.to_datetime(found["Time"]).dt.tz_localize("UTC").map(lambda at: at.timestamp())
    return found


def pack(folder: Path) -> Path:
    metrics = {
        name: {"name": {"vi": name}, "unit": unit, "range": [-50, 2000], "max_age_s": FAR_BACK_DAYS * 86_400}
        for name, unit in UNITS.items()
    }
    kinds = {"waterworks": {"name": {"vi": "Nhà máy nước"}, "metrics": list(UNITS)}}
    return write_pack(folder, "water", {"place_kinds": kinds, "metrics": metrics}, RULES)


def episodes(truth: pd.DataFrame, column: str, limit: float) -> list[tuple[float, float]]:
    """Return (instant, value) of each first minute above the limit."""
    there = truth[truth[column].notna()]
    above = there[column] > limit
    first = above & ~above.shift(fill_value=False)
    return [(float(at), float(value)) for at, value in there.loc[first, ["at", column]].to_numpy()]


@pytest.fixture
def daemon(truth: pd.DataFrame, tmp_path: Path) -> Iterator[DaemonRun]:
    drop = tmp_path / "drop"
    drop.mkdir()
    source: dict[str, Any] = {
        "id": "scada", "kind": "folder", "name": "SCADA", "max_age_s": 3600, "path": str(drop), "interval_s": 0.1,
        "pattern": "*.csv", "settle_s": 0.1,
        "table": {
            "time": ["Time"], "zone": "UTC", "place_id": "works",
            "values": {column: {"metric": metric, "unit": UNITS[metric]} for column, metric in COLUMNS.items()},
        },
    }  # fmt: skip
    run = DaemonRun(
        tmp_path / "run",
        packs=pack(tmp_path / "packs"),
        pack="water",
        places=["works,Nhà máy nước,waterworks,16.0,108.2,,"],
        sources=[source],
        clock_from=pd.Timestamp(truth["at"].iloc[-1] + 3600, unit="s", tz="UTC").isoformat(),
    )
    run.start()
    yield run
    run.stop()


def stored(daemon: DaemonRun) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return instants and values of every series, ascending in time."""
    store = daemon.store()
    try:
        names = {
            number: name for name, number in store.register_series([f"works.{m}" for m in UNITS]).items()
        }
        rows = [(names[n], at, value) for n, at, value, _ in store.readings_since(0) if n in names]
    finally:
        store.close()
    table = pd.DataFrame(rows, columns=["series", "at", "value"]).sort_values("at")
    return {str(k): (g["at"].to_numpy(), g["value"].to_numpy()) for k, g in table.groupby("series")}


def n_received(daemon: DaemonRun) -> int:
    store = daemon.store()
    try:
        stats = store.stats()
        return stats.n_recent_readings + stats.n_packed_readings
    finally:
        store.close()


def test_every_reading_is_stored_and_the_rules_raise_where_pandas_does(
    truth: pd.DataFrame, daemon: DaemonRun, real_data: Path, tmp_path: Path
) -> None:
    n_wanted = int(sum(truth[column].notna().sum() for column in COLUMNS))
    assert n_wanted > 400_000
    part = tmp_path / "drop" / "scada.csv.part"
    pd.read_csv(real_data / FILE, dtype=str, keep_default_na=False).to_csv(part, index=False)
    part.rename(part.with_suffix(""))

    def complete() -> bool:
        return (
            n_received(daemon) >= n_wanted and sum(len(at) for at, _ in stored(daemon).values()) == n_wanted
        )

    wait(complete, "every reading", 150, lambda: f"{n_received(daemon)} of {n_wanted}\n{daemon.words()}")
    daemon.stop()
    found = stored(daemon)
    for column, metric in COLUMNS.items():
        there = truth[truth[column].notna()]
        at, value = found[f"works.{metric}"]
        assert (at == there["at"].to_numpy()).all()
        assert (value == there[column].to_numpy()).all()
    store = daemon.store()
    try:
        first_value = episodes(truth, "pH", 8.7)[0][1]
        raised = [e for e in store.journal(limit=1000) if e.kind == "alarm.raised"]
        assert {e.subject for e in raised} == {"ph-high@works", "turbid@works"}
        assert next(e.payload["value"] for e in raised if e.subject == "ph-high@works") == first_value
        assert store.verify().broken_seq is None
        history = store.history("works.ph", truth["at"].iloc[0], truth["at"].iloc[-1], max_points=500)
        assert 0 < len(codec.floats(history.at)) <= 501
    finally:
        store.close()


@pytest.mark.parametrize(("column", "rule", "limit"), [("pH", "ph-high", 8.7), ("Trueb", "turbid", 0.1)])
def test_at_the_stations_own_pace_each_episode_is_one_alarm_at_pandas_minute(
    truth: pd.DataFrame, tmp_path: Path, column: str, rule: str, limit: float
) -> None:
    packs = load_packs(pack(tmp_path / "packs"), ["water"])
    metric = COLUMNS[column]
    evaluator = Evaluator(packs.rules, [packs.facts_of(metric, Place("works", "Nhà máy", "waterworks"))])
    book = AlarmBook(packs.rules)
    switched: list[tuple[float, float | None]] = []
    there = truth.loc[truth[column].notna(), ["at", column]]
    for at, value in there.to_numpy().tolist():
        for verdict in evaluator.observe([Observation(f"works.{metric}", at, value)], at):
            before = book.get(f"{rule}@works")
            book.apply(verdict, at)
            after = book.get(f"{rule}@works")
            if after is not None and after.active and not (before is not None and before.active):
                switched.append((at, after.value))
    expected = episodes(truth, column, limit)
    assert len(expected) >= 2
    assert switched == expected
    print(f"\n{column} > {limit}: {len(switched)} episodes, all at pandas' minute")  # noqa: T201

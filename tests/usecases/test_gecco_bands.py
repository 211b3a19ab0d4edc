"""WQ-II-1 on real data: two months of a waterworks' minutes against the water pack's own bands and the regulation.

GECCO 2018, 83,739 minutes. The judge is pandas: it knows the numbers of the pack's files and of QCVN 01-1:2018/BYT,
and how hold, off-delay, deadband and silence are meant, and nothing of the program. The station doses chlorine
dioxide; its readings stand for free chlorine here, so that those bands are judged, too.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
import yaml

from backend.contract.state import Place
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.verdict import Verdict
from backend.usecases.packs import load_packs

FILE = "water/gecco/gecco2018_first60pct_give.csv.gz"
WATER = Path(__file__).parents[2] / "resources" / "usecases" / "water"
LATER_S = 3653 * 86_400.0
"""The readings are of 2016, and moved by ten years: bands and regulation hold since 2019."""
SILENCE_S = 600.0
"""Maximum age of the pack's sensors: a longer silence proves nothing."""
METRICS = {
    "Trueb": ("turbidity_ntu", "turbidity"),
    "pH": ("ph", "ph"),
    "Cl": ("free_chlorine_mg_l", "free-chlorine"),
    "Leit": ("conductivity_us_cm", "conductivity"),
}
LEGAL = {"turbidity": (-np.inf, 2.0), "ph": (6.0, 8.5), "free-chlorine": (0.2, 1.0)}
"""QCVN 01-1:2018/BYT, numbers 5, 8 and 4 of its list."""
Edges = list[tuple[float, bool]]
"""Instants at which a step begins (True) or ends to count."""


class Band(NamedTuple):
    """One step of one rule, as the pack's files write it."""

    low: float
    high: float
    severity: str
    hold_s: float
    off_s: float
    deadband: float


@pytest.fixture(scope="module")
def minutes(real_data: Path) -> pd.DataFrame:
    found = pd.read_csv(real_data / FILE)
    found.index = pd.Index((pd.to_datetime(found["Time"]) - pd.Timestamp(0)).dt.total_seconds() + LATER_S)
    return found


def bands(point_type: str, quantity: str) -> dict[str, list[Band]]:
    """Return of each rule about a quantity its steps, mildest first."""
    rows = yaml.safe_load((WATER / "limits" / "van-hanh.yaml").read_text("utf-8"))["rows"]
    found: dict[str, list[Band]] = {}
    for file in ("operation", "quality"):
        for rule in yaml.safe_load((WATER / "rules" / f"{file}.yaml").read_text("utf-8"))["rules"]:
            delays = (rule.get("hold_s", 0), rule.get("off_delay_s", 0), rule.get("deadband", 0))
            steps = [
                Band(*span, step["severity"], *delays)
                for step in (rule, *rule.get("escalate", ()))
                if (span := _span(step.get("limit"), point_type, quantity, rows)) is not None
            ]
            if steps:
                found[rule["id"]] = steps
    return found


def _span(
    limit: Any, point_type: str, quantity: str, rows: dict[str, dict[str, float]]
) -> tuple[float, float] | None:
    if not isinstance(limit, dict):
        return None
    if limit["set"] == "nuoc-sach":
        people = point_type in ("clearwell", "network", "tap")
        return LEGAL[quantity] if people and limit["row"] == quantity else None
    row = rows.get(limit["row"].replace("{point_type}", point_type))
    if row is None or f".{quantity}." not in limit["row"]:
        return None
    return row.get("min", -np.inf), row.get("max", np.inf)


def judged(point_type: str, column: str, minutes: pd.DataFrame) -> list[Verdict]:
    """Return what the pack's rules say of one column."""
    packs = load_packs(WATER.parent, ["citizen-reports", "water"])
    attributes = {"point_type": point_type, "disinfectant": "chlorine"}
    metric = METRICS[column][0]
    facts = packs.facts_of(metric, Place("b", "Bể", "water_point", attributes=attributes))
    evaluator = Evaluator(packs.rules, [facts], packs.limit_sets, refresh_s=np.inf)
    said: list[Verdict] = []
    for at, value in minutes[column].dropna().items():
        # the clock comes to each instant that a rule waits for, as in the daemon
        while (due_at := evaluator.next_due()) is not None and due_at < at:
            said += evaluator.tick(due_at)
        said += evaluator.observe([Observation(f"b.{metric}", float(at), float(value))], float(at))
    return said


def edges_of(said: list[Verdict], rule: str, severities: set[str]) -> Edges:
    """Return when a rule's alarm of at least one of these severities begins and ends."""
    found: Edges = []
    for verdict in said:
        on = verdict.active and verdict.severity in severities
        if verdict.rule_id == rule and on != (bool(found) and found[-1][1]):
            found.append((verdict.at, on))
    return found


def expected(values: pd.Series[float], band: Band) -> Edges:
    """Return when a step begins and ends to count, by runs of readings."""
    beyond = (values < band.low) | (values > band.high)
    back = (values >= band.low + band.deadband) & (values <= band.high - band.deadband)
    events = [(at, True) for at in ends_of_waits(beyond, band.hold_s)]
    events += [(at, False) for at in ends_of_waits(back, band.off_s)]
    found: Edges = []
    for at, on in sorted(events):
        if on != (bool(found) and found[-1][1]):
            found.append((at, on))
    return found


def ends_of_waits(holds: pd.Series[bool], wait_s: float) -> list[float]:
    """Return for each run of readings of which something holds when it has held for so long."""
    at = pd.Series(holds.index, index=holds.index)
    silent = at.diff() > SILENCE_S
    run = (holds.ne(holds.shift()) | silent).cumsum()
    following = at.shift(-1).where(~silent.shift(-1, fill_value=True))
    frame = pd.DataFrame({"at": at, "next": following, "holds": holds, "run": run})
    runs = (
        frame[frame["holds"]]
        .groupby("run")
        .agg(first=("at", "first"), last=("at", "last"), next=("next", "last"))
    )
    until = runs["next"].fillna(runs["last"] + SILENCE_S)  # nobody knows more of it than so long
    due = runs["first"] + wait_s
    return due[due <= until].tolist()


@pytest.mark.parametrize(
    ("point_type", "column"),
    [("clearwell", c) for c in METRICS]
    + [("filter", "Trueb"), ("filter", "pH"), ("raw", "pH"), ("tap", "Cl")],
)
def test_warning_action_and_legal_alarms_begin_and_end_at_pandas_minute(
    minutes: pd.DataFrame, point_type: str, column: str
) -> None:
    values = minutes[column].dropna()
    said = judged(point_type, column, minutes)
    rules = bands(point_type, METRICS[column][1])
    assert rules, "no rule of the pack is about it"
    counts = {}
    for rule, steps in rules.items():
        severities = [band.severity for band in steps]
        assert severities == sorted(set(severities), key=SEVERITIES.index), "each step is worse than the last"
        assert {v.severity for v in said if v.rule_id == rule and v.active} <= set(severities)
        for i, band in enumerate(steps):
            wanted = expected(values, band)
            found = edges_of(said, rule, set(severities[i:]))
            assert found == wanted, (rule, i)
            assert all(a[1] != b[1] for a, b in itertools.pairwise(found))
            counts[f"{rule}/{i + 1}"] = sum(on for _, on in found)
    print(f"\n{point_type} {column}: {len(values)} readings, alarms {counts}")  # noqa: T201 - the figures of the trial


SEVERITIES = ("info", "low", "medium", "high", "critical")


def test_the_trial_sees_alarms_of_every_kind(minutes: pd.DataFrame) -> None:
    """Otherwise it would prove nothing: some band of each kind is crossed in these months."""
    n_steps = {
        (column, rule, i): len(expected(minutes[column].dropna(), band))
        for column, (_, quantity) in METRICS.items()
        for rule, steps in bands("clearwell" if column != "Trueb" else "filter", quantity).items()
        for i, band in enumerate(steps)
    }
    crossed = {(rule, i) for (_, rule, i), n in n_steps.items() if n}
    assert {("ph-van-hanh", 0), ("ph-van-hanh", 1), ("ph-ngoai-khoang", 0)} <= crossed
    assert {("clo-du-van-hanh", 0), ("clo-du-van-hanh", 1), ("clo-du-ngoai-khoang", 0)} <= crossed

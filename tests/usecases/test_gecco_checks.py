"""The shipped checks of water sensors on two months of a real waterworks: what they doubt, and what they leave alone.

GECCO 2018: 83,739 minutes, of which experts marked those of events. Hardly any normal reading may be doubted.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from backend.contract.state import Place
from backend.domain.checks.checker import Checker
from backend.domain.observation import Observation
from backend.usecases.packs import load_packs

USECASES = Path(__file__).parents[2] / "resources" / "usecases"
FILE = "water/gecco/gecco2018_first60pct_give.csv.gz"
METRICS = [
    ("Trueb", "turbidity_ntu"),
    ("pH", "ph"),
    ("Cl", "chlorine_dioxide_mg_l"),
    ("Cl_2", "chlorine_dioxide_mg_l"),
    ("Cl", "free_chlorine_mg_l"),
    ("Leit", "conductivity_us_cm"),
    ("Redox", "redox_mv"),
    ("Tp", "water_temp_c"),
    ("Fm", "flow_m3_h"),
    ("Fm_2", "flow_m3_h"),
]


@pytest.fixture(scope="module")
def looked_at(real_data: Path) -> pd.DataFrame:
    """Return of each reading its column, instant, value, whether experts saw an event, and the failed check."""
    raw = pd.read_csv(real_data / FILE)
    raw["at"] = (pd.to_datetime(raw["Time"]) - pd.Timestamp(0)).dt.total_seconds()
    packs = load_packs(USECASES, ["citizen-reports", "water"])
    parts = []
    for column, metric in METRICS:
        part = raw.loc[raw[column].notna(), ["at", column, "EVENT"]].set_axis(
            ["at", "value", "event"], axis=1
        )
        facts, checks = packs.facts_of(metric, Place("b", "Bể", "water_point")), packs.metrics[metric].checks
        assert checks is not None
        checker = Checker([facts], {metric: checks})
        seen = [checker.look(Observation(f"b.{metric}", row.at, row.value)) for row in part.itertuples()]
        part["check"] = [one.doubt.check if one.doubt else "" for one in seen]
        parts.append(part.assign(column=f"{column} {metric}"))
    return pd.concat(parts, ignore_index=True)


def test_hardly_any_reading_of_normal_hours_is_doubted(looked_at: pd.DataFrame) -> None:
    normal = looked_at[~looked_at["event"]]
    doubted = normal[normal["check"] != ""]
    print(f"\n{len(normal)} normal readings, {len(doubted)} doubted")  # noqa: T201 - the figures of the trial
    assert len(normal) > 800_000
    assert len(doubted) <= 2
    assert set(doubted["column"]) <= {"pH ph"}


def test_probes_that_were_taken_out_are_doubted(looked_at: pd.DataFrame) -> None:
    """pH that falls from 8.4 to 4 and is back within minutes, and water of another temperature meanwhile."""
    doubted = looked_at[looked_at["check"] != ""]
    n_each = doubted.groupby(["column", "check"]).size().to_dict()
    print("\n", n_each)  # noqa: T201 - the figures of the trial
    assert n_each == {
        ("pH ph", "spike"): 19,
        ("Redox redox_mv", "spike"): 7,
        ("Tp water_temp_c", "spike"): 6,
    }
    assert doubted["event"].mean() > 0.9


def test_what_pandas_calls_stuck_is_doubted_and_nothing_is_here(looked_at: pd.DataFrame) -> None:
    """Resolution alone makes values stand: conductivity for fourteen hours. The checks wait for longer."""
    longest_s = {}
    for column, part in looked_at.groupby("column"):
        run = ((part["value"].diff() != 0) | (part["at"].diff() > 1800.0)).cumsum()
        longest_s[column] = float((part["at"] - part.groupby(run)["at"].transform("first")).max())
    assert longest_s["Leit conductivity_us_cm"] > 50_000
    checks = {m: p.checks for m, p in load_packs(USECASES, ["citizen-reports", "water"]).metrics.items()}
    for column, metric in METRICS:
        stuck = checks[metric].stuck  # type: ignore[union-attr]
        assert stuck is not None
        assert longest_s[f"{column} {metric}"] < stuck.after_s

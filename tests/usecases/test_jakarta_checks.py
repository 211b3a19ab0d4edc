"""The shipped checks of water levels on two months of real gauges: 23 stations of Jakarta, 2019.

What is stuck is held against an independent computation by pandas; and no reading that the city itself called
above normal may be doubted, for it would have raised nothing.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from backend.contract.state import LOST_FACTOR
from backend.domain.checks.checker import Checker
from backend.domain.checks.spec import Checks
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.usecases import load_packs

USECASES = Path(__file__).parents[2] / "resources" / "usecases"
MAX_AGE_S = 1800.0


@pytest.fixture(scope="module")
def checks() -> Checks:
    found = load_packs(USECASES, ["flooding"]).metrics["level_m"].checks
    assert found is not None
    return found


@pytest.fixture(scope="module")
def levels(real_data: Path, checks: Checks) -> pd.DataFrame:
    """Return place, at, level_m, the city's state, and which check each reading fails."""
    raw = pd.read_csv(
        real_data / "rain" / "jakarta_water_level" / "jakarta_water_level_2019_feb_mar_give.csv.gz"
    )
    raw["at"] = pd.to_datetime(raw["ts"]).dt.tz_localize("Asia/Jakarta").map(lambda at: at.timestamp())
    raw["place"], raw["level_m"] = raw["nama_pintu_air"].str.strip(), raw["tinggi_air"] / 1000.0
    found = raw.sort_values(["at", "place"]).drop_duplicates(["place", "at"], ignore_index=True)
    facts = [
        SeriesFacts(
            series_id=f"{place}.level_m",
            place_id=place,
            place_name=place,
            kind="river_gauge",
            metric="level_m",
            unit="m",
            max_age_s=MAX_AGE_S,
            decimals=2,
        )
        for place in found["place"].unique()
    ]
    checker = Checker(facts, {"level_m": checks})
    seen = [
        checker.look(Observation(f"{row.place}.level_m", row.at, row.level_m)) for row in found.itertuples()
    ]
    found["check"] = [one.doubt.check if one.doubt else "" for one in seen]
    return found


def test_what_is_stuck_is_what_pandas_finds(levels: pd.DataFrame, checks: Checks) -> None:
    assert checks.stuck is not None
    ordered = levels.sort_values(["place", "at"])
    by_place = ordered.groupby("place")
    new_run = (by_place["level_m"].diff() != 0) | (by_place["at"].diff() > LOST_FACTOR * MAX_AGE_S)
    run = new_run.groupby(ordered["place"]).cumsum()
    since = ordered.groupby(["place", run])["at"].transform("min")
    expected = ordered[ordered["at"] - since >= checks.stuck.after_s]
    ours = levels[levels["check"] == "stuck"]
    assert set(zip(ours["place"], ours["at"], strict=True)) == set(
        zip(expected["place"], expected["at"], strict=True)
    )
    assert len(ours) == 1468
    print("\n", ours.groupby("place").size().to_string(), sep="")  # noqa: T201 - the trial's table


def test_jumps_are_those_of_broken_sensors(levels: pd.DataFrame) -> None:
    """Pulo Gadung falls from 3.34 m to -3.10 m within ten minutes, and is back ten minutes later."""
    jumps = levels[levels["check"] == "spike"]
    assert jumps.groupby("place").size().to_dict() == {"PA. Pulo Gadung": 18, "P.A. Karet": 2}
    print("\n", jumps[["place", "ts", "level_m"]].to_string(index=False), sep="")  # noqa: T201


def test_no_level_that_the_city_called_above_normal_is_doubted(levels: pd.DataFrame) -> None:
    above = levels[levels["status_siaga"] != "Normal"]
    assert len(above) > 1_700
    assert set(above["check"]) == {""}
    print(f"\n{len(levels)} readings, {len(above)} above normal, none of them doubted")  # noqa: T201

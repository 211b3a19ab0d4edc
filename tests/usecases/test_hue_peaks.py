"""Flood peaks of the Hương at Kim Long, 1983 to 2025, against the alarm levels of their time.

Data: 19 peaks from papers and the press with the level that they were told against. They are judged by the
shipped rule of river levels through the evaluator, each at its own day; the file's level is not looked at for it.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pandas as pd
import pytest

from backend.contract.standing import alarm_levels, standing
from backend.contract.state import Place
from backend.domain.evaluator import Evaluator
from backend.domain.limit_families import limit_for
from backend.domain.limit_sets import VIETNAM
from backend.domain.observation import Observation
from backend.usecases import load_packs
from backend.usecases.packs import Packs

USECASES = Path(__file__).parents[2] / "resources" / "usecases"
KIM_LONG = Place(
    "kim-long",
    "Kim Long",
    "river_gauge",
    attributes={"gauge": "kim-long", "limit_source": "QĐ 05/2020/QĐ-TTg"},
)
LEVEL_OF = {"medium": "BD1", "high": "BD2", "critical": "BD3", "": "below_BD1"}


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(USECASES, ["flooding"])


@pytest.fixture(scope="module")
def peaks(real_data: Path) -> pd.DataFrame:
    found = pd.read_csv(real_data / "rain" / "hue_flood_events" / "kim_long_peaks.csv")
    noon = datetime.time(12, tzinfo=VIETNAM)
    found["at"] = [
        datetime.datetime.combine(datetime.date.fromisoformat(day), noon).timestamp()
        for day in found["peak_date"]
    ]
    return found


def level_at(packs: Packs, at: float, level_m: float) -> tuple[str, str]:
    """Return the level that the shipped rule finds for one reading, and the alarm's title."""
    facts = packs.facts_of("level_m", KIM_LONG)
    rules = [rule for rule in packs.rules if rule.id == "bao-dong-lu"]
    verdicts = Evaluator(rules, [facts], packs.limit_sets).observe(
        [Observation(facts.series_id, at, level_m)], at
    )
    return (LEVEL_OF[verdicts[0].severity], verdicts[0].title.vi) if verdicts else ("below_BD1", "")


def test_each_peak_has_the_level_that_people_told_it_by(packs: Packs, peaks: pd.DataFrame) -> None:
    found = [level_at(packs, row.at, row.peak_H_m) for row in peaks.itertuples()]
    assert len(found) == 19
    differ = [
        (row.event_id, row.alert_level, level)
        for row, (level, _) in zip(peaks.itertuples(), found, strict=True)
        if level != row.alert_level
    ]
    assert differ == []
    for row, (level, title) in zip(peaks.itertuples(), found, strict=True):
        print(f"{row.peak_date}  {row.peak_H_m:.2f} m  {level:9}  {title}")  # noqa: T201 - the trial's table


def test_the_distances_that_the_sources_give_are_those_of_the_words(
    packs: Packs, peaks: pd.DataFrame
) -> None:
    """`1.47 m above BD3` in the note is `trên báo động III 1,47 m` here: nine peaks carry such a figure."""
    n_compared = 0
    for row in peaks.itertuples():
        told = re.search(r"([\d.]+) m (above|below) (?:old )?BD(\d)", str(row.note))
        if told is None:
            continue
        limits = packs.limits_of("level_m", KIM_LONG, row.at)
        words = standing(row.peak_H_m, alarm_levels(limits), 2, "m")
        assert words is not None
        distance = f"{float(told[1]):.2f}".replace(".", ",")
        side = {"above": "trên", "below": "dưới"}[told[2]]
        assert f"{side} báo động {'I' * int(told[3])} {distance} m" in words.vi, row.event_id
        n_compared += 1
    assert n_compared == 9
    print(f"{n_compared} distances compared")  # noqa: T201 - the trial's figures


def test_by_todays_levels_alone_a_peak_of_the_past_is_judged_wrongly(
    packs: Packs, peaks: pd.DataFrame
) -> None:
    """Level III was 3.0 m; 3.2 m of October 2000 would be a level II today."""
    then, now = (datetime.datetime(y, 10, 20, tzinfo=VIETNAM).timestamp() for y in (2000, 2025))
    assert [level_at(packs, at, 3.2)[0] for at in (then, now)] == ["BD3", "BD2"]
    sets = [
        limit_for(packs.limit_sets, "bao-dong", "{gauge}.bd3", KIM_LONG.attributes, at)[0].id
        for at in sorted(peaks["at"])
    ]
    assert [sets.count(each) for each in dict.fromkeys(sets)] == [7, 2, 10]

"""Trial on quarter-hourly readings of the Logan River (2019, two sites): raw and as technicians corrected them.

Turbidity, pH and conductivity go file → table reader → the pack's operational rules for raw water; pandas is the
judge of every reading and of every episode. The corrections are the point: what a fouled probe rings for, and a
corrected record does not, is told in numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pandas as pd
import pytest

from backend.contract.state import Place
from backend.domain.alarms.book import AlarmBook
from backend.domain.compliance import Result, judge
from backend.domain.evaluator import Evaluator
from backend.domain.limit_families import limit_for
from backend.domain.observation import Observation
from backend.sources.folder import Config, Rows, parse
from backend.usecases.packs import Packs, load_packs

pytestmark = pytest.mark.timeout(240)

SITES = ("MainStreet2019", "WaterLab2019")
COLUMNS = {
    "turb": ("turbidity_ntu", "NTU", "do-duc-van-hanh", "turbidity"),
    "ph": ("ph", "pH", "ph-van-hanh", "ph"),
    "cond": ("conductivity_us_cm", "µS/cm", "do-dan-dien-cao", "conductivity"),
}
RIVER = Place("river", "Sông Logan", "water_point", attributes={"point_type": "raw"})


@pytest.fixture(scope="module")
def packs(root: Path) -> Packs:
    return load_packs(root / "resources" / "usecases", ["water"])


@pytest.fixture(scope="module", params=SITES)
def table(request: pytest.FixtureRequest, real_data: Path) -> pd.DataFrame:
    path = real_data / "water" / "lro" / f"{request.param}_give.csv.gz"
    found = pd.read_csv(path, dtype=str, keep_default_na=False).drop_duplicates("datetime")
    return found.assign(site=request.param)


def readings(table: pd.DataFrame, column: str, metric: str, unit: str) -> list[Observation]:
    """Return the readings of a column as the folder source reads them."""
    settings = {
        "id": "lro", "kind": "folder", "name": "LRO", "max_age_s": 3600, "path": "/lro",
        "table": {"time": ["datetime"], "zone": "UTC", "place_id": "river", "values": {column: {"metric": metric, "unit": unit}}},
    }  # fmt: skip
    header = ["datetime", column]
    rows = Rows("lro.csv", header, 2, table[header].to_numpy().tolist())
    parsed = parse(rows, msgspec.convert(settings, Config), 0.0)
    assert parsed.refusals == []
    return parsed.observations


def truth(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return what pandas reads of a column, missing ones left out."""
    value = pd.to_numeric(table[column], errors="coerce")
    at = pd.to_datetime(table["datetime"]).dt.tz_localize("UTC").map(lambda moment: moment.timestamp())
    return pd.DataFrame({"at": at, "value": value}).dropna().sort_values("at")


def episodes(there: pd.DataFrame, outside: pd.Series) -> list[float]:
    first = outside & ~outside.shift(fill_value=False)
    return [float(at) for at in there.loc[first, "at"]]


def raised(packs: Packs, rule_id: str, metric: str, given: list[Observation]) -> Iterator[float]:
    """Yield when the rule's alarm begins, with its holds and deadbands taken away."""
    rule = next(each for each in packs.rules if each.id == rule_id)
    plain = msgspec.structs.replace(rule, hold_s=0.0, off_delay_s=0.0, deadband=0.0, inhibited_by=())
    evaluator = Evaluator([plain], [packs.facts_of(metric, RIVER)], packs.limit_sets)
    assert evaluator.unbound == []
    book = AlarmBook([plain])
    for reading in given:
        for verdict in evaluator.observe([reading], reading.at):
            before = book.get(f"{rule_id}@river")
            book.apply(verdict, reading.at)
            after = book.get(f"{rule_id}@river")
            if after is not None and after.active and not (before is not None and before.active):
                yield reading.at


@pytest.mark.parametrize("column", list(COLUMNS))
def test_every_reading_and_every_episode_is_judged_as_pandas_judges(
    table: pd.DataFrame, packs: Packs, column: str
) -> None:
    metric, unit, rule_id, row = COLUMNS[column]
    told = []
    for name in (column, f"{column}_cor"):
        there = truth(table, name)
        given = readings(table, name, metric, unit)
        assert [(o.at, o.value) for o in given] == list(there.itertuples(index=False, name=None))
        _, limit = limit_for(
            packs.limit_sets, "van-hanh-nuoc", f"raw.{row}.warning", RIVER.attributes, given[0].at
        )
        outside = pd.Series(False, index=there.index)
        if limit.max is not None:
            outside |= there["value"] > limit.max
        if limit.min is not None:
            outside |= there["value"] < limit.min
        verdicts = [judge(Result(o.value, unit), limit).verdict for o in given]
        assert [verdict == "fail" for verdict in verdicts] == outside.tolist()
        expected = episodes(there, outside)
        assert list(raised(packs, rule_id, metric, given)) == expected
        told.append(f"{name}: {int(outside.sum())} of {len(there)} readings, {len(expected)} episodes")
    print(f"\n{table['site'].iloc[0]} {rule_id}: {'; '.join(told)}")  # noqa: T201 - the figures of the trial

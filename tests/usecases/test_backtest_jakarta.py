"""Back-test of the river levels of Jakarta, February and March 2019, against a count made with pandas alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from backend.analytics.back_test_report import Report
from backend.engine.backtesting import Wanted, run
from backend.engine.importing import store_recording
from backend.sources.base import MetricConfig
from backend.sources.reading.import_csv import ImportOptions, import_readings
from backend.store import Store

FIXTURES = Path(__file__).parent / "fixtures"
LIMITS_MM = {"medium": 7500, "high": 8500, "critical": 9500}
"""Siaga 3, 2 and 1 at Manggarai; the level itself already counts."""
RULES = """
rules:
  - id: manggarai
    kind: threshold
    title: {vi: "{step}: {value} {unit} — {name}"}
    metric: level_mm
    limit: 7500
    inclusive: true
    severity: medium
    escalate: [{limit: 8500, severity: high}, {limit: 9500, severity: critical}]
    consequence: {vi: Nước tràn bờ vào khu dân cư}
    response: {vi: Báo ban chỉ huy}
    respond_within_s: 1800
    unit_id: disaster-command
    procedure: none
"""
EVENTS = """
events:
  - id: night
    name: Đêm Manggarai ở Siaga 3
    start: 2019-03-02T03:00
    end: 2019-03-02T08:00
    places: [manggarai]
  - {id: quiet, name: Một ngày yên, start: 2019-03-20, end: 2019-03-20}
  - {id: before, name: Trước khi có số liệu, start: 2018-01-01, end: 2018-01-02}
"""


@pytest.fixture(scope="module")
def source(real_data: Path) -> Path:
    return real_data / "rain" / "jakarta_water_level" / "jakarta_water_level_2019_feb_mar_give.csv.gz"


@pytest.fixture(scope="module")
def levels(source: Path) -> pd.DataFrame:
    """Return the levels of Manggarai by time, read by pandas alone."""
    raw = pd.read_csv(source)
    raw = raw[raw["nama_pintu_air"] == "PA. Manggarai"]
    at = pd.to_datetime(raw["ts"]).dt.tz_localize("Asia/Jakarta").map(lambda t: t.timestamp())
    return pd.DataFrame({"at": at, "mm": raw["tinggi_air"]}).sort_values("at", ignore_index=True)


@pytest.fixture(scope="module")
def report(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("jakarta")
    (folder / "sources").mkdir()
    (folder / "centre.yaml").write_text(
        "{id: jakarta, name: Jakarta, packs: [jakarta], timezone: Asia/Jakarta}", encoding="utf-8"
    )
    (folder / "places.csv").write_text(
        "place_id,name,kind,gauge\nmanggarai,Manggarai,river_gauge,manggarai\n", encoding="utf-8"
    )
    (folder / "events.yaml").write_text(EVENTS, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    import_readings(
        source,
        folder / "levels.csv",
        ImportOptions(
            time="ts", place="nama_pintu_air", places={"PA. Manggarai": "manggarai"}, zone="Asia/Jakarta",
            values={"tinggi_air": MetricConfig("level_mm", "mm")}, where={"nama_pintu_air": ["PA. Manggarai"]},
        ),
    )  # fmt: skip
    database = f"sqlite:///{folder / 'toancanh.db'}"
    store = Store.open(database)
    store.migrate()
    store_recording(store, folder / "levels.csv", zone="UTC", unit_of=None)
    while store.roll_up(2e9):
        pass
    store.close()
    return run(
        Wanted(
            rule_id="manggarai", centre=folder, packs=FIXTURES, database=database,
            rules=folder / "rules.yaml", from_="2019-01-31",
        )
    )  # fmt: skip


def test_the_episodes_are_those_that_pandas_counts(report: Report, levels: pd.DataFrame) -> None:
    above = levels["mm"] >= LIMITS_MM["medium"]
    run_of = (above != above.shift()).cumsum()
    expected = []
    for _, part in levels[above].groupby(run_of[above]):
        after = levels["at"][levels["at"] > part["at"].iloc[-1]]
        peak = int(part["mm"].max())
        severity = [name for name, limit in LIMITS_MM.items() if peak >= limit][-1]
        expected.append((part["at"].iloc[0], after.min(), peak, severity))
    found = [(e.raised_at, e.cleared_at, e.peak_value, e.severity) for e in report.episodes]
    assert found == expected
    assert len(found) >= 3
    assert report.places[0].n_readings == len(levels)
    assert sum(report.per_day.values()) == report.per_day["2019-03-02"] == len(expected)


def test_the_night_is_caught_and_what_was_quiet_is_not(report: Report) -> None:
    outcome = {record.event.id: record.outcome for record in report.events}
    assert outcome == {"night": "caught", "quiet": "missed", "before": "no data"}
    assert report.events[0].lead_s == 0.0


def test_four_real_episodes_are_no_chatter_and_nothing_is_proposed(report: Report) -> None:
    assert len(report.episodes) == 4
    assert report.figures.n_chattering == 0
    assert report.proposal is None
    assert report.no_proposal == "no episode is chatter: there is nothing to remove"

"""FL-III-2 on real data: the floods of Manggarai and Karet, February and March 2019, against a plain count."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from backend.contract.season import Episodes, GetEpisodes
from backend.contract.state import Place, Series, Text
from backend.engine.season import SeasonDesk
from backend.store import Batch, Store

PLACES = {"PA. Manggarai": "manggarai", "P.A. Karet": "karet"}
ZONE = "Asia/Jakarta"
LEVEL_MM = 6000.0
DRY_S = 6 * 3600.0


@pytest.fixture(scope="module")
def levels(real_data: Path) -> dict[str, pd.Series]:
    """Return the levels by instant, read by pandas alone."""
    source = real_data / "rain" / "jakarta_water_level" / "jakarta_water_level_2019_feb_mar_give.csv.gz"
    raw = pd.read_csv(source)
    found = {}
    for name, place in PLACES.items():
        mine = raw[raw["nama_pintu_air"] == name]
        at = pd.to_datetime(mine["ts"]).dt.tz_localize(ZONE).map(lambda t: t.timestamp())
        found[place] = pd.Series(mine["tinggi_air"].to_numpy(float), index=at.to_numpy()).sort_index()
    return found


@pytest.fixture(scope="module")
def archive(levels: dict[str, pd.Series], tmp_path_factory: pytest.TempPathFactory) -> Episodes:
    """Return what our archive says of the two months, out of a real store."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('season')}/t.db")
    store.migrate()
    numbers = store.register_series([f"{place}.level_mm" for place in levels])
    for place, column in levels.items():
        series_id = f"{place}.level_mm"
        rows = [(numbers[series_id], at, value, 0) for at, value in column.items()]
        store.write(Batch(readings=rows))
    series = {
        f"{p}.level_mm": Series(
            f"{p}.level_mm", numbers[f"{p}.level_mm"], p, "level_mm", Text("Mực nước"), "mm", 1800.0
        )
        for p in levels
    }
    places = [Place(p, p, "river_gauge") for p in levels]
    desk = SeasonDesk(SimpleNamespace(store=store), places, series, (), ZoneInfo(ZONE))  # type: ignore[arg-type]
    start_at = pd.Timestamp("2019-02-01", tz=ZONE).timestamp()
    end_at = pd.Timestamp("2019-04-01", tz=ZONE).timestamp()
    found = desk.episodes(GetEpisodes("level_mm", start_at, end_at, level=LEVEL_MM, dry_s=DRY_S))
    store.close()
    return found


def plain_count(levels: dict[str, pd.Series]) -> list[tuple[float, float, float]]:
    """Return start, end and peak of each event: one walk over all readings at the level, in order of time."""
    over = sorted(
        (at, value) for column in levels.values() for at, value in column.items() if value >= LEVEL_MM
    )
    events: list[list[float]] = []
    for at, value in over:
        if events and at - events[-1][1] <= DRY_S:
            events[-1][1], events[-1][2] = at, max(events[-1][2], value)
        else:
            events.append([at, at, value])
    return [(start, end, peak) for start, end, peak in events]


def test_events_equal_an_independent_count(levels: dict[str, pd.Series], archive: Episodes) -> None:
    inside = {
        place: column[
            (column.index >= pd.Timestamp("2019-02-01", tz=ZONE).timestamp())
            & (column.index <= pd.Timestamp("2019-04-01", tz=ZONE).timestamp())
        ]
        for place, column in levels.items()
    }
    expected = plain_count(inside)
    print(f"\n{len(expected)} events, {archive.n_readings} readings")  # noqa: T201 - the figures of the trial
    assert [(e.start_at, e.end_at, e.peak) for e in archive.episodes] == expected
    assert len(expected) > 3
    assert archive.n_readings == sum(len(column) for column in inside.values())
    assert {m.place_id: (m.peak, m.peak_at) for m in archive.maxima} == {
        place: (column.max(), column.idxmax()) for place, column in inside.items()
    }

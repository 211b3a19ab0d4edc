"""Derived series in the running daemon: a real folder source, a real store, real sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract import codec
from backend.contract.messages import AlarmsChanged, GetRefused, Refused, Snapshot, Values
from backend.contract.state import Place, Quality
from backend.domain.observation import Observation
from backend.engine.derived import open_derived
from backend.store import Batch, Store
from backend.usecases.packs import load_packs
from tests.unit.backend.engine import centre_folder
from tests.unit.backend.engine.test_daemon import drop, options_in, raised, running

DERIVED = """
  peak_cm:
    name: {vi: Cao nhất 10 phút}
    unit: cm
    range: [0, 300]
    max_age_s: 180
    derived: {from: depth_cm, function: max, window_s: 600, step_s: 10, max_gap_s: 60, coverage_as: share}
  share: {name: {vi: Tỷ lệ}, unit: "%", range: [0, 100], max_age_s: 180}
"""
PACK = centre_folder.PACK.replace("metrics: [depth_cm]", "metrics: [depth_cm, peak_cm, share]").replace(
    "metrics: {depth_cm: {name: {vi: Độ sâu}, unit: cm, range: [0, 300], max_age_s: 60}}",
    "metrics:\n  depth_cm: {name: {vi: Độ sâu}, unit: cm, range: [0, 300], max_age_s: 60}" + DERIVED,
)
PLACES = [Place("p1", "Mẹ Suốt", "post"), Place("p2", "Hàm Nghi", "post")]
RULES = centre_folder.RULES.replace("metric: depth_cm", "metric: peak_cm")


@pytest.fixture(autouse=True)
def derived_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the small centre compute a metric, and its rule judge that."""
    assert "peak_cm" in PACK
    monkeypatch.setattr(centre_folder, "PACK", PACK)
    monkeypatch.setattr(centre_folder, "RULES", RULES)


def peaks(snapshot: Snapshot, place: str = "p1", metric: str = "peak_cm") -> list[tuple[float, int]]:
    """Return newest value and quality of a series, empty if there is none."""
    (series,) = [each for each in snapshot.series if each.series_id == f"{place}.{metric}"]
    index = codec.integers(snapshot.values.index).tolist()
    if series.index not in index:
        return []
    i = index.index(series.index)
    return [(codec.floats(snapshot.values.value)[i], snapshot.values.quality[i])]


def minute_by_minute(*depths: object) -> list[tuple[str, float, object]]:
    """Return rows of one post, half a minute apart, the newest now."""
    return [("p1", 30.0 * (len(depths) - 1 - i), depth) for i, depth in enumerate(depths)]


def test_a_computed_series_alarms_is_stored_and_outlives_a_restart(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", *minute_by_minute(*[5] * 20, 62, 5, 5))
            _, alarms = await wall.until(raised)
            assert isinstance(alarms, AlarmsChanged)
            assert [(a.alarm_id, a.series_id, a.severity) for a in alarms.alarms] == [
                ("ngap@p1", "p1.peak_cm", "critical")
            ]
            await wall.until(lambda m: isinstance(m, Values))
            assert peaks(await wall.snapshot()) == [(62.0, Quality.GOOD)]
            assert peaks(await wall.snapshot(), metric="share") == [(100.0, Quality.GOOD)]
        async with running(tmp_path) as wall:
            snapshot = await wall.snapshot()
            assert peaks(snapshot) == [(62.0, Quality.GOOD)]
            assert [(a.alarm_id, a.active) for a in snapshot.alarms] == [("ngap@p1", True)]
            drop(tmp_path, "b.csv", ("p1", -10, 7))  # within what clocks differ; the peak is remembered
            await wall.until(is_peak_of(wall, snapshot, 62.0))
        store = Store.open(options_in(tmp_path).database)
        kinds = [entry.kind for entry in store.journal() if entry.subject == "ngap@p1"]
        assert kinds == ["alarm.raised"]
        stored = store.raw("p1.peak_cm", time.time() - 900, time.time() + 60)
        assert set(stored.value.tolist()) == {5.0, 62.0}
        store.close()

    asyncio.run(scene())


def is_peak_of(wall: object, before: Snapshot, value: float) -> Callable[[object], bool]:
    """Return what waits for a newer value of the computed series."""
    (series,) = [each for each in before.series if each.series_id == "p1.peak_cm"]

    def newer(message: object) -> bool:
        if not isinstance(message, Values):
            return False
        index = codec.integers(message.index).tolist()
        return series.index in index and codec.floats(message.value)[index.index(series.index)] == value

    return newer


def test_no_source_may_send_what_is_computed(tmp_path: Path) -> None:
    async def scene() -> None:
        options_in(tmp_path)
        source = tmp_path / "centre" / "sources"
        (file,) = source.glob("*.yaml")
        file.write_text(file.read_text(encoding="utf-8").replace("metric: depth_cm}", "metric: peak_cm}"))
        async with running(tmp_path) as wall:
            drop(tmp_path, "a.csv", ("p1", 1, 5))
            for _ in range(200):
                refused = await wall.ask(GetRefused())
                assert isinstance(refused, Refused)
                if refused.items:
                    break
                await asyncio.sleep(0.05)
            assert "computed here from 'depth_cm'" in refused.items[0].reason

    asyncio.run(scene())


def test_what_stands_at_the_start_comes_from_the_store(tmp_path: Path) -> None:
    """Uncertain readings and implausible imported ones do not count, today as after a restart."""
    centre_folder.write_pack(tmp_path)
    packs = load_packs(tmp_path / "packs", ["thu"], tmp_path)
    facts = [each for place in PLACES for each in packs.series_of(place)]
    store = Store.open(f"sqlite:///{tmp_path}/d.db")
    store.migrate()
    numbers = store.register_series([each.series_id for each in facts])
    rows = [(numbers["p1.depth_cm"], 1e9 + 30 * i, 5.0 + i, 0) for i in range(21)]
    rows[18] = (*rows[18][:2], 250.0, int(Quality.UNCERTAIN))
    rows[19] = (*rows[19][:2], 999.0, int(Quality.GOOD))
    store.write(Batch(readings=rows))
    derived, standing = open_derived(packs, facts, numbers, store, 1e9 + 630.0)
    assert derived is not None
    told = dict(standing)
    assert told[numbers["p1.peak_cm"]] == Observation("p1.peak_cm", 1e9 + 600.0, 25.0)
    assert told[numbers["p1.share"]].value == pytest.approx(90.0)
    assert set(told) == {numbers["p1.peak_cm"], numbers["p1.share"]}
    assert derived.next_due() == 1e9 + 690.0  # nothing has come for a minute then
    made = derived.follow([Observation("p1.depth_cm", 1e9 + 640.0, 80.0)], 1e9 + 640.0)
    assert [(number, reading.at, reading.value) for number, reading in made][-1] == (
        numbers["p1.peak_cm"],
        1e9 + 640.0,
        80.0,
    )
    store.close()


def test_packs_that_compute_nothing_cost_nothing(tmp_path: Path) -> None:
    packs = load_packs(Path(__file__).parents[3] / "usecases" / "fixtures", ["street_water"], tmp_path)
    store = Store.open(f"sqlite:///{tmp_path}/d.db")
    store.migrate()
    assert open_derived(packs, [], {}, store, 0.0) == (None, [])
    store.close()

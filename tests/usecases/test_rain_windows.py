"""FL-I-1 on real data: accumulations of 10-second storms and of an hourly series equal pandas'."""

from __future__ import annotations

import random
import time
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from backend.contract.state import Place, Quality
from backend.domain.derived.again import told_again
from backend.domain.derived.deriver import DerivedMetric, Deriver
from backend.domain.derived.spec import Derived
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.usecases.derived_metrics import derived_metrics
from backend.usecases.packs import load_packs

PACKS = Path(__file__).parents[2] / "resources" / "usecases"
N_STORMS = 6
GAP_S, MIN_COVERAGE = 90, 0.8
WINDOWS = ("5min", "15min", "30min", "60min", "3h", "6h", "12h", "24h", "48h", "72h")
Told = dict[str, dict[float, Observation]]


def at_every_minute() -> Deriver:
    """Return what the flooding pack computes of one station, each accumulation with coverage at each minute."""
    packs = load_packs(PACKS, ["flooding"])
    metrics = dict(derived_metrics(packs))
    place = Place("m1", "Hải Châu", "rain_station")
    facts = list(packs.series_of(place))
    for window in WINDOWS:
        told = f"rain_{window}_told"
        metric = metrics[f"rain_{window}_mm"]
        spec = msgspec.structs.replace(metric.spec, step_s=60.0, coverage_as=told)
        metrics[f"rain_{window}_mm"] = msgspec.structs.replace(metric, spec=spec)
        facts.append(msgspec.structs.replace(facts[0], series_id=f"m1.{told}", metric=told, unit="1"))
    return Deriver(facts, metrics, packs.limit_sets)


def storm(file: Path) -> pd.Series[float]:
    """Return the rate of a storm, mm/h, by s since epoch; what is empty was not measured."""
    frame = pd.read_csv(file).dropna()
    at = pd.to_datetime(frame["Time"], utc=True)
    seconds = (at - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
    return pd.Series(frame["Intensity"].to_numpy(float), index=seconds.to_numpy(float))


def with_outages(rate: pd.Series[float]) -> pd.Series[float]:
    """Return a series without some stretches of it, from one lost reading to five hours."""
    chance, kept = random.Random(44), np.ones(len(rate), bool)
    for _ in range(len(rate) // 250):
        begin = chance.randrange(len(rate))
        kept[begin : begin + chance.choice([1, 4, 8, 9, 30, 200, 1800])] = False
    return rate[kept]


def played(deriver: Deriver, rate: pd.Series[float]) -> Told:
    """Return what is told of a station whose readings come in time, with the clock's ticks between them."""
    told: Told = {}
    readings = zip(rate.index, rate.to_numpy(), strict=True)
    for at, value in readings:
        while (due_at := deriver.next_due()) < at:
            keep(told, deriver.tick(due_at))
        keep(told, deriver.take([Observation("m1.rain_mm_h", at, value)], at))
    return told


def keep(told: Told, made: list[Observation]) -> None:
    for reading in made:
        of_series = told.setdefault(reading.series_id, {})
        assert reading.at not in of_series  # nothing is said twice
        of_series[reading.at] = reading


def expected(rate: pd.Series[float], window_s: int) -> pd.DataFrame:
    """Return millimetres and coverage of (t - window, t] at each full minute t, computed by pandas alone."""
    slots = np.arange(rate.index[0], rate.index[-1] + 1, 10.0)  # ten seconds that end at each
    gap_s = pd.Series(np.diff(rate.index, prepend=-np.inf), index=rate.index)
    counted = rate.where(gap_s <= GAP_S)
    by_slot = counted.reindex(slots)
    of_next = pd.Series(rate.index, index=rate.index).reindex(slots).bfill()
    by_slot = pd.Series(counted.reindex(of_next).to_numpy(), index=slots)
    by_slot.index = pd.to_datetime(slots, unit="s")
    rolling = by_slot.rolling(f"{window_s}s", min_periods=0)
    frame = pd.DataFrame({"mm": rolling.sum() / 360, "share": rolling.count() * 10 / window_s})
    frame.index = pd.Index(slots)
    return frame[frame.index % 60 == 0]


def seconds(window: str) -> int:
    return round(pd.Timedelta(window).total_seconds())


@pytest.mark.parametrize("outages", [False, True])
def test_all_accumulations_of_ten_second_storms_are_those_of_pandas(
    real_data: Path, *, outages: bool
) -> None:
    """At every minute and for every window: millimetres, coverage, and whether they are more than a bound."""
    files = sorted((real_data / "rain" / "ntu_rain_10s").glob("*.csv"))
    assert len(files) == N_STORMS
    n_compared = n_bounds = n_readings = 0
    spent_s = 0.0
    for file in files:
        rate = with_outages(storm(file)) if outages else storm(file)
        began_at = time.process_time()
        told = played(at_every_minute(), rate)
        spent_s += time.process_time() - began_at
        n_readings += len(rate)
        for window in WINDOWS:
            frame = expected(rate, seconds(window))
            known = frame[frame["share"] > 0]
            mine = told[f"m1.rain_{window}_mm"]
            # after a silence longer than the window there is nothing to tell; nothing else is left out
            assert sorted(mine) == list(known.index), (file.name, window)
            assert [mine[at].value for at in known.index] == pytest.approx(known["mm"].tolist(), abs=1e-6)
            shares = told[f"m1.rain_{window}_told"]
            assert [shares[at].value for at in known.index] == pytest.approx(
                known["share"].tolist(), abs=1e-6
            )
            enough = (known["share"] >= MIN_COVERAGE - 1e-9).tolist()
            assert [mine[at].quality is Quality.GOOD for at in known.index] == enough
            assert {mine[at].quality for at in known.index} <= {Quality.GOOD, Quality.ABOVE}
            n_compared += len(known)
            n_bounds += len(known) - sum(enough)
    print(f"\n{n_readings} readings, {n_compared} accumulations ({n_bounds} bounds), {spent_s:.1f} s")  # noqa: T201 - the figures of the trial


def test_late_and_shuffled_readings_correct_every_accumulation(real_data: Path) -> None:
    """An hour that the logger sends after the storm counts as if it had come in time."""
    (file,) = (real_data / "rain" / "ntu_rain_10s").glob("typhoon*.csv")
    rate = storm(file).iloc[:30_000]
    late = rate.iloc[20_000:20_360]
    deriver, chance = at_every_minute(), random.Random(7)
    told = played(deriver, rate.drop(late.index).iloc[:-12])
    before = told["m1.rain_72h_mm"][max(told["m1.rain_72h_mm"])]
    shuffled = [Observation("m1.rain_mm_h", at, value) for at, value in late.items()]
    chance.shuffle(shuffled)
    now = float(rate.index[-1])
    assert deriver.take(shuffled, now) == []
    last: Told = {}
    for at, value in rate.iloc[-12:].items():
        keep(last, deriver.take([Observation("m1.rain_mm_h", at, value)], at))
    for window in WINDOWS:
        frame = expected(rate, seconds(window))
        for at, reading in last[f"m1.rain_{window}_mm"].items():
            assert reading.value == pytest.approx(frame["mm"][at], abs=1e-6)
            assert last[f"m1.rain_{window}_told"][at].value == pytest.approx(frame["share"][at], abs=1e-6)
    assert last["m1.rain_72h_mm"][max(last["m1.rain_72h_mm"])].value > before.value + 0.1
    n_corrected = corrected(deriver, rate, told)
    for window in WINDOWS:
        frame = expected(rate, seconds(window))
        for at, reading in (told[f"m1.rain_{window}_mm"] | last[f"m1.rain_{window}_mm"]).items():
            assert reading.value == pytest.approx(frame["mm"][at], abs=1e-6)
            assert (reading.quality is Quality.GOOD) == (frame["share"][at] >= MIN_COVERAGE - 1e-9)
    print(f"\n{len(late)} late readings corrected {n_corrected} values")  # noqa: T201 - the figures of the trial


def corrected(deriver: Deriver, rate: pd.Series[float], told: Told) -> int:
    """Correct what was told before late readings came, and return how many values differ."""
    n_corrected = 0
    for series_id, span in deriver.take_late().items():
        readings = (rate.index.to_numpy(float), rate.to_numpy(float))
        for reading in told_again(at_every_minute(), series_id, readings, span, GAP_S):
            of_series = told[reading.series_id]
            n_corrected += of_series.get(reading.at) != reading
            of_series[reading.at] = reading
    return n_corrected


def test_events_and_dry_times_of_a_typhoon(real_data: Path) -> None:
    """Five days with outages: amount of the running event and hours without rain, against a plain loop."""
    (file,) = (real_data / "rain" / "ntu_rain_10s").glob("typhoon*.csv")
    rate = with_outages(storm(file))
    told = played(at_every_minute(), rate)
    at, value = rate.index.to_numpy(), rate.to_numpy()
    start = np.where(np.diff(at, prepend=-np.inf) <= GAP_S, np.roll(at, 1), at)
    wet = np.flatnonzero(value > 0.1)
    n_events = set()
    for t, reading in told["m1.rain_event_mm"].items():
        # readings until t, and of the one after it the part that lies before t
        before = wet[at[wet] <= t]
        before = before[at[before] > t - 259_200]
        if not len(before) or t - at[before[-1]] >= 21_600:
            assert reading.value == 0.0
            continue
        first = before[-1]
        for a, b in zip(before[-2::-1], before[:0:-1], strict=True):
            if start[b] - at[a] >= 21_600:
                break
            first = a
        n_events.add(first)
        part = np.clip(np.minimum(at, t) - np.maximum(start, start[first]), 0, None)
        assert reading.value == pytest.approx(float((part * value)[first:].sum()) / 3600, abs=1e-6)
    for t, reading in told["m1.rain_dry_h"].items():
        before = wet[(at[wet] <= t) & (at[wet] > t - 259_200)]
        if len(before):
            assert reading.value == pytest.approx((t - at[before[-1]]) / 3600, abs=1e-6)
    assert len(n_events) >= 2
    print(f"\n{len(told['m1.rain_event_mm'])} values of {len(n_events)} events")  # noqa: T201 - the figures of the trial


def test_sums_of_an_hourly_series_over_days_are_those_of_pandas(real_data: Path) -> None:
    """Five years of hourly amounts: 24, 48 and 72 h, and with a fifth of the hours missing."""
    frame = pd.read_csv(real_data / "rain" / "airgr_L0123003_hourly_P_T_E_Q.csv.gz", parse_dates=["DatesR"])
    at = (frame["DatesR"] - pd.Timestamp(0)).dt.total_seconds()
    amount = pd.Series(frame["P"].to_numpy(float), index=at.to_numpy(float))
    facts = SeriesFacts(
        series_id="g.p", place_id="g", place_name="G", kind="g", metric="p", unit="mm", max_age_s=5400
    )
    hours = (24, 48, 72)
    metrics = {
        f"p{n}": DerivedMetric(
            Derived(source="p", function="sum", window_s=n * 3600.0, step_s=3600.0), "mm", (0, 3000)
        )
        for n in hours
    }
    series = [
        facts, *(msgspec.structs.replace(facts, series_id=f"g.{name}", metric=name) for name in metrics)
    ]  # fmt: skip
    gone = np.random.default_rng(3).random(len(amount)) < 0.2
    n_compared = 0
    for given in (amount, amount[~gone]):
        deriver, told = Deriver(series, metrics, {}), dict[str, dict[float, Observation]]()
        for moment, value in given.items():
            while (due_at := deriver.next_due()) < moment:
                keep(told, deriver.tick(due_at))
            keep(told, deriver.take([Observation("g.p", moment, value)], moment))
        by_hour = given.reindex(amount.index)
        hour_counts = by_hour.notna() & by_hour.notna().shift(fill_value=False)  # the one before came, too
        for n in hours:
            mine = told[f"g.p{n}"]
            moments = sorted(mine)
            wanted = by_hour.rolling(n, min_periods=1).sum()
            share = hour_counts.rolling(n, min_periods=1).sum() / n
            assert moments == list(given.index.union(wanted.dropna().index))
            found = np.array([mine[moment].value for moment in moments])
            assert np.abs(found - wanted[moments].to_numpy()).max() < 1e-6
            good = [mine[moment].quality is Quality.GOOD for moment in moments]
            assert good == (share[moments] >= MIN_COVERAGE - 1e-9).tolist()
            n_compared += len(moments)
    print(f"\n{len(amount)} hours, {n_compared} sums")  # noqa: T201 - the figures of the trial

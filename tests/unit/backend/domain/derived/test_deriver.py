from __future__ import annotations

import math
import random
from typing import Any

import msgspec
import numpy as np
import pytest

from backend.contract.state import Quality
from backend.domain.derived.deriver import DerivedMetric, Deriver
from backend.domain.derived.follower import Span
from backend.domain.derived.past import Floats
from backend.domain.derived.spec import Derived
from backend.domain.limit_sets import RowRef
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from tests.unit.backend.domain.derived.test_share import limit_set

RATE = SeriesFacts(
    series_id="m1.rate",
    place_id="m1",
    place_name="M",
    kind="rain_station",
    metric="rate",
    unit="mm/h",
    max_age_s=90.0,
)


def metric(unit: str = "mm", **keys: Any) -> DerivedMetric:
    spec = Derived(**({"source": "rate", "function": "integral", "window_s": 3600.0} | keys))
    return DerivedMetric(spec, unit, (0.0, 1000.0))


METRICS = {
    "hour": metric(coverage_as="share"),
    "tenth": metric(window_s=600.0, function="max", max_gap_s=60.0, unit="mm/h"),
    "day": metric(window_s=86_400.0, step_s=300.0),
    "event": metric(function="event_sum", wet_above=0.1, dry_s=1800.0, window_s=7200.0, step_s=300.0),
    "pct": metric(
        "%", source="hour", function="percent_of", window_s=0.0, percent_of=RowRef("d", "{place_id}")
    ),
    "rate_pct": metric("1", function="percent_of", window_s=0.0, percent_of=50.0),
}
SETS = {"d": limit_set("d", "1969-01-01", m1=4.0)}


def facts(place: str = "m1", metrics: tuple[str, ...] = ("rate", "share", *METRICS)) -> list[SeriesFacts]:
    units = {"rate": "mm/h", "share": "%"} | {name: each.unit for name, each in METRICS.items()}
    return [
        msgspec.structs.replace(RATE, series_id=f"{place}.{m}", place_id=place, metric=m, unit=units[m])
        for m in metrics
    ]


def deriver(*series: SeriesFacts) -> Deriver:
    return Deriver(series or facts(), METRICS, SETS)


def rain(n: int = 400, seed: int = 4) -> list[Observation]:
    chance = random.Random(seed)
    return [Observation("m1.rate", 30.0 * i, chance.choice([0.0, 0.0, 12.0, 55.5])) for i in range(n)]


def played(made_by: Deriver, readings: list[Observation]) -> list[Observation]:
    return [each for reading in readings for each in made_by.take([reading], reading.at)]


def test_everything_that_a_reading_completes_comes_out_at_its_instant() -> None:
    out = played(deriver(), [Observation("m1.rate", 30.0 * i, 36.0) for i in range(121)])
    last = {each.series_id: each for each in out if each.at == 3600.0}
    assert {name: (each.value, each.quality) for name, each in last.items()} == {
        "m1.rate_pct": (0.72, Quality.GOOD),
        "m1.share": (100.0, Quality.GOOD),
        "m1.hour": (36.0, Quality.GOOD),
        "m1.pct": (90.0, Quality.GOOD),
        "m1.day": (36.0, Quality.ABOVE),
        "m1.event": (36.0, Quality.ABOVE),
        "m1.tenth": (36.0, Quality.GOOD),
    }
    assert [each.series_id for each in out if each.at == 3600.0].index("m1.hour") < [
        each.series_id for each in out if each.at == 3600.0
    ].index("m1.pct")


def test_series_that_nothing_follows_pass_through_without_a_trace() -> None:
    made_by = deriver()
    assert made_by.take([Observation("m1.hour", 60.0, 1.0), Observation("x.depth", 60.0, 1.0)], 60.0) == []
    assert made_by.next_due() == math.inf
    assert not Deriver(facts("x", ("share",)), METRICS, SETS)
    assert not Deriver(facts(), {}, SETS)


def test_each_place_is_on_its_own() -> None:
    made_by = deriver(*facts("m1", ("rate", "hour")), *facts("m2", ("rate", "hour", "pct")))
    one = [Observation("m1.rate", 60.0 * i, 60.0) for i in range(3)]
    two = [Observation("m2.rate", 60.0 * i, 6.0) for i in range(3)]
    out = made_by.take([*one, *two], 120.0)
    assert {each.series_id: each.value for each in out} == {"m1.hour": 2.0, "m2.hour": 0.2}
    assert made_by.without_share(0.0) == [("m2.pct", "limit set 'd' has no row 'm2'")]


def test_gaps_of_their_own_keep_windows_apart() -> None:
    """The longest silence that a reading may stand for differs: 60 s for one metric, 90 s for the others."""
    out = played(deriver(), [Observation("m1.rate", 80.0 * i, 9.0) for i in range(60)])
    last = {each.series_id: each for each in out}
    assert last["m1.tenth"].quality is Quality.ABOVE
    assert last["m1.hour"].quality is Quality.GOOD


def test_silence_comes_due_once_and_ends() -> None:
    made_by = deriver(*facts("m1", ("rate", "tenth")))
    played(made_by, [Observation("m1.rate", 30.0 * i, 5.0) for i in range(5)])
    dues, n_made = [], 0
    while (due_at := made_by.next_due()) < math.inf:
        n_made += len(made_by.tick(due_at))
        dues.append(due_at)
    assert dues[1:4] == [210.0, 240.0, 300.0]  # the first is of a time when fewer readings had come
    assert n_made == 9  # until ten minutes after the last reading
    assert dues == sorted(set(dues))
    assert made_by.tick(99_999.0) == []


def test_what_late_readings_would_have_changed_is_told_once() -> None:
    made_by = deriver(*facts("m1", ("rate", "hour", "tenth")), *facts("m2", ("rate", "hour")))
    for place in ("m1", "m2"):
        played(made_by, [Observation(f"{place}.rate", 30.0 * i, 5.0) for i in range(21) if i not in (8, 12)])
    assert made_by.take_late() == {}
    made_by.take([Observation("m1.rate", 360.0, 5.0), Observation("m1.rate", 240.0, 5.0)], 601.0)
    assert made_by.take_late() == {"m1.rate": Span(240.0, 600.0)}
    assert made_by.take_late() == {}
    assert (made_by.reach_s("m1.rate"), made_by.reach_s("m1.hour")) == (3600.0 + 60.0 + 90.0 + 60.0, 0.0)


def test_a_restart_in_a_silence_goes_on_behind_what_was_told() -> None:
    made_by = deriver(*facts("m1", ("rate", "hour")), *facts("m2", ("rate", "hour")))
    now = 3000.0
    made_by.warm(lambda of, _: (np.array([0.0, 2990.0 if of == "m2.rate" else 600.0]), np.full(2, 6.0)), now)
    assert made_by.silent(now) == {"m1.rate": ["m1.hour"]}
    made_by.resume("m1.rate", 2940.0)
    assert made_by.take([Observation("m1.rate", 900.0, 6.0)], now) == []
    assert made_by.take_late() == {"m1.rate": Span(900.0, 2940.0)}


def test_after_a_restart_the_sums_stand_at_once_and_go_on_as_before() -> None:
    readings = rain()
    one, other = deriver(), deriver()
    before = played(one, readings)
    asked = []

    def load(series_id: str, since_at: float) -> tuple[Floats, Floats]:
        asked.append((series_id, since_at))
        return np.array([r.at for r in readings]), np.array([r.value for r in readings])

    standing = other.warm(load, 12_000.0)
    assert asked == [("m1.rate", 12_000.0 - 86_400.0 - 300.0 - 90.0 - 60.0)]
    newest = {each.series_id: each for each in before}
    assert {each.series_id: each for each in standing} == {
        name: each for name, each in newest.items() if name != "m1.rate_pct"
    }
    later = [Observation("m1.rate", 12_000.0 + 30 * i, 20.0) for i in range(60)]
    assert played(one, later) == played(other, later)
    assert other.next_due() < math.inf


@pytest.mark.parametrize("seed", range(5))
def test_the_order_within_a_batch_changes_nothing_of_what_follows(seed: int) -> None:
    readings = rain(200, seed)
    shuffled = readings[:]
    random.Random(seed).shuffle(shuffled)
    one, other = deriver(), deriver()
    played(one, readings)
    other.take(shuffled, readings[-1].at)
    later = [Observation("m1.rate", 6000.0 + 30 * i, 1.0) for i in range(12)]
    first, second = played(one, later), played(other, later)
    mine = {(each.series_id, each.at): each for each in second if each.at >= 6060.0}
    assert mine
    for each in first:
        if each.at >= 6060.0:
            assert mine[each.series_id, each.at].value == pytest.approx(each.value)

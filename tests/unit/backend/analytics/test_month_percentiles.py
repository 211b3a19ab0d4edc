from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.columns import readings
from backend.analytics.month_percentiles import month_percentiles
from backend.contract.state import Quality

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(*day: int) -> float:
    return datetime.datetime(*day, tzinfo=ZONE).timestamp()  # type: ignore[arg-type]


def test_months_of_all_years_are_taken_together() -> None:
    past = readings(
        [at(2020, 10, 1), at(2021, 10, 31, 23), at(2021, 11, 1), at(2021, 11, 2)], [10.0, 20.0, 1.0, 3.0]
    )
    found = month_percentiles(past, (50.0, 100.0), ZONE, min_n=2)
    assert [(p.month, p.percent, p.value, p.n, p.n_years) for p in found] == [
        (10, 50.0, 15.0, 2, 2),
        (10, 100.0, 20.0, 2, 2),
        (11, 50.0, 2.0, 2, 1),
        (11, 100.0, 3.0, 2, 1),
    ]


def test_only_good_readings_above_the_bound_count_and_few_are_none() -> None:
    instants = [at(2021, 10, 1, hour) for hour in range(6)]
    quality = [0, 0, 0, 0, int(Quality.UNCERTAIN), int(Quality.BELOW)]
    past = readings(instants, [0.0, 0.0, 4.0, 8.0, 500.0, 500.0], quality)
    (half,) = month_percentiles(past, (50.0,), ZONE, above=0.0, min_n=2)
    assert (half.value, half.n) == (6.0, 2)
    assert month_percentiles(past, (50.0,), ZONE, above=0.0, min_n=3) == []
    assert month_percentiles(readings([], []), (50.0,), ZONE) == []


@given(st.lists(st.tuples(st.integers(0, 3 * 365 * 24), st.floats(0, 300)), min_size=1, max_size=200))
def test_equal_to_pandas(points: list[tuple[int, float]]) -> None:
    begin = at(2020, 1, 1)
    hours = dict(points)
    past = readings([begin + 3600.0 * h for h in sorted(hours)], [hours[h] for h in sorted(hours)])
    frame = pd.DataFrame({"value": past.value})
    local = pd.to_datetime(past.at, unit="s", utc=True).tz_convert("Asia/Ho_Chi_Minh")
    expected = frame.groupby(local.month)["value"].quantile(0.95)
    found = month_percentiles(past, (95.0,), ZONE, min_n=1)
    assert [p.month for p in found] == list(expected.index)
    assert np.allclose([p.value for p in found], expected.to_numpy())

"""Percentiles of the past by month: what is much for this place at this time of the year."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backend.analytics.columns import Readings
from backend.contract.state import Quality


class MonthPercentile(NamedTuple):
    """One percentile of one month of any year."""

    month: int
    """1 to 12."""
    percent: float
    value: float
    """In the series' unit."""
    n: int
    """Readings that it comes from."""
    n_years: int
    """Different years among them."""


def month_percentiles(
    readings: Readings,
    percents: Sequence[float],
    zone: datetime.tzinfo,
    *,
    above: float | None = None,
    min_n: int = 100,
) -> list[MonthPercentile]:
    """Return the percentiles of each month that has enough readings, by month and percent.

    Linear between the two nearest readings, as `numpy.quantile` does by default: method 7 of Hyndman and Fan.

    Args:
        readings: of one series; only good ones count.
        percents: 0 … 100.
        zone: of the months.
        above: only readings above this value count; percentiles of rain are those of hours with rain.
        min_n: with fewer readings a month has none.

    Source: Hyndman, R. J. and Fan, Y. (1996): Sample quantiles in statistical packages. The American
    Statistician 50(4), 361–365.
    """
    counted = readings.picked(readings.quality == Quality.GOOD)
    if above is not None:
        counted = counted.picked(counted.value > above)
    years, months = _calendar(counted.at, zone)
    found = []
    for month in range(1, 13):
        value = counted.value[months == month]
        if len(value) < max(min_n, 1):
            continue
        n_years = len(np.unique(years[months == month]))
        quantiles = np.quantile(value, [percent / 100.0 for percent in percents])
        found += [
            MonthPercentile(month, percent, float(quantile), len(value), n_years)
            for percent, quantile in zip(percents, quantiles, strict=True)
        ]
    return found


def _calendar(at: NDArray[np.float64], zone: datetime.tzinfo) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return local year and month of instants, int64[n]; the offset is worked out once for each UTC hour."""
    hours, which = np.unique(np.floor(at / 3600.0), return_inverse=True)
    local = [datetime.datetime.fromtimestamp(float(hour) * 3600.0, zone) for hour in hours]
    years = np.array([each.year for each in local], np.int64)
    months = np.array([each.month for each in local], np.int64)
    return years[which], months[which]

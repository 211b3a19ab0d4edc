from __future__ import annotations

import datetime
import math
from collections.abc import Callable

import pytest

from backend.contract.state import Text
from backend.domain.limit_sets import LimitRow, LimitSet, RowRef, UnboundError, begin_of, resolve
from backend.domain.series import SeriesFacts

ROWS = {
    "turbidity": LimitRow(name=Text("Độ đục"), unit="NTU", max=2.0),
    "ph": LimitRow(name=Text("pH"), unit="pH", min=6.0, max=8.5),
    "coliform": LimitRow(name=Text("Coliform"), unit="CFU/100 mL", max=3.0, strict=True),
    "odour": LimitRow(name=Text("Mùi"), requirement="không có mùi lạ"),
    "chlorine": LimitRow(
        name=Text("Clo dư"), unit="mg/L", max=1.0, only_where={"disinfectant": ["", "chlorine"]}
    ),
    "a.bd1": LimitRow(name=Text("Báo động I"), unit="m", max=1.0, strict=True),
}
SETS = {
    "s": LimitSet(id="s", name=Text("Bộ"), source="thử", effective_from=datetime.date(2019, 6, 15), rows=ROWS)
}


def test_a_row_becomes_a_band_in_the_unit_of_the_series(series: Callable[..., SeriesFacts]) -> None:
    facts = series(unit="cm", attributes={"gauge": "a"})
    band = resolve(RowRef("s", "{gauge}.bd1"), facts, SETS)
    assert (band.low, band.high, band.strict) == (-math.inf, 100.0, True)
    assert band.name == Text("Báo động I")
    assert band.valid_from == datetime.datetime(2019, 6, 14, 17, tzinfo=datetime.UTC).timestamp()
    assert band.valid_to == math.inf


def test_a_range_has_both_sides(series: Callable[..., SeriesFacts]) -> None:
    band = resolve(RowRef("s", "ph"), series(unit="pH"), SETS)
    assert (band.low, band.high) == (6.0, 8.5)


@pytest.mark.parametrize(
    ("ref", "unit", "why"),
    [
        (RowRef("t", "ph"), "pH", "no limit set 't'"),
        (RowRef("s", "lead"), "mg/L", "no row 'lead'"),
        (RowRef("s", "odour"), "1", "no number"),
        (RowRef("s", "turbidity"), "mg/L", "is in NTU"),
        (RowRef("s", "{gauge}.bd1"), "m", "no attribute 'gauge'"),
    ],
)
def test_says_why_a_row_cannot_judge(
    ref: RowRef, unit: str, why: str, series: Callable[..., SeriesFacts]
) -> None:
    with pytest.raises(UnboundError, match=why):
        resolve(ref, series(unit=unit), SETS)


def test_a_missing_day_is_no_bound() -> None:
    assert begin_of(None, math.inf) == math.inf


def test_a_row_that_is_no_limit_at_a_place_judges_nothing_there(series: Callable[..., SeriesFacts]) -> None:
    ref = RowRef("s", "chlorine")
    assert resolve(ref, series(unit="mg/L"), SETS).high == 1.0
    with pytest.raises(UnboundError, match="is a limit only where disinfectant: "):
        resolve(ref, series(unit="mg/L", attributes={"disinfectant": "ozone"}), SETS)

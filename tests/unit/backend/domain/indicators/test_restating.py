from __future__ import annotations

from backend.contract.state import Text
from backend.domain.indicators.restating import AreaChange, Merger, Part, breaks, restate

DANANG = AreaChange("48", "Đà Nẵng", (Part("cu-48", "Đà Nẵng"), Part("cu-49", "Quảng Nam")))
HUE = AreaChange("46", "Huế", (Part("cu-46", "Huế"),))
HANOI = AreaChange("01", "Hà Nội", (Part("cu-01", "Hà Nội"), Part("cu-28", "Hà Tây", "2008-08-01")))
MERGER = Merger("2025-07-01", Text("Sáp nhập tỉnh"), (DANANG, HUE, HANOI))
VALUES = {"cu-48": 10.0, "cu-49": 15.0, "cu-46": 9.0, "cu-01": 70.0, "cu-28": 25.0}


def test_amounts_are_summed_and_say_of_what() -> None:
    found = {each.area: each for each in restate(VALUES, MERGER, "2024-12-31", additive=True)}
    assert (found["48"].value, found["48"].why.vi) == (25.0, "Cộng Đà Nẵng và Quảng Nam")
    assert found["48"].parts == (("cu-48", 10.0), ("cu-49", 15.0))


def test_a_unit_that_nothing_joined_keeps_its_figure_whatever_it_is() -> None:
    for additive in (True, False):
        assert restate(VALUES, MERGER, "2024-12-31", additive=additive)[1].value == 9.0


def test_rates_are_never_averaged() -> None:
    found = restate(VALUES, MERGER, "2024-12-31", additive=False)[0]
    assert found.value is None
    assert found.why.vi == "Không cộng được: Đà Nẵng và Quảng Nam có số liệu riêng trước sáp nhập"


def test_a_missing_part_is_no_zero() -> None:
    found = restate(VALUES | {"cu-49": None}, MERGER, "2024-12-31", additive=True)[0]
    assert (found.value, found.why.vi) == (None, "Thiếu số liệu của Quảng Nam")


def test_an_earlier_merger_counts_for_periods_before_it_only() -> None:
    assert restate(VALUES, MERGER, "2007-12-31", additive=True)[2].value == 95.0
    assert restate(VALUES, MERGER, "2008-12-31", additive=True)[2].value == 70.0


def test_a_series_breaks_where_its_units_change() -> None:
    series = [("2023", ""), ("2024", ""), ("2025", "2025-07-01"), ("2026", "2025-07-01")]
    assert breaks(series, [MERGER]) == [("2025", Text("Sáp nhập tỉnh"))]
    assert (
        breaks([("2023", ""), ("2024", "2024-01-01")], [MERGER])[0][1].vi == "Đơn vị hành chính từ 2024-01-01"
    )
    assert breaks([], [MERGER]) == []

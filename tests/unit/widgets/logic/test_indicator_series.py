from backend.contract.indicators import IndicatorFigure, IndicatorSeries, SeriesBreak
from backend.contract.state import Text
from widgets.logic.indicator_series import kinds_in, lines, points, tight_range, value_range

WHY = Text("hợp nhất")


def series(*periods, breaks=(), plan=None):
    figures = tuple(IndicatorFigure("A", p, float(k + 10), plan=plan) for k, p in enumerate(periods))
    return IndicatorSeries("A", figures, tuple(breaks))


def test_a_missing_period_is_a_gap_not_a_zero():
    found = points(series("2026-01", "2026-03"), "month", 24)
    assert [(p.period, p.value) for p in found] == [("2026-01", 10.0), ("2026-02", None), ("2026-03", 11.0)]
    assert lines(found) == [[0], [2]]


def test_only_one_kind_of_period_is_shown_and_only_the_last_ones():
    mixed = series("2025", "2026-01", "2026-02", "2026")
    assert [p.period for p in points(mixed, "month", 1)] == ["2026-02"]
    assert kinds_in(mixed) == ["month", "year"]


def test_a_break_parts_the_line_at_the_first_period_that_is_not_before_it():
    found = points(series("2024", "2025", "2026", breaks=[SeriesBreak("2025-Q3", WHY)]), "year", 9)
    assert [p.why_break for p in found] == [None, WHY, None]
    assert lines(found) == [[0], [1, 2]]


def test_a_break_before_all_that_is_shown_marks_nothing():
    found = points(series("2025", "2026", breaks=[SeriesBreak("2020", WHY)]), "year", 9)
    assert [p.why_break for p in found] == [None, None]


def test_bars_begin_at_zero_and_plans_have_room():
    found = points(series("2025", "2026", plan=100.0), "year", 9)
    assert value_range(found) == (0.0, 100.0)
    low, high = tight_range(points(series("2025", "2026"), "year", 9))
    assert 0 < low <= 10.0
    assert high >= 11.0


def test_nothing_has_a_range_too():
    assert value_range([]) == tight_range([]) == (0.0, 1.0)

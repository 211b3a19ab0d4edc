"""Indicators over case files: what there is nothing to compute from is unknown, never zero."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from backend.domain.cases.spec import CaseKindSpec, FigureSpec, StatusSpec
from backend.domain.indicators.spec import CaseFigure, IndicatorSpec
from backend.engine.indicators.measuring import KEPT_S, N_PERIODS, Measuring

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OCTOBER, NOVEMBER = 1_790_787_600.0, 1_793_466_000.0
"""Midnight of 1 October and 1 November 2026 in Vietnam."""
KIND = CaseKindSpec(
    id="dossier", name=Text("Hồ sơ"), statuses=(StatusSpec(id="done", name=Text("Xong"), group="done"),)
)
SHARE = FigureSpec(
    id="on-time", name=Text("Đúng hạn"), where=CaseQuery(kind="dossier", due=("kept",)),
    per=CaseQuery(kind="dossier"), value="share", period="30d", period_of="finished",
)  # fmt: skip
SPEC = IndicatorSpec(
    code="Q.1", name=Text("Đúng hạn"), unit=Text("%"), period="month", measured=CaseFigure(figure="on-time")
)


class Clock:
    at = NOVEMBER + 86_400.0

    def now(self) -> float:
        return self.at


class Cases:
    """Counts 45 kept of 50, and remembers what it was asked."""

    def __init__(self, n: int = 50) -> None:
        self.n, self.asked = n, list[CaseQuery]()

    def count(self, query: CaseQuery, _now: float) -> int:
        self.asked.append(query)
        return self.n * 9 // 10 if query.due else self.n

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def measuring(cases: Cases, clock: Clock | None = None) -> Measuring:
    return Measuring({"on-time": SHARE}, {"dossier": KIND}, cases, clock or Clock(), ZONE)  # type: ignore[arg-type]


def test_a_share_is_computed_over_exactly_the_days_of_the_period() -> None:
    cases = Cases()
    assert measuring(cases).value(SPEC, "2026-10") == 90.0
    for query in cases.asked:
        assert (query.finished_from, query.finished_to, query.opened_from) == (OCTOBER, NOVEMBER, None)
        assert query.at == NOVEMBER  # deadlines as they stood when the period was over


def test_it_may_count_by_the_opening_and_from_the_years_start() -> None:
    cases = Cases()
    opened = IndicatorSpec(
        code="Q.2", name=Text("x"), unit=Text("%"), period="month", cumulative=True,
        measured=CaseFigure(figure="on-time", opened=True),
    )  # fmt: skip
    measuring(cases).value(opened, "2026-10")
    query = cases.asked[0]
    assert (query.opened_to, query.finished_from) == (NOVEMBER, None)
    assert query.opened_from == 1_767_200_400.0  # 1 January


def test_no_case_no_future_no_such_figure_no_value() -> None:
    assert measuring(Cases(0)).value(SPEC, "2026-10") is None
    assert measuring(Cases()).value(SPEC, "2026-12") is None
    other = IndicatorSpec(code="Q.3", name=Text("x"), unit=Text("%"), measured=CaseFigure(figure="gone"))
    assert measuring(Cases()).value(other, "2026") is None


def test_the_newest_periods_are_there_with_the_one_that_runs() -> None:
    found = measuring(Cases()).periods(SPEC)
    assert list(found[:2]) == ["2026-11", "2026-10"]
    assert len(found) == N_PERIODS


def test_walls_that_ask_together_are_answered_by_one_computation() -> None:
    cases, clock = Cases(), Clock()
    one = measuring(cases, clock)
    one.value(SPEC, "2026-10")
    n = len(cases.asked)
    one.value(SPEC, "2026-10")
    assert len(cases.asked) == n
    clock.at += KEPT_S
    one.value(SPEC, "2026-10")
    assert len(cases.asked) == 2 * n

from __future__ import annotations

from typing import Any

import pytest

from backend.contract.cases import CaseQuery
from backend.contract.state import Text
from backend.domain.cases.figures import FINISHED, RATED, figure_queries, measured, period_query
from backend.domain.cases.matching import accepts
from backend.domain.cases.narrowing import NOTHING
from backend.domain.cases.spec import FigureSpec
from tests.unit.backend.domain.cases.conftest import ZONE, MakeFile, instant

NOW = instant("25/11 12:00")


def figure(**fields: Any) -> FigureSpec:
    given = {"id": "f", "name": Text("Số"), "where": CaseQuery(kind="report", parent="")}
    return FigureSpec(**(given | fields))


def test_a_number_is_its_conditions_its_period_and_what_it_is_narrowed_to() -> None:
    spec = figure(where=CaseQuery(kind="report", groups=("done",)), period="7d", period_of="finished")
    queries = figure_queries(spec, CaseQuery(units=("u",), text="ngập"), NOW, ZONE)
    assert queries.per is None
    assert queries.query == CaseQuery(
        kind="report", groups=("done",), units=("u",), text="ngập", finished_from=instant("19/11 00:00"),
        finished_to=instant("26/11 00:00"), at=NOW,
    )  # fmt: skip


def test_a_share_narrows_both_sides_alike() -> None:
    spec = figure(
        where=CaseQuery(kind="report", due=("kept",)),
        per=CaseQuery(due=("kept", "missed")),
        value="share",
        period="today",
    )
    queries = figure_queries(spec, CaseQuery(units=("u",)), NOW, ZONE)
    assert queries.per is not None
    assert (queries.per.kind, queries.per.units, queries.per.opened_from) == (
        "report",
        ("u",),
        instant("25/11 00:00"),
    )
    assert queries.query.due == ("kept",)
    assert queries.query.opened_from == queries.per.opened_from


def test_means_are_over_the_cases_that_have_a_value(file: MakeFile) -> None:
    rated = figure_queries(figure(value="mean_rating"), CaseQuery(), NOW, ZONE)
    assert rated.per == rated.query
    assert rated.query.ratings == RATED.ratings
    hours = figure_queries(figure(value="mean_hours"), CaseQuery(), NOW, ZONE)
    assert hours.query.groups == FINISHED.groups
    assert accepts(hours.query, file(group="done", finished_at=5.0), NOW)
    assert not accepts(hours.query, file(group="done"), NOW)


def test_deadlines_are_judged_as_of_the_instant_asked_for(file: MakeFile) -> None:
    spec = figure(where=CaseQuery(kind="report", due=("overdue",)))
    query = figure_queries(spec, CaseQuery(due=("overdue", "near"), at=1.0), NOW, ZONE).query
    assert accepts(query, file(due_at=NOW - 1), NOW + 1e6)
    assert not accepts(query, file(due_at=NOW + 1), NOW + 1e6)


def test_what_a_figure_excludes_leaves_nothing() -> None:
    assert figure_queries(figure(), CaseQuery(kind="dossier"), NOW, ZONE).query == NOTHING


@pytest.mark.parametrize(
    ("of", "condition"),
    [("opened", "opened_from"), ("finished", "finished_from"), ("due", "due_from")],
)
def test_a_period_is_of_the_instant_that_it_says(of: Any, condition: str) -> None:
    assert getattr(period_query(figure(period="month", period_of=of), NOW, ZONE), condition) == instant(
        "01/11 00:00"
    )


def test_the_store_is_told_what_to_measure() -> None:
    assert [measured(figure(value=value)) for value in ("count", "share", "mean_hours", "mean_rating")] == [
        "",
        "",
        "mean_hours",
        "mean_rating",
    ]
    assert measured(figure(value="ratio", sum_of="n_people", per_sum_of="n_people")) == ""
    assert measured(figure(value="sum", sum_of="n_people")) == "sum:n_people"


def test_a_ratio_is_over_its_own_cases_unless_others_are_named() -> None:
    spec = figure(value="ratio", sum_of="n_people", per_sum_of="n_people")
    alone = figure_queries(spec, CaseQuery(), NOW, ZONE)
    assert alone.per == alone.query
    per = CaseQuery(kind="report", groups=("done",))
    other = figure(value="ratio", sum_of="n_people", per_sum_of="n_people", per=per)
    assert figure_queries(other, CaseQuery(), NOW, ZONE).per == CaseQuery(
        kind="report", groups=("done",), at=NOW
    )

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from backend.contract.cases import CaseQuery
from backend.store import Store
from backend.store.case_conditions import Plan, plan, select
from backend.store.tables import case_file

AT = 1_732_000_000.0


@pytest.fixture
def planned(store: Store, url: str) -> Iterator[Callable[[CaseQuery], Plan]]:
    """Return what plans a question against a database with its tables."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        yield lambda query: plan(connection, query, AT)
    engine.dispose()


@pytest.mark.parametrize(
    "query",
    [
        CaseQuery(text="ngap", groups=("done",)),
        CaseQuery(kind="report", units=("a",), severities=("high",), reopened=False, parent=""),
        CaseQuery(due=("kept", "missed"), ratings=(1,)),
        CaseQuery(due=("near", "overdue", "on_time")),
        CaseQuery(text="ngap", opened_from=AT - 86_400.0, opened_to=AT),
    ],
)
def test_properties_and_whole_seconds_are_answered_by_the_index_alone(
    planned: Callable[[CaseQuery], Plan], query: CaseQuery
) -> None:
    assert planned(query).exact


@pytest.mark.parametrize(
    "query",
    [
        CaseQuery(),
        CaseQuery(text="ngap", due=("overdue",)),
        CaseQuery(text="ngap", due=("near", "kept")),
        CaseQuery(text="ngap", unaccepted=True),
        CaseQuery(text="ngap", opened_from=AT - 0.5),
        CaseQuery(text="ngap", finished_to=AT),
        CaseQuery(text="ngap", box=(1.0, 2.0, 3.0, 4.0)),
        CaseQuery(text="ngap", data={"a": "b"}),
        CaseQuery(text="ngap", case_ids=("a",)),
    ],
)
def test_what_needs_a_clock_or_a_range_needs_the_rows(
    planned: Callable[[CaseQuery], Plan], query: CaseQuery
) -> None:
    assert not planned(query).exact


def test_the_index_is_used_where_it_finds_few(planned: Callable[[CaseQuery], Plan]) -> None:
    assert planned(CaseQuery(units=("a",))).narrow
    assert planned(CaseQuery(text="ngap")).narrow
    assert not planned(CaseQuery(kind="report", groups=("done",))).narrow


def test_deleted_cases_are_left_out_unless_they_are_named(planned: Callable[[CaseQuery], Plan]) -> None:
    assert "=gdeleted" in planned(CaseQuery(text="a")).sought.none_of
    named = planned(CaseQuery(groups=("deleted",)))
    assert (named.sought.none_of, named.sought.all_of) == ([], [("=gdeleted",)])


def test_a_question_to_the_index_alone_reads_no_rows(planned: Callable[[CaseQuery], Plan]) -> None:
    made = planned(CaseQuery(text="ngap"))
    for index_only in (True, False):
        asked = str(select(made, [sa.func.count()], is_sqlite=True, index_only=index_only, use_index=True))
        assert ("case_file" in asked) is not index_only
    plain = select(made, [case_file.c.number], is_sqlite=True, index_only=False, use_index=False)
    assert "case_text" not in str(plain)

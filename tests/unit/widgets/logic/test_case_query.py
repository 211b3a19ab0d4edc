import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.cases import CaseQuery
from widgets.logic.case_query import Filter, filter_query, joined, shown_query

GROUPS = st.lists(st.sampled_from(["waiting", "working", "paused", "done"]), unique=True).map(tuple)
INSTANTS = st.none() | st.floats(0, 100)
QUERIES = st.builds(
    CaseQuery,
    groups=GROUPS,
    units=st.lists(st.sampled_from(["", "a", "b"]), unique=True).map(tuple),
    opened_from=INSTANTS,
    opened_to=INSTANTS,
    parent=st.sampled_from([None, "", "X"]),
    unaccepted=st.booleans(),
    reopened=st.sampled_from([None, True, False]),
    data=st.dictionaries(st.sampled_from(["p", "q"]), st.sampled_from(["1", "2"])),
)


def fits(query: CaseQuery, case: dict[str, object]) -> bool:
    """Say in the plainest way whether a case fits a query."""
    opened = float(case["opened"])  # type: ignore[arg-type]
    return all(
        (
            not query.groups or case["group"] in query.groups,
            not query.units or case["unit"] in query.units,
            query.opened_from is None or opened >= query.opened_from,
            query.opened_to is None or opened < query.opened_to,
            query.parent is None or case["parent"] == query.parent,
            not query.unaccepted or case["unaccepted"],
            query.reopened is None or case["reopened"] == query.reopened,
            all(case["data"].get(k) == v for k, v in query.data.items()),  # type: ignore[attr-defined]
        )
    )


CASES = st.fixed_dictionaries(
    {
        "group": st.sampled_from(["waiting", "working", "paused", "done"]),
        "unit": st.sampled_from(["", "a", "b"]),
        "opened": st.floats(0, 100),
        "parent": st.sampled_from(["", "X"]),
        "unaccepted": st.booleans(),
        "reopened": st.booleans(),
        "data": st.dictionaries(st.sampled_from(["p", "q"]), st.sampled_from(["1", "2"])),
    }
)


@given(QUERIES, QUERIES, CASES)
def test_a_case_fits_the_joined_query_exactly_if_it_fits_both(first, second, case):
    both = joined(first, second)
    assert (both is not None and fits(both, case)) == (fits(first, case) and fits(second, case))


def test_an_empty_query_changes_nothing():
    query = CaseQuery(kind="report", due=("near",), text="o ga", box=(1, 2, 3, 4), assignee="Hà", at=5.0)
    assert joined(query, CaseQuery()) == query
    assert joined(CaseQuery(), query) == query


def test_words_of_both_must_be_found_and_boxes_overlap():
    both = joined(CaseQuery(text="o ga", box=(0, 0, 4, 4)), CaseQuery(text="hoa", box=(2, 1, 9, 3)))
    assert both == CaseQuery(text="o ga hoa", box=(2, 1, 4, 3))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CaseQuery(kind="report"), CaseQuery(kind="dossier")),
        (CaseQuery(groups=("waiting",)), CaseQuery(groups=("done",))),
        (CaseQuery(box=(0, 0, 1, 1)), CaseQuery(box=(2, 2, 3, 3))),
        (CaseQuery(data={"p": "1"}), CaseQuery(data={"p": "2"})),
        (CaseQuery(assignee="Hà"), CaseQuery(assignee="Lê")),
    ],
)
def test_conditions_that_exclude_one_another_ask_for_nothing(first, second):
    assert joined(first, second) is None


def test_chips_of_one_facet_are_alternatives_and_facets_add_up():
    chips = (Filter("unit", "a"), Filter("severity", "high"), Filter("unit", "b"), Filter("due", "near"))
    query = filter_query(chips, "  o   ga ")
    assert query == CaseQuery(units=("a", "b"), severities=("high",), due=("near",), text="o ga")


def test_every_facet_has_its_condition():
    for facet in ("field", "unit", "area", "source", "severity", "due", "status"):
        assert filter_query((Filter(facet, "x"),)) != CaseQuery()


def test_tile_tab_and_filters_hold_together():
    where, tab = CaseQuery(kind="report", units=("a", "b")), CaseQuery(groups=("waiting",), parent="")
    shown = shown_query(where, tab, CaseQuery(units=("b",)))
    assert shown == msgspec.structs.replace(tab, kind="report", units=("b",))
    assert shown_query(where, tab, CaseQuery(units=("c",))) is None
    assert shown_query(where, CaseQuery(kind="dossier"), CaseQuery()) is None

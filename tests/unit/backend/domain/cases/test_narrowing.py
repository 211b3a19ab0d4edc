from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.matching import accepts
from backend.domain.cases.narrowing import NOTHING, NarrowingError, contains, judges, narrowed

NOW = 5.0
GROUPS = st.sampled_from(("waiting", "working", "paused", "done", "refused", "deleted"))
WORDS = st.sampled_from(("", "a", "b"))
TIMES = st.sampled_from((0.0, 2.0, 4.0, 6.0, 8.0))
TEXTS = st.sampled_from(("", "lê", "lê lợi", "le ng", "ngập"))


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.just(()) | st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


BOXES = maybe(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(2, 6), st.integers(2, 6)).map(
        lambda b: tuple(map(float, b))
    )
)
QUERIES = st.builds(
    CaseQuery,
    kind=WORDS, groups=some(GROUPS), statuses=some(WORDS), fields=some(WORDS), units=some(WORDS), areas=some(WORDS),
    sources=some(WORDS), severities=some(st.sampled_from(("critical", "high", "medium", "low"))),
    due=some(st.sampled_from(("none", "on_time", "near", "overdue", "kept", "missed"))), unaccepted=st.booleans(),
    text=TEXTS, case_ids=some(WORDS), assignee=WORDS, opened_from=maybe(TIMES), opened_to=maybe(TIMES),
    finished_from=maybe(TIMES), finished_to=maybe(TIMES), due_from=maybe(TIMES), due_to=maybe(TIMES),
    parent=maybe(WORDS), ratings=some(st.integers(1, 5)), reopened=maybe(st.booleans()), box=BOXES,
    data=st.dictionaries(st.sampled_from(("x", "y")), WORDS, max_size=2), at=st.just(3.0),
)  # fmt: skip
SIMPLE = st.sampled_from(
    [
        {"groups": ("waiting", "deleted")}, {"groups": ("deleted",)}, {"units": ("a", "b")}, {"units": ("b", "")},
        {"due": ("overdue", "near"), "at": 3.0}, {"text": "le"}, {"text": "lợi ngập"}, {"parent": ""}, {"parent": "a"},
        {"opened_from": 2.0}, {"opened_to": 6.0}, {"box": (0.0, 0.0, 3.0, 3.0)}, {"box": (3.0, 3.0, 6.0, 6.0)},
        {"data": {"x": "a"}}, {"data": {"x": "b", "y": ""}}, {"reopened": True}, {"ratings": (1, 2)}, {"kind": "a"}, {},
    ]
).map(lambda fields: CaseQuery(**fields))  # fmt: skip
FILES = st.builds(
    CaseFile,
    case_id=st.sampled_from(("a", "b")), kind=st.sampled_from(("a", "b")), title=TEXTS, status=WORDS, group=GROUPS,
    severity=st.sampled_from(("critical", "high", "medium", "low")), opened_at=TIMES, changed_at=TIMES, field=WORDS,
    unit_id=WORDS, assignee=WORDS, area_code=WORDS, place=TEXTS, source=WORDS, lat=maybe(st.sampled_from((1.0, 3.0))),
    lon=maybe(st.sampled_from((1.0, 3.0))), accept_due_at=maybe(TIMES), accepted_at=maybe(TIMES), due_at=maybe(TIMES),
    near_at=maybe(TIMES), finished_at=maybe(TIMES), parent=WORDS, rating=maybe(st.integers(1, 5)),
    n_reopened=st.integers(0, 1), data=st.dictionaries(st.sampled_from(("x", "y")), WORDS, max_size=2),
)  # fmt: skip


@given(QUERIES | SIMPLE, QUERIES | SIMPLE, FILES)
def test_both_hold_exactly_where_each_holds(a: CaseQuery, b: CaseQuery, file: CaseFile) -> None:
    try:
        both = narrowed(a, b)
    except NarrowingError:
        assert judges(a)
        assert judges(b)
        assert a.at != b.at
        return
    assert accepts(both, file, NOW) == (accepts(a, file, NOW) and accepts(b, file, NOW))


@given(SIMPLE, SIMPLE, FILES)
def test_simple_conditions_agree_too(a: CaseQuery, b: CaseQuery, file: CaseFile) -> None:
    assert accepts(narrowed(a, b), file, NOW) == (accepts(a, file, NOW) and accepts(b, file, NOW))


@given(FILES)
def test_nothing_means_no_case(file: CaseFile) -> None:
    assert not accepts(NOTHING, file, NOW)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (CaseQuery(kind="report"), CaseQuery(kind="dossier")),
        (CaseQuery(units=("a",)), CaseQuery(units=("b",))),
        (CaseQuery(), CaseQuery(groups=("deleted",))),
        (CaseQuery(parent=""), CaseQuery(parent="A")),
        (CaseQuery(data={"x": "1"}), CaseQuery(data={"x": "2"})),
        (CaseQuery(box=(0, 0, 1, 1)), CaseQuery(box=(2, 2, 3, 3))),
    ],
)
def test_what_excludes_each_other_is_nothing(a: CaseQuery, b: CaseQuery) -> None:
    assert narrowed(a, b) == NOTHING
    assert narrowed(b, a) == NOTHING


def test_two_instants_of_judgement_are_refused() -> None:
    with pytest.raises(NarrowingError, match="same instant"):
        narrowed(CaseQuery(due=("near",), at=1.0), CaseQuery(unaccepted=True))


@given(QUERIES | SIMPLE, SIMPLE, FILES)
def test_a_query_that_contains_another_takes_all_of_its_cases(
    outer: CaseQuery, inner: CaseQuery, file: CaseFile
) -> None:
    if contains(outer, inner) and accepts(inner, file, NOW):
        assert accepts(outer, file, NOW)


def test_containing_is_seen_condition_by_condition() -> None:
    done = CaseQuery(kind="report", groups=("done",), parent="")
    assert contains(done, CaseQuery(kind="report", groups=("done",), due=("kept",), parent=""))
    assert contains(CaseQuery(kind="report", groups=("done", "refused")), done)
    assert contains(CaseQuery(text="ngap"), CaseQuery(text="ngập đường"))
    assert not contains(done, CaseQuery(kind="report", groups=("done",)))
    assert not contains(done, CaseQuery(kind="report", groups=("done", "refused"), parent=""))
    assert not contains(done, CaseQuery(kind="dossier", groups=("done",), parent=""))

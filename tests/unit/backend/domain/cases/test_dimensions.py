from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.cases import CaseFile
from backend.domain.cases.dimensions import AGES, DIMENSIONS, age_of, cell_query, key_of
from backend.domain.cases.matching import accepts
from tests.unit.backend.domain.cases.conftest import ZONE, MakeFile, instant
from tests.unit.backend.domain.cases.test_narrowing import FILES

NOW = instant("25/11 12:00")
DAY_S = 86_400.0
ALL = (*DIMENSIONS, "data.x")
INSTANTS = st.floats(NOW - 100 * DAY_S, NOW) | st.sampled_from([NOW - edge * DAY_S for edge in AGES])


@given(FILES, INSTANTS, INSTANTS, st.sampled_from(ALL))
def test_a_cells_query_takes_each_case_of_its_key(
    case: CaseFile, opened_at: float, finished_at: float, by: str
) -> None:
    case = CaseFile(
        **{key: getattr(case, key) for key in CaseFile.__struct_fields__}
        | {"opened_at": opened_at, "finished_at": finished_at}
    )
    query = cell_query(by, key_of(by, case, NOW, ZONE), NOW, ZONE)
    if query is None:
        assert (by, key_of(by, case, NOW, ZONE)) in {("rating", ""), ("assignee", "")}
    elif case.group != "deleted" or by == "group":
        assert accepts(query, case, NOW)


@given(FILES, FILES, st.sampled_from(ALL), INSTANTS, INSTANTS)
def test_it_takes_no_case_of_another_key(one: CaseFile, other: CaseFile, by: str, a: float, b: float) -> None:
    def at(case: CaseFile, opened_at: float) -> CaseFile:
        return CaseFile(
            **{key: getattr(case, key) for key in CaseFile.__struct_fields__} | {"opened_at": opened_at}
        )

    one, other = at(one, a), at(other, b)
    key, other_key = key_of(by, one, NOW, ZONE), key_of(by, other, NOW, ZONE)
    query = cell_query(by, key, NOW, ZONE)
    if query is not None and key != other_key:
        assert not accepts(query, other, NOW)


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("day", "2026-11-02"),
        ("week", "2026-11-02"),
        ("month", "2026-11"),
        ("finished_day", ""),
        ("age", "15"),
        ("rating", ""),
    ],
)
def test_keys_are_as_people_read_them(file: MakeFile, by: str, key: str) -> None:
    assert key_of(by, file(opened_at=instant("02/11 00:30")), instant("20/11 12:00"), ZONE) == key


def test_an_age_is_counted_in_whole_days(file: MakeFile) -> None:
    for days, age in ((0, 0), (0.99, 0), (1, 1), (7, 7), (14.9, 7), (15, 15), (400, 90), (-1, 0)):
        assert age_of(file(opened_at=NOW - days * DAY_S), NOW) == age


def test_a_dimension_that_is_none_is_an_error(file: MakeFile) -> None:
    with pytest.raises(KeyError):
        key_of("colour", file(), NOW, ZONE)
    with pytest.raises(KeyError):
        cell_query("colour", "red", NOW, ZONE)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.cases import CaseQuery
from backend.domain.cases.matching import accepts
from tests.unit.widgets.casework import ZONE, case, city_cases, key_of
from tests.unit.widgets.city import NOW
from widgets.logic.drill import AGE_EDGES, DAY_S, age_end, age_span, midnight, narrowed, span, with_kind
from widgets.logic.formats import local

FILES = city_cases(300)


def cell(query, by, keys):
    return narrowed(query, by, keys, at=NOW, timezone=ZONE)


@pytest.mark.parametrize(
    "dim", ["status", "group", "field", "unit", "area", "source", "severity", "due", "age", "day", "week"]
)
def test_a_cells_query_finds_exactly_its_cases(dim):
    keys = {key_of(file, dim, NOW) for file in FILES}
    for key in keys:
        expected = {file.case_id for file in FILES if key_of(file, dim, NOW) == key}
        query = cell(CaseQuery(kind="report"), [dim], [key])
        assert query is not None
        found = {file.case_id for file in FILES if accepts(query, file, NOW)}
        assert found == expected


def test_two_dimensions_narrow_together():
    query = cell(CaseQuery(kind="report", sources=("zalo",)), ["field", "due"], ["waste", "overdue"])
    assert query == CaseQuery(kind="report", sources=("zalo",), fields=("waste",), due=("overdue",), at=NOW)


@pytest.mark.parametrize(("dim", "key"), [("rating", ""), ("assignee", ""), ("data.lane", ""), ("tide", "x")])
def test_what_no_query_can_say_has_no_list(dim, key):
    assert cell(CaseQuery(), [dim], [key]) is None


def test_ratings_officers_and_data_fields_are_said():
    assert cell(CaseQuery(), ["rating"], ["4"]).ratings == (4,)
    assert cell(CaseQuery(), ["assignee"], ["hà"]).assignee == "hà"
    assert cell(CaseQuery(data={"a": "1"}), ["data.b"], ["2"]).data == {"a": "1", "b": "2"}


@given(st.floats(0, 200 * DAY_S, allow_nan=False))
def test_every_age_lies_in_exactly_one_bucket(age_s):
    file = case(1, opened_at=NOW - age_s)
    hit = [edge for edge in AGE_EDGES if accepts(CaseQuery(**age_span(edge, age_end(edge), NOW)), file, NOW)]
    assert hit == [int(key_of(file, "age", NOW))]


def test_days_begin_at_local_midnight():
    assert local(midnight(local(NOW, ZONE).date(), ZONE), ZONE).strftime("%H:%M %d/%m") == "00:00 22/11"
    found = span("month", "2026-12", ZONE)
    assert local(found["opened_to"], ZONE).strftime("%d/%m/%Y") == "01/01/2027"
    assert set(span("finished_month", "2026-11", ZONE)) == {"finished_from", "finished_to"}


def test_the_kind_of_the_options_goes_before():
    assert with_kind("report", CaseQuery(kind="dossier")).kind == "report"
    assert with_kind("", CaseQuery(kind="dossier")).kind == "dossier"

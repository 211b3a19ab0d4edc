from __future__ import annotations

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.change import Actor
from backend.domain.cases.narrowing import NOTHING
from backend.engine.cases.scope import actor_of, indexed_of, scoped, sees
from tests.unit.backend.engine.cases.case_centre import NOW, Hall, session_of


def test_a_unit_is_added_to_what_its_officer_asks_and_another_unit_is_nothing() -> None:
    binh, centre = session_of("unit_officer", "roads"), session_of()
    query = CaseQuery(kind="report", text="ổ gà")
    assert scoped(query, centre) == query
    assert scoped(query, binh) == CaseQuery(kind="report", text="ổ gà", units=("roads",))
    assert scoped(CaseQuery(units=("drains", "roads")), binh).units == ("roads",)
    assert scoped(CaseQuery(units=("drains",)), binh) == NOTHING


def test_a_person_acts_under_name_role_and_unit() -> None:
    assert actor_of(session_of("unit_officer", "roads")) == Actor("Hà", "unit_officer", "roads")


def test_a_case_without_unit_is_seen_by_the_centre_only() -> None:
    file = CaseFile("C1", "report", "Ổ gà", "new", "waiting", "medium", NOW, NOW)
    assert sees(session_of(), file)
    assert not sees(session_of("unit_officer", "roads"), file)


def test_indexed_fields_are_those_that_kinds_mark(hall: Hall) -> None:
    assert indexed_of(hall.register.kinds) == {"lane"}

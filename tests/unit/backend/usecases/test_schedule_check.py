from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.cases.schedule import ScheduleSpec
from backend.domain.cases.spec import DataSpec
from backend.usecases.case_check import CaseNames
from backend.usecases.schedule_check import schedule_problems
from tests.unit.backend.domain.cases.conftest import make_kind

NAMES = CaseNames(units=("roads",), place_kinds=("water_system",))
RIGHT = {
    "id": "month",
    "every": "month",
    "title": {"vi": "Lấy mẫu {period_name} — {name}"},
    "for_each": {"place_kind": "water_system"},
    "data": {"system": "{place_id}"},
    "counts": {"n": {"attribute": "population", "steps": {"0": 3, "100000": 4}}},
}


def problems(*schedules: dict[str, object]) -> list[tuple[str, str]]:
    kind = make_kind()
    data = (
        DataSpec(id="system", name=Text("Hệ thống"), required=True),
        DataSpec(id="n", name=Text("Số mẫu"), type="number"),
        DataSpec(id="note", name=Text("Ghi chú")),
    )
    spec = replace(kind, data=data, schedule=msgspec.convert(schedules, tuple[ScheduleSpec, ...]))
    return [(problem.key, problem.found) for problem in schedule_problems(spec, NAMES)]


def test_a_right_schedule_has_no_fault() -> None:
    assert problems(RIGHT) == []


@pytest.mark.parametrize(
    ("changed", "key", "found"),
    [
        ({"day": 31}, "schedule[0].day", "found 31"),
        (
            {"for_each": {"place_kind": "well"}},
            "schedule[0].for_each.place_kind",
            "there is no kind of place 'well'",
        ),
        ({"field": "nope"}, "schedule[0].field", "there is no field 'nope'"),
        ({"unit": "nope"}, "schedule[0].unit", "there is no unit 'nope'"),
        ({"data": {"system": "x", "depth": "1"}}, "schedule[0].data.depth", "there is no data field 'depth'"),
        ({"data": {}}, "schedule[0].data", "the required 'system' is not given"),
        ({"counts": {"note": RIGHT["counts"]["n"]}}, "schedule[0].counts.note", "'note' is no number"),  # type: ignore[index]
        ({"counts": {"n": {"attribute": "p", "steps": {}}}}, "schedule[0].counts.n.steps", "no step"),
        ({"counts": {"n": {"attribute": "p", "steps": {"x": 1}}}}, "schedule[0].counts.n.steps", "found 'x'"),
        ({"for_each": None}, "schedule[0].counts.n", "there is no place whose attribute counts"),
        ({"title": {"vi": "Mẫu {a b}"}}, "schedule[0].title", "'{a b}' is no field"),
        ({"title": {"vi": "Mẫu {"}}, "schedule[0].title", "a brace has no partner"),
    ],
)
def test_each_fault_is_named(changed: dict[str, object], key: str, found: str) -> None:
    told = problems({**RIGHT, **changed})
    assert [(at, words.startswith(found)) for at, words in told] == [(key, True)]


def test_two_schedules_of_one_id_are_a_fault() -> None:
    assert problems(RIGHT, RIGHT)[0][0] == "schedule[1].id"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from backend.contract.cases import CaseQuery
from backend.contract.document import Fault, Lines
from backend.contract.state import Text
from backend.domain.cases.spec import FigureSpec
from backend.engine.rehearsal.naming_cases import case_faults
from backend.usecases.case_kinds import CaseKinds
from backend.usecases.pack_tests import LoadedTest
from tests.unit.backend.domain.cases.conftest import make_kind
from tests.unit.backend.engine.rehearsal.conftest import a_test

KINDS = CaseKinds(
    {"report": make_kind()},
    {"report": "p"},
    {"waiting": FigureSpec(id="waiting", name=Text("x"), where=CaseQuery(kind="report"))},
)
CASES = "cases: [{at_s: 0, id: A, kind: report}, {at_s: 0, id: B, kind: report}]\n"


@pytest.fixture
def faults() -> Callable[[str], list[Fault]]:
    def read(text: str) -> list[Fault]:
        data: dict[str, Any] = {"places": []} | yaml.safe_load(text)
        test = a_test(yaml.safe_dump(data, allow_unicode=True))
        return list(case_faults(LoadedTest("a.yaml", "tests[0]", Lines("a.yaml"), test), KINDS))

    return read


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("cases: [{at_s: 0, id: A, kind: report, data: {leve: x}}]", "cases[0].data.leve", "did you mean 'level'?"),
        ("cases: [{at_s: 0, id: A, kind: report, opened_by: ha, status: done}]", "cases[0].status", "begins as 'new'"),
        ("cases: [{at_s: 0, id: A, kind: sos, status: done}]", "cases[0].status", "expected open or closed"),
        ("cases: [{at_s: 0, id: A, kind: sos, field: road}]", "cases[0].field", "no pack says what a 'sos' is"),
        (CASES + "actions: [{at_s: 0, do: case, case: C, action: accept}]", "actions[0].case", "expected one of: A, B"),
        (CASES + "actions: [{at_s: 0, do: case, case: A, action: acept}]", "actions[0].action", "did you mean 'accept'?"),
        (CASES + "actions: [{at_s: 0, do: case, case: A, action: merge, values: {parent: X}}]", "actions[0].values.parent", "A, B"),
        (CASES + "actions: [{at_s: 0, do: start, case: C, procedure: x}]", "actions[0].case", "A, B"),
        (CASES + "expect: [{at_s: 0, cases: [{case: C}]}]", "expect[0].cases[0].case", "A, B"),
        (CASES + "expect: [{at_s: 0, cases: [{case: A, status: don}]}]", "expect[0].cases[0].status", "did you mean 'done'?"),
        (CASES + "expect: [{at_s: 0, cases: [{case: A, field: jem}]}]", "expect[0].cases[0].field", "did you mean 'jam'?"),
        (CASES + "expect: [{at_s: 0, cases: [{case: A, parent: X}]}]", "expect[0].cases[0].parent", "A, B"),
        (CASES + "expect: [{at_s: 0, cases: [{case: A, data: {x: y}}]}]", "expect[0].cases[0].data.x", "n_people"),
        (CASES + "expect: [{at_s: 0, figures: {waitin: 3}}]", "expect[0].figures.waitin", "did you mean 'waiting'?"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_there_is_a_fault(
    faults: Callable[[str], list[Fault]], text: str, key: str, words: str
) -> None:
    (fault,) = faults(text)
    assert fault.key == f"tests[0].{key}"
    assert words in str(fault)


def test_names_that_are_there_are_none(faults: Callable[[str], list[Fault]]) -> None:
    text = (
        CASES
        + "actions: [{at_s: 0, do: case, case: A, action: merge, values: {parent: B}}]\nexpect: [{at_s: 0, cases: [{case: A, status: new, field: ''}], figures: {waiting: 2}}]"
    )
    assert faults(text) == []

"""One row a file."""

from __future__ import annotations

from backend.procedures.report import examine
from tests.unit.backend.procedures.kit import line, node, user


def test_a_file_that_runs_one_that_does_not_and_one_that_is_none() -> None:
    good = examine("a.bpmn", line(user("a")))
    assert (good.procedure_id, good.title, good.imports, good.runs, good.n_elements) == (
        "qt",
        "Quy trình",
        True,
        True,
        3,
    )
    assert good.errors == ()
    assert good.findings
    bad = examine("b.bpmn", line(node("scriptTask", "s")))
    assert (bad.imports, bad.runs, [found.element_id for found in bad.errors]) == (True, False, ["s"])
    none = examine("c.bpmn", b"x")
    assert (none.imports, none.runs, len(none.errors)) == (False, False, 1)

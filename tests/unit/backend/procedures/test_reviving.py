"""Runs after a restart that cannot go on."""

from __future__ import annotations

import pytest

from backend.procedures.events import (
    Cancel,
    DoStep,
    Start,
)
from backend.procedures.findings import ProcedureRefusedError
from tests.unit.backend.procedures.kit import (
    T0,
    Desk,
    line,
    node,
    procedures,
    user,
)


def test_a_run_whose_drawing_is_missing_fails_alone() -> None:
    desk = Desk(line(user("a")), line(user("b"), process_id="khac"))
    desk.take(lambda: desk.all.start(Start("khac", "QT.2"), T0))
    failed = desk.restart(line(user("b"), process_id="khac"))
    assert [(c.run.run_id, c.kind, c.run.state) for c in failed] == [("QT.1", "procedure.failed", "failed")]
    assert "phiên bản 1" in desk.run.outcome
    assert [run.run_id for run in desk.all.open_runs()] == ["QT.1", "QT.2"]
    with pytest.raises(ProcedureRefusedError, match="không chạy tiếp được"):
        desk.do("a")
    desk.all.apply(DoStep("QT.2", "b.1", "An", "an", "done"), T0)
    desk.said = failed
    assert desk.restart(line(user("a"))) == []
    desk.do("a")
    assert desk.run.state == "finished"


def test_a_broken_run_can_be_cancelled() -> None:
    desk = Desk(line(user("a")))
    desk.restart(line(user("a"), user("moi")))
    assert desk.run.state == "failed"
    desk.apply(Cancel("QT.1", "An", "thôi"))
    assert (desk.run.state, desk.states) == ("cancelled", {"a": "cancelled"})


def test_bytes_that_cannot_be_read_break_one_run_only() -> None:
    desk = Desk(line(user("a")))
    desk.take(lambda: desk.all.start(Start("qt", "QT.2"), T0))
    kept = {change.run.run_id: change for change in desk.said}
    pairs = [(kept["QT.1"].run, b"nonsense"), (kept["QT.2"].run, kept["QT.2"].state)]
    fresh = procedures(line(user("a")))
    failed = fresh.restore(pairs)
    assert [change.run.run_id for change in failed] == ["QT.1"]
    assert failed[0].state == b"nonsense"
    fresh.apply(DoStep("QT.2", "a.1", "An", "an", "done"), T0)
    assert [run.run_id for run in fresh.open_runs()] == ["QT.1"]


def test_a_called_drawing_must_be_the_very_same() -> None:
    outer = line(node("callActivity", "c", calledElement="con"))
    desk = Desk(outer, line(user("a"), process_id="con"))
    assert desk.restart(outer, line(user("a"), user("b"), process_id="con"))[0].kind == "procedure.failed"
    assert "con phiên bản 1 đã bị đổi" in desk.run.outcome

"""A run goes on by another version where its open elements are there again."""

from __future__ import annotations

import pytest

from backend.procedures.events import (
    MoveRun,
    Retry,
)
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.model import read_model
from tests.unit.backend.procedures.kit import (
    END,
    START,
    Desk,
    boundary,
    bpmn,
    flows,
    line,
    node,
    service,
    timer,
    user,
)


def test_a_run_moves_where_its_open_elements_are_there_again() -> None:
    first = line(user("a"), user("b"), user("c"))
    desk = Desk(first)
    desk.do("a")
    kept = read_model(line(user("b"), node("businessRuleTask", "r", tc_expression="1"), user("d")), version=2)
    gone = read_model(line(user("a"), user("c")), version=3)
    other = read_model(line(user("a"), service("b")), version=4)
    timed = read_model(
        bpmn(
            START, user("b"), boundary("t", "b", timer("PT1M")), END, flows("start > b", "b > end", "t > end")
        ),
        version=5,
    )
    for model in (kept, gone, other, timed):
        desk.all.library.add(model)
    assert [row.moves for row in desk.all.preview_move("qt", 2)] == [True]
    for version, reason in ((3, "không có"), (4, "loại khác"), (5, "sự kiện gắn")):
        row = desk.all.preview_move("qt", version)[0]
        assert not row.moves
        assert reason in row.reason
        with pytest.raises(ProcedureRefusedError, match=reason):
            desk.apply(MoveRun("QT.1", version, "Sếp"))
    desk.apply(MoveRun("QT.1", 2, "Sếp"))
    assert desk.kinds == ["procedure.moved"]
    assert (desk.run.version, desk.open) == (2, ["b"])
    desk.restart()
    desk.do("b")
    assert desk.states == {"a": "done", "b": "done", "r": "done", "d": "open"}
    desk.do("d")
    assert desk.run.state == "finished"
    assert desk.all.preview_move("qt", 2) == ()


def test_a_failed_gateway_is_cured_by_a_new_version() -> None:
    def drawn(condition: str) -> bytes:
        gate = node("exclusiveGateway", "g", default="g-b")
        return bpmn(START, user("a"), gate, user("b"), user("c"), END,
                    flows("start > a", "a > g", "g > b", f"g > c : {condition}", "b > end", "c > end"), tc_variables="goi")  # fmt: skip

    desk = Desk(drawn("goi.muc > 3"), goi={})
    desk.do("a")
    assert desk.run.state == "failed"
    desk.all.library.add(read_model(drawn("has(goi.muc)"), version=2))
    desk.apply(MoveRun("QT.1", 2, "Sếp"))
    desk.apply(Retry("QT.1", "g.1", "An"))
    assert (desk.run.state, desk.open) == ("running", ["b"])
    desk.do("b")
    assert desk.run.state == "finished"


def test_a_parallel_run_moves_with_both_branches() -> None:
    def drawn(extra: str) -> bytes:
        gates = node("parallelGateway", "g") + node("parallelGateway", "j")
        more = user(extra)
        return bpmn(START, gates, user("a"), user("b"), boundary("t", "b", timer("PT5M"), interrupts=False), node("endEvent", "e"), more, END,
                    flows("start > g", "g > a", "g > b", "t > e", "a > j", "b > j", f"j > {extra}", f"{extra} > end"))  # fmt: skip

    desk = Desk(drawn("x"))
    desk.do("a")
    desk.all.library.add(read_model(drawn("y"), version=2))
    desk.apply(MoveRun("QT.1", 2, "Sếp"))
    desk.restart()
    desk.wait(300)
    assert desk.kinds == ["procedure.event"]
    desk.do("b")
    assert desk.open == ["y"]
    desk.do("y")
    assert desk.run.state == "finished"

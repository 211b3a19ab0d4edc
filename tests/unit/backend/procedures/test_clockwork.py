"""Time: deadlines, timeouts, cycles, waits; conditions are CEL and nothing else."""

from __future__ import annotations

import pytest

from backend.procedures.events import (
    Retry,
)
from backend.procedures.findings import ProcedureRefusedError
from tests.unit.backend.procedures.kit import (
    END,
    START,
    T0,
    Desk,
    boundary,
    bpmn,
    flows,
    line,
    node,
    timer,
    user,
)


def refused(desk: Desk, *args: str, **more: str) -> str:
    with pytest.raises(ProcedureRefusedError) as caught:
        desk.do(*args, **more)
    return caught.value.text.en


def test_a_step_past_its_deadline_is_late_once() -> None:
    desk = Desk(line(user("a", tc_deadline="PT15M", tc_mode="working"), tc_deadline="PT1H"))
    step = desk.step("a")
    assert (step.due_at, step.due_mode, step.left_working_s) == (T0 + 1800, "working", 900)
    assert desk.all.next_due() == T0 + 1800
    assert desk.wait(1799) == []
    desk.wait(1)
    assert desk.kinds == ["step.late"]
    assert desk.step("a").late
    assert desk.step("a").supervisor
    assert desk.wait(100) == []
    desk.wait(1700)
    assert desk.kinds == ["procedure.late"]
    desk.restart()
    assert desk.wait(10_000) == []
    assert desk.all.next_due() is None


def test_a_timeout_interrupts_and_the_late_answer_is_refused() -> None:
    xml = bpmn(START, user("a"), boundary("t", "a", timer("PT10M")), user("b"), END,
               flows("start > a", "a > end", "t > b", "b > end"))  # fmt: skip
    desk = Desk(xml)
    desk.now += 700
    assert "closed already" in refused(desk, "a")
    assert desk.all.next_due() is not None
    desk.wait(0)
    assert desk.kinds == ["procedure.event", "step.cancelled", "step.opened"]
    assert desk.open == ["b"]


def test_a_cycle_reminds_until_the_step_is_done() -> None:
    xml = bpmn(START, user("a"), boundary("c", "a", timer("R3/PT30M", "timeCycle"), interrupts=False), user("nhac"), node("endEvent", "e"), END,
               flows("start > a", "a > end", "c > nhac", "nhac > e"))  # fmt: skip
    desk = Desk(xml)
    for n in (1, 2):
        desk.wait(1800)
        assert desk.kinds == ["procedure.event", "step.opened"]
        assert desk.open.count("nhac") == n
    desk.do("a")
    assert desk.open == ["nhac", "nhac"]
    assert desk.all.next_due() is None
    fresh = Desk(xml)
    fresh.wait(10 * 3600)
    assert fresh.open == ["a", "nhac", "nhac", "nhac"]


def test_a_wait_until_a_date() -> None:
    desk = Desk(
        line(node("intermediateCatchEvent", "cho", timer("2026-11-25T07:00:00+07:00", "timeDate")), user("a"))
    )
    assert desk.step("cho").kind == "wait"
    assert desk.all.next_due() == 1_795_564_800.0
    desk.wait(1_795_564_800.0 - T0)
    assert desk.states == {"cho": "done", "a": "open"}


def test_a_wait_and_a_boundary_timer_start_when_they_are_reached() -> None:
    xml = bpmn(START, user("a"), node("intermediateCatchEvent", "cho", timer("PT5M")), user("b"), boundary("t", "b", timer("PT5M")), END,
               flows("start > a", "a > cho", "cho > b", "b > end", "t > end"))  # fmt: skip
    desk = Desk(xml)
    desk.now += 1000
    desk.do("a")
    assert desk.all.next_due() == T0 + 1300
    desk.restart()
    desk.wait(300)
    assert desk.all.next_due() == T0 + 1600
    desk.wait(300)
    assert desk.run.state == "finished"


def test_a_timer_whose_text_is_no_time_fails_and_can_be_retried() -> None:
    desk = Desk(line(node("intermediateCatchEvent", "cho", timer("PT{value}M")), user("a")), value="x")
    assert desk.run.state == "failed"
    assert "PTxM" in desk.run.outcome
    desk.apply(Retry("QT.1", desk.step("cho").step_id, "An"))
    assert desk.run.state == "failed"
    good = Desk(line(node("intermediateCatchEvent", "cho", timer("PT{value}M")), user("a")), value=5)
    good.wait(300)
    assert good.open == ["a"]

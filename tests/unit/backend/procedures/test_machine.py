"""SpiffWorkflow held in the hand: tokens, rows, faults."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.procedures.clockwork import CelEngine
from backend.procedures.machine import MAX_AUTOMATIC, STEP, Machine, is_receive, message
from backend.procedures.model import read_model
from tests.unit.backend.procedures.kit import END, START, bpmn, due_after, flows, line, node, timer, user


def machine(xml: bytes, kept: list[Any] | None = None, **variables: Any) -> Machine:
    made = Machine(read_model(xml).specs, {}, CelEngine(due_after, variables), kept)
    if kept is None:
        assert made.advance(100.0) == []
    return made


def names(held: Machine) -> list[str]:
    return [task.task_spec.name for task in held.waiting()]


def test_tokens_wait_where_people_and_times_are() -> None:
    held = machine(
        bpmn(
            START,
            user("a"),
            node("intermediateCatchEvent", "t", timer("PT1M")),
            END,
            flows("start > a", "start > t", "a > end", "t > end"),
        )
    )
    assert names(held) == ["a", "t"]
    assert [(at, element) for at, _, element in held.due()] == [(160.0, "t")]
    held.complete(held.waiting()[0], 110.0)
    assert held.advance(110.0) == []
    assert names(held) == ["t"]
    held.advance(160.0)
    assert held.completed
    assert held.end_name == "Xong"


def test_rows_are_plain_and_bring_everything_back() -> None:
    xml = line(user("a"), user("b"))
    held = machine(xml)
    held.waiting()[0].internal_data[STEP] = "a.1"
    rows = msgspec.msgpack.decode(msgspec.msgpack.encode(held.dump()))
    again = machine(xml, rows)
    assert again.dump() == held.dump()
    task = again.by_step("a.1")
    assert task is not None
    assert again.by_step("b.1") is None
    again.complete(task, 1.0)
    again.advance(1.0)
    assert names(again) == ["b"]


def test_what_is_foreseen_can_be_left_out_and_foreseen_again() -> None:
    xml = line(user("a"), user("b"))
    held = machine(xml)
    short = held.dump(predicted=False)
    assert len(short[0][2]) < len(held.dump()[0][2])
    again = machine(xml, short)
    again.foresee()
    for key in "ab":
        assert names(again) == [key]
        again.complete(again.waiting()[0], 1.0)
        again.advance(1.0)
    assert again.completed


def test_faults_name_their_element_and_can_be_retried() -> None:
    xml = bpmn(START, node("exclusiveGateway", "g", default="g-a"), user("a"), END, flows("start > g", "g > a", "g > end : x > 1", "a > end"), tc_variables="x")  # fmt: skip
    held = Machine(read_model(xml).specs, {}, CelEngine(due_after, {}))
    stuck = held.advance(0.0)
    assert [task.task_spec.name for task, _ in stuck] == ["g"]
    assert "x" in stuck[0][1]
    assert held.advance(0.0) == []
    assert held.faults() == [stuck[0][0]]
    held.engine.variables["x"] = 0
    held.retry(stuck[0][0])
    assert held.advance(0.0) == []
    assert names(held) == ["a"]


def test_a_loop_without_end_stops_at_one_element() -> None:
    xml = bpmn(START, node("exclusiveGateway", "g", default="g-r"), node("businessRuleTask", "r", tc_expression="1"), user("a"), END,
               flows("start > g", "start > a", "g > r", "r > g", "g > end : false", "a > end"))  # fmt: skip
    held = Machine(read_model(xml).specs, {}, CelEngine(due_after, {}))
    stuck = held.advance(0.0)
    assert len(stuck) == 1
    assert str(MAX_AUTOMATIC) in stuck[0][1]
    assert "a" in names(held)


def test_what_spiffworkflow_raises_elsewhere_is_a_fault_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    held = machine(line(user("a"), user("b")))
    task = held.waiting()[0]

    def broken(*_: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr(task.task_spec, "_on_complete_hook", broken)
    held.complete(task, 1.0)
    stuck = held.advance(1.0)
    assert [reason for _, reason in stuck] == ["'inside'"]
    assert held.advance(1.0) == []


def test_messages_are_caught_by_name() -> None:
    held = machine(
        line(node("receiveTask", "r", messageRef="M"), roots='<bpmn:message id="M" name="tra-loi"/>')
    )
    assert is_receive(held.waiting()[0])
    assert held.catching(message("khac")) == []
    caught = held.catching(message("tra-loi"))
    assert [task.task_spec.name for task in caught] == ["r"]
    held.deliver(message("tra-loi"), caught[0], 5.0)
    held.advance(5.0)
    assert held.completed

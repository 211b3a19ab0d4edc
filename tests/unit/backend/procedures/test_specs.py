"""From drawings to what SpiffWorkflow runs."""

from __future__ import annotations

import pytest

from backend.procedures.clockwork import DueTimer, RuleTask
from backend.procedures.findings import ProcedureError
from backend.procedures.lint_shape import MAX_ELEMENTS
from backend.procedures.markup import read_markup
from backend.procedures.reading import read_drawing
from backend.procedures.specs import GONE, Specs, build_specs
from tests.unit.backend.procedures.kit import (
    END,
    START,
    Desk,
    boundary,
    bpmn,
    chain,
    flows,
    line,
    node,
    procedures,
    service,
    timer,
    user,
)


def specs(xml: bytes) -> Specs:
    root = read_markup(xml)
    return build_specs(root, read_drawing(root))


def test_people_and_actions_wait_rules_do_not() -> None:
    main = specs(
        line(user("a"), node("task", "b"), service("s"), node("sendTask", "t"), node("businessRuleTask", "r"))
    ).main
    assert [main.task_specs[key].manual for key in "abstr"] == [True, True, True, True, False]
    assert isinstance(main.task_specs["r"], RuleTask)
    assert main.task_specs["a"].element.tag == "userTask"
    assert GONE in main.task_specs


def test_no_timer_reads_the_clock_of_the_machine() -> None:
    gate = (
        node("eventBasedGateway", "g")
        + node("intermediateCatchEvent", "t2", timer("PT5M"))
        + node("intermediateCatchEvent", "t3", timer("PT6M"))
    )
    xml = bpmn(START, user("a"), boundary("t1", "a", timer("R/PT5M", "timeCycle"), interrupts=False), gate, END,
               flows("start > a", "a > g", "g > t2", "g > t3", "t1 > end", "t2 > end", "t3 > end"))  # fmt: skip
    main = specs(xml).main
    definitions = [
        main.task_specs["t1"].event_definition,
        *main.task_specs["g"].event_definition.event_definitions,
    ]
    assert [type(found) for found in definitions] == [DueTimer] * 3
    assert [found.element.element_id for found in definitions] == ["t1", "t2", "t3"]


def test_sub_processes_of_procedures_that_call_one_another_do_not_clash() -> None:
    inside = node("startEvent", "s0") + user("trong") + node("endEvent", "e0") + chain("s0", "trong", "e0")
    outer = line(node("subProcess", "con", inside), node("callActivity", "c", calledElement="goi"))
    inner = line(node("subProcess", "con", inside.replace("trong", "sau")), process_id="goi")
    assert set(specs(outer).parts) == {"qt/con"}
    assert specs(outer).calls == ("goi",)
    desk = Desk(outer, inner)
    desk.do("trong")
    assert desk.open == ["c", "sau"]
    desk.do("sau")
    assert desk.run.state == "finished"


def test_a_call_from_within_a_sub_process() -> None:
    inside = (
        node("startEvent", "s0") + node("callActivity", "c", calledElement="goi") + node("endEvent", "e0")
    )
    outer = line(node("subProcess", "con", inside + chain("s0", "c", "e0")))
    assert specs(outer).calls == ("goi",)
    desk = Desk(outer, line(user("trong"), process_id="goi"))
    desk.restart()
    desk.do("trong")
    assert desk.run.state == "finished"


def test_processes_of_the_same_file_are_parts() -> None:
    main = line(node("callActivity", "c", calledElement="con")).replace(b"</bpmn:definitions>", b"")
    inner = bpmn(
        node("startEvent", "s0"),
        user("trong"),
        node("endEvent", "e0"),
        chain("s0", "trong", "e0"),
        process_id="con",
    )
    xml = main + inner[inner.index(b"<bpmn:process") :]
    assert (specs(xml).calls, set(specs(xml).parts)) == ((), {"qt/con"})
    desk = Desk(xml)
    desk.restart()
    desk.do("trong")
    assert desk.run.state == "finished"


def test_data_and_pools_of_others_do_not_disturb() -> None:
    data = '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="r" dataObjectRef="o"/><bpmn:dataStoreReference id="k" dataStoreRef="weg"/>'
    task = user(
        "a",
        '<bpmn:dataInputAssociation id="x"><bpmn:sourceRef>k</bpmn:sourceRef></bpmn:dataInputAssociation>',
    )
    xml = bpmn(data, START, task, END, chain("start", "a", "end"), roots='<bpmn:dataStore id="weg"/>')
    assert "a" in specs(xml).main.task_specs


def test_as_many_elements_as_lint_allows() -> None:
    xml = line(*(user(f"a{n}") for n in range(MAX_ELEMENTS - 2)))
    assert procedures(xml).library.find("qt") is not None


def test_what_spiffworkflow_does_not_take_is_said() -> None:
    with pytest.raises(ProcedureError, match="does not accept"):
        specs(bpmn(user("a"), END, flows("a > end")))

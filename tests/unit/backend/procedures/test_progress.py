"""The ways that a run goes by itself: rules, gateways, splits, ends, called procedures."""

from __future__ import annotations

from backend.procedures.events import (
    Retry,
)
from tests.unit.backend.procedures.kit import (
    END,
    ESCALATION,
    ROOTS,
    START,
    Desk,
    boundary,
    bpmn,
    chain,
    flows,
    line,
    node,
    user,
)


def test_a_condition_that_cannot_be_evaluated_fails_its_gateway_and_nothing_else() -> None:
    gate = node("exclusiveGateway", "g", default="g-b")
    xml = bpmn(START, user("a"), gate, user("b"), user("c"), END,
               flows("start > a", "start > c", "a > g", "g > b", "g > end : goi.muc > 3", "b > end", "c > end"), tc_variables="goi")  # fmt: skip
    desk = Desk(xml, goi={})
    desk.do("a")
    assert desk.run.state == "failed"
    assert desk.run.outcome.startswith("G: goi.muc > 3")
    desk.do("c")
    assert desk.states["c"] == "done"
    desk.restart()
    desk.all._open["QT.1"].engine.variables["goi"] = {"muc": 1}
    desk.apply(Retry("QT.1", "g.1", "An"))
    assert (desk.run.state, desk.open) == ("running", ["b"])


def test_a_loop_that_never_waits_is_stopped() -> None:
    gate = node("exclusiveGateway", "g", default="g-r")
    xml = bpmn(
        START,
        gate,
        node("businessRuleTask", "r", tc_expression="1"),
        END,
        flows("start > g", "g > r", "r > g", "g > end : false"),
    )
    desk = Desk(xml)
    assert desk.run.state == "failed"
    assert "loop" in desk.run.outcome


def test_no_condition_holds() -> None:
    xml = bpmn(
        START,
        node("exclusiveGateway", "g"),
        user("a"),
        END,
        flows("start > g", "g > a : value > 1", "g > end : value < 0", "a > end"),
    )
    desk = Desk(xml, value=0)
    assert desk.run.state == "failed"
    assert "No conditions satisfied" in desk.run.outcome


def test_a_rule_decides() -> None:
    rule = node("businessRuleTask", "tinh", tc_variable="muc", tc_expression="value > 50 ? 'cao' : 'thap'")
    xml = bpmn(START, rule, node("exclusiveGateway", "g", default="g-b"), user("a"), user("b"), END,
               flows("start > tinh", "tinh > g", "g > a : muc == 'cao'", "g > b", "a > end", "b > end"))  # fmt: skip
    assert Desk(xml, value=62).open == ["a"]
    assert Desk(xml, value=5).open == ["b"]
    assert Desk(xml, value=62).step("tinh").note == "muc = cao"


def test_a_task_with_several_ways_out_splits() -> None:
    desk = Desk(
        bpmn(
            START,
            user("a"),
            user("b"),
            user("c"),
            END,
            flows("start > a", "a > b", "a > c", "b > end", "c > end"),
        )
    )
    desk.do("a")
    assert desk.open == ["b", "c"]
    some = bpmn(START, user("a", default="a-c"), user("b"), user("c"), user("d"), END,
                flows("start > a", "a > b : value > 0", "a > d : value > 5", "a > c", "b > end", "c > end", "d > end"))  # fmt: skip
    for value, expected in ((1, ["b"]), (9, ["b", "d"]), (-1, ["c"])):
        desk = Desk(some, value=value)
        desk.do("a")
        assert desk.open == expected


def test_a_terminate_end_stops_the_rest() -> None:
    stop = node("endEvent", "het", "<bpmn:terminateEventDefinition/>", name="Dừng")
    desk = Desk(
        bpmn(START, user("a"), user("b"), stop, END, flows("start > a", "start > b", "a > het", "b > end"))
    )
    desk.do("a")
    assert desk.states == {"a": "done", "b": "cancelled"}
    assert (desk.run.state, desk.run.outcome) == ("finished", "Dừng")


def test_an_escalation_of_a_sub_process_goes_on_beside_it() -> None:
    inside = (
        node("startEvent", "s0")
        + user("a")
        + node("intermediateThrowEvent", "len", ESCALATION)
        + user("b")
        + node("endEvent", "e0")
    )
    xml = bpmn(START, node("subProcess", "con", inside + chain("s0", "a", "len", "b", "e0")), boundary("nang", "con", ESCALATION, interrupts=False),
               user("sep"), node("endEvent", "e1"), END, flows("start > con", "con > end", "nang > sep", "sep > e1"), roots=ROOTS)  # fmt: skip
    desk = Desk(xml)
    desk.do("a")
    assert sorted(desk.open) == ["b", "sep"]


def called() -> tuple[bytes, bytes]:
    main = line(
        node("callActivity", "goi", calledElement="con"),
        user("sau", "<bpmn:documentation>{muc}</bpmn:documentation>"),
    )
    inner = line(user("trong", tc_outcomes="cao;thap", tc_variable="muc"), process_id="con")
    return main, inner


def test_a_called_procedure_is_part_of_the_run() -> None:
    desk = Desk(*called())
    assert desk.states == {"goi": "open", "trong": "open"}
    assert desk.run.upcoming == ("Sau",)
    desk.restart()
    desk.do("trong", "outcome", outcome="cao")
    assert desk.states == {"goi": "done", "trong": "done", "sau": "open"}
    assert desk.step("sau").text == "cao"

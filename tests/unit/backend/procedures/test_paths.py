"""What can come after what."""

from __future__ import annotations

from backend.procedures.markup import read_markup
from backend.procedures.paths import Paths
from backend.procedures.reading import read_drawing
from tests.unit.backend.procedures.kit import (
    END,
    HEAD,
    START,
    boundary,
    bpmn,
    chain,
    flows,
    line,
    node,
    timer,
    user,
)


def paths(xml: bytes) -> Paths:
    return Paths(read_drawing(read_markup(xml)))


INSIDE = node("startEvent", "s0") + user("a") + node("endEvent", "e0") + chain("s0", "a", "e0")
NESTED = bpmn(START, node("subProcess", "con", INSIDE), boundary("t", "con", timer("PT5M")), user("b"), END,
              flows("start > con", "con > b", "t > end", "b > end"))  # fmt: skip


def test_into_a_sub_process_and_out_of_it() -> None:
    ways = paths(NESTED)
    assert ways.after("con") == ["s0", "t"]
    assert ways.after("con", boundary=False) == ["s0"]
    assert ways.after("e0") == ["b"]
    assert ways.ahead(["a"]) == {"e0", "b", "end"}
    assert ways.ahead(["start"]) == {"con", "s0", "a", "e0", "t", "b", "end"}


def test_stops_are_reached_but_not_passed() -> None:
    assert paths(NESTED).ahead(["start"], stop=lambda key: key == "a") == {"con", "s0", "a", "t", "end"}


def test_flows_can_be_forbidden_and_loops_end() -> None:
    ways = paths(
        bpmn(
            START,
            user("a"),
            node("exclusiveGateway", "g"),
            END,
            flows("start > a", "a > g", "g > a : value > 1", "g > end"),
        )
    )
    assert ways.ahead(["a"]) == {"g", "a", "end"}
    assert ways.ahead(["a"], takes=lambda flow: flow.condition is None) == {"g", "end"}


def test_a_called_process_of_the_same_file_is_gone_through() -> None:
    main = line(node("callActivity", "c", calledElement="con"), user("b")).replace(
        b"</bpmn:definitions>", b""
    )
    inner = bpmn(
        node("startEvent", "s0"), user("a"), node("endEvent", "e0"), chain("s0", "a", "e0"), process_id="con"
    )
    ways = paths(main + inner.replace(HEAD.encode(), b""))
    assert ways.after("c") == ["s0", "b"]
    assert "a" in ways.ahead(["start"])


def test_flows_to_nowhere_are_left_out() -> None:
    assert paths(bpmn(START, END, flows("start > x", "start > end"))).after("start") == ["end"]

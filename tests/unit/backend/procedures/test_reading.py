"""What is taken from the XML."""

from __future__ import annotations

import pytest

from backend.procedures.drawing import Definition, Drawing
from backend.procedures.findings import ProcedureError
from backend.procedures.markup import read_markup
from backend.procedures.reading import read_drawing
from tests.unit.backend.procedures.kit import (
    END,
    HEAD,
    MODELS,
    START,
    bpmn,
    chain,
    flows,
    line,
    node,
    service,
    timer,
    user,
)


def read(xml: bytes) -> Drawing:
    return read_drawing(read_markup(xml))


def test_the_example_with_lanes_and_a_pool() -> None:
    drawing = read((MODELS / "ngap-phuong.bpmn").read_bytes())
    assert (drawing.process_id, drawing.title, drawing.executable) == (
        "ngap-phuong",
        "Xử lý ngập cấp phường",
        True,
    )
    assert drawing.settings == {"deadline": "PT4H"}
    assert {e.element_id: e.role for e in drawing.elements.values() if e.role and "Task" in e.tag} == {
        "xem": "truc-ban", "giao": "truc-ban", "gui": "truc-ban", "dong": "truc-ban", "rao": "thoat-nuoc",
        "duyet": "lanh-dao", "nhac": "lanh-dao",
    }  # fmt: skip
    assert drawing.elements["gui"].parameters == {"template": "ngap-phuong", "to": "citizen"}
    assert drawing.elements["cham-duyet"].definitions == (Definition("timer", form="duration", text="PT10M"),)
    assert [flow.target for flow in drawing.outgoing("co-ngap")] == ["chia", "khong-ngap"]
    assert len(drawing.incoming("gop2")) == 2
    assert [found.element_id for found in drawing.attached("duyet")] == ["cham-duyet"]


def test_a_step_inside_takes_the_lane_of_its_sub_process_unless_it_names_a_unit() -> None:
    lane = '<bpmn:laneSet id="l"><bpmn:lane id="l1" name=" Đội  thoát nước "><bpmn:flowNodeRef>con</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    inside = node("startEvent", "s0") + user("a") + user("b", tc_unit="dien") + node("endEvent", "e0")
    drawing = read(
        bpmn(
            lane,
            START,
            node("subProcess", "con", inside + chain("s0", "a", "b", "e0")),
            END,
            chain("start", "con", "end"),
        )
    )
    assert [drawing.elements[key].role for key in ("con", "a", "b")] == [
        "Đội thoát nước",
        "Đội thoát nước",
        "dien",
    ]
    assert drawing.elements["a"].parent_id == "con"


def test_names_of_messages_signals_errors_and_timers() -> None:
    roots = '<bpmn:message id="M" name="tra-loi"/><bpmn:error id="E" errorCode="hong" name="x"/>'
    events = (
        node("receiveTask", "r", messageRef="M"),
        node("intermediateCatchEvent", "m", '<bpmn:messageEventDefinition messageRef="M"/>'),
        node("intermediateCatchEvent", "c", timer("R/PT1H", "timeCycle")),
    )
    drawing = read(line(*events, roots=roots))
    assert (
        drawing.elements["r"].definitions
        == drawing.elements["m"].definitions
        == (Definition("message", "tra-loi"),)
    )
    assert drawing.elements["c"].definitions == (Definition("timer", form="cycle", text="R/PT1H"),)


def test_conditions_empty_or_missing_are_told_apart() -> None:
    drawing = read(bpmn(START, user("a"), END, flows("start > a", "a > end : value > 1")))
    assert [flow.condition for flow in drawing.flows] == [None, "value > 1"]
    empty = bpmn(START, END, flows("start > end :  ")).replace(
        b"></bpmn:sequenceFlow", b"><bpmn:conditionExpression/></bpmn:sequenceFlow"
    )
    assert read(empty).flows[0].condition == ""


def test_the_executable_process_is_taken_else_the_largest() -> None:
    def process(process_id: str, inside: str, executable: str) -> str:
        return f'<bpmn:process id="{process_id}" isExecutable="{executable}">{inside}</bpmn:process>'

    small, large = node("startEvent", "s"), node("startEvent", "x") + node("endEvent", "y")
    for flag, chosen, other in (("true", "be", "lon"), ("false", "lon", "be")):
        xml = HEAD + process("be", small, flag) + process("lon", large, "false") + "</bpmn:definitions>"
        drawing = read(xml.encode())
        assert (drawing.process_id, drawing.others, drawing.executable) == (chosen, (other,), flag == "true")


def test_processes_of_the_same_file_that_are_called_belong_to_it() -> None:
    main = line(node("callActivity", "c", calledElement="con")).replace(b"</bpmn:definitions>", b"")
    inner = (
        line(user("trong"), process_id="con")
        .replace(HEAD.encode(), b"")
        .replace(b'"start"', b'"s2"')
        .replace(b'"end"', b'"e2"')
    )
    drawing = read(main + inner.replace(b"start-trong", b"f1").replace(b"trong-end", b"f2"))
    assert drawing.process_ids == ("qt", "con")
    assert drawing.elements["trong"].parent_id == "con"


def test_an_id_used_twice_and_a_file_without_process_are_refused() -> None:
    for xml, words in ((line(user("a")) .replace(b"<bpmn:endEvent", user("a").encode() + b"<bpmn:endEvent"), "used twice"), (HEAD.encode() + b"</bpmn:definitions>", "no process")):  # fmt: skip
        with pytest.raises(ProcedureError, match=words):
            read(xml)


def test_our_attributes_only_by_namespace() -> None:
    drawing = read(
        line(user("a", tc_deadline=" PT5M ", deadline="x"), service("s", "http", parameters="url=u|body={a}"))
    )
    assert drawing.elements["a"].settings == {"deadline": "PT5M"}
    assert drawing.elements["s"].parameters == {"url": "u", "body": "{a}"}

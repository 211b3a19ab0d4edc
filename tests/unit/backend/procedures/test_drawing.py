"""What an element says of itself."""

from __future__ import annotations

from backend.procedures.drawing import Definition, Element
from backend.procedures.markup import read_markup
from backend.procedures.reading import read_drawing
from tests.unit.backend.procedures.test_paths import NESTED


def element(tag: str = "userTask", name: str = "", **settings: str) -> Element:
    return Element("a1", tag, name, "qt", settings=settings)


def test_names_for_people() -> None:
    assert element(name=" Đóng\n cống ").label == "Đóng cống"
    assert element("exclusiveGateway").label == "Cổng chọn một"
    assert element().about == ("a1", "a1 (bước của người)")
    assert element("khac").about == ("a1", "a1 (khac)")


def test_settings() -> None:
    asked = element(outcomes=" Có ngập; Không ngập;;", variable="tinh_hinh", mayskip="true", required="yes")
    assert asked.outcomes == ("Có ngập", "Không ngập")
    assert asked.variable == "tinh_hinh"
    assert asked.says("mayskip")
    assert not asked.says("required")
    assert element().variable == "a1"
    assert [element(approvals=n).n_approvals for n in ("2", "", "hai", "-1")] == [2, 0, 0, 0]
    assert element("manualTask", approvals="2").n_approvals == 0
    assert (
        element("sendTask").action,
        element("serviceTask").action,
        element("sendTask", action="request").action,
    ) == ("send", "", "request")


def test_events() -> None:
    drawn = Element("t", "boundaryEvent", "", "qt", definitions=(Definition("timer", text="PT5M"),))
    assert drawn.interrupts
    assert drawn.definition("timer") == Definition("timer", text="PT5M")
    assert drawn.definition("message") is None
    assert not Element("t", "boundaryEvent", "", "qt", attributes={"cancelActivity": "false"}).interrupts
    assert Element("e", "subProcess", "", "qt", attributes={"triggeredByEvent": "true"}).waits_for_event


def test_neighbours() -> None:
    drawing = read_drawing(read_markup(NESTED))
    assert [found.element_id for found in drawing.inside("con")] == ["s0", "a", "e0"]
    assert [flow.target for flow in drawing.outgoing("con")] == ["b"]
    assert [flow.source for flow in drawing.incoming("end")] == ["t", "b"]
    assert [found.element_id for found in drawing.attached("con")] == ["t"]

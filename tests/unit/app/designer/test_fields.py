from __future__ import annotations

import pytest

from app.designer.fields import PARAMETERS, Field, action_of, parameter_words, sections_of
from app.designer.page_messages import Element


def element(kind: str, values: dict[str, str] | None = None, **more: object) -> Element:
    base = {"id": "a", "name": "A"}
    return Element("a", f"bpmn:{kind}", kind, base | (values or {}), **more)  # type: ignore[arg-type]


def keys(shown: Element) -> list[str]:
    return [field.key for section in sections_of(shown) for field in section.fields]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (element("UserTask"), {"tc:deadline", "tc:mode", "tc:unit", "tc:evidence", "tc:approvals", "tc:outcomes",
                               "tc:variable", "tc:mayskip", "tc:required", "tc:until", "tc:places"}),
        (element("BusinessRuleTask"), {"tc:expression", "tc:variable", "tc:deadline"}),
        (element("CallActivity"), {"calledElement", "tc:deadline"}),
        (element("SequenceFlow"), {"condition", "default"}),
        (element("Lane"), {"tc:role"}),
        (element("BoundaryEvent", {"timer.kind": "timeDuration", "timer.value": "PT5M"}),
         {"timer.kind", "timer.value", "tc:mode"}),
        (element("ReceiveTask", {"message.name": "Trả lời"}), {"message.name"}),
        (element("EndEvent", {"error.name": ""}), {"error.name"}),
        (element("Participant", {"process.id": "p"}), {"name", "process.id", "process.name", "process.tc:deadline"}),
    ],
)  # fmt: skip
def test_each_kind_of_element_has_its_own_form(vietnamese: None, shown: Element, expected: set[str]) -> None:
    found = keys(shown)
    assert expected <= set(found)
    assert len(found) == len(set(found)), "a key stands for one row"


def test_a_gateway_asks_for_no_deadline_and_a_process_for_no_second_id(vietnamese: None) -> None:
    assert keys(element("ExclusiveGateway")) == ["name", "documentation", "id"]
    assert "id" not in keys(element("Process", {"process.id": "p"}))


@pytest.mark.parametrize("action", sorted(PARAMETERS))
def test_an_action_shows_its_own_parameters(vietnamese: None, action: str) -> None:
    found = [
        key.partition(":")[2]
        for key in keys(element("ServiceTask", {"tc:action": action}))
        if "parameter:" in key
    ]
    assert found == list(PARAMETERS[action])
    assert set(found) <= set(parameter_words())


def test_a_parameter_that_nobody_knows_is_shown_too(vietnamese: None) -> None:
    shown = element("ServiceTask", {"tc:action": "note"}, parameters=(("text", "x"), ("mau", "đỏ")))
    fields = [f for s in sections_of(shown) for f in s.fields if f.parameter]
    assert [(f.parameter, f.label) for f in fields] == [("text", "Lời ghi"), ("mau", "mau")]


def test_a_send_task_sends_unless_it_says_otherwise(vietnamese: None) -> None:
    assert action_of(element("SendTask")) == "send"
    assert action_of(element("SendTask", {"tc:action": "request"})) == "request"
    assert action_of(element("ServiceTask")) == ""
    assert "parameter:template" in keys(element("SendTask"))


def test_the_form_speaks_vietnamese(vietnamese: None) -> None:
    labels = {f.key: f.label for s in sections_of(element("UserTask")) for f in s.fields}
    assert (labels["tc:deadline"], labels["tc:evidence"]) == ("Thời hạn", "Minh chứng")
    assert Field("tc:unit", "x").parameter == ""

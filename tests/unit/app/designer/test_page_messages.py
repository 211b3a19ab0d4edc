from __future__ import annotations

import msgspec
import pytest

from app.designer.page_messages import Changed, Imported, Question, Selected, Started, read_event


def test_each_message_is_read_as_its_kind() -> None:
    assert read_event('{"kind": "started"}') == Started()
    imported = read_event('{"kind": "imported", "seq": 2, "xml": "<a/>", "n_drawn": 9, "warnings": ["w"]}')
    assert imported == Imported(2, "<a/>", 9, ("w",))
    changed = read_event(
        '{"kind": "changed", "seq": 1, "xml": "<a/>", "can_undo": true, "can_redo": false, "n_drawn": 1,'
        ' "questions": [{"id": "a", "name": "A", "outcomes": ["x", "y"]}]}'
    )
    assert isinstance(changed, Changed)
    assert changed.questions == (Question("a", "A", ("x", "y")),)


def test_an_element_carries_its_values_and_parameters() -> None:
    event = read_event(
        '{"kind": "selected", "n_selected": 1, "element": {"id": "a", "type": "bpmn:SendTask", "words": "Gửi tin",'
        ' "values": {"tc:unit": "x"}, "parameters": [["to", "citizen"]], "lane": "Trực ban"}}'
    )
    assert isinstance(event, Selected)
    assert event.element.values["tc:unit"] == "x"
    assert event.element.parameters == (("to", "citizen"),)


@pytest.mark.parametrize("text", ["", "{}", '{"kind": "other"}', '{"kind": "imported", "seq": "x"}'])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        read_event(text)

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.designer.editors import LineEditor, TextEditor
from app.designer.page_messages import Element
from app.designer.panel import FieldEdited, ParametersEdited, PropertiesPanel
from tests.unit.app.designer.conftest import FINDINGS
from widgets.theme.palettes import look_for

TASK = Element("a", "bpmn:UserTask", "Việc có người làm", {"id": "a", "name": "Xác  minh", "tc:unit": "x"})
SEND = Element(
    "b",
    "bpmn:SendTask",
    "Gửi tin",
    {"id": "b", "name": ""},
    parameters=(("template", "t"), ("to", "citizen")),
)


def make(qtbot: QtBot) -> tuple[PropertiesPanel, list[object]]:
    panel = PropertiesPanel(look_for("dark", "desk"), "vi")
    qtbot.addWidget(panel)
    got: list[object] = []
    panel.edited.connect(got.append)
    panel.parameters_edited.connect(got.append)
    return panel, got


def line(panel: PropertiesPanel, key: str) -> LineEditor:
    editor = panel.editors[key]
    assert isinstance(editor, LineEditor)
    return editor


def test_it_shows_an_element_and_passes_a_change_on(qtbot: QtBot, vietnamese: None) -> None:
    panel, got = make(qtbot)
    panel.show_element(TASK)
    assert (panel.kind.text(), panel.title.text()) == ("Việc có người làm", "Xác minh")
    assert line(panel, "tc:unit").line.text() == "x"
    line(panel, "tc:unit").line.setText("thoat-nuoc")
    panel.commit()
    assert got == [FieldEdited("a", "tc:unit", "thoat-nuoc")]


def test_what_is_typed_belongs_to_the_element_that_was_shown(qtbot: QtBot, vietnamese: None) -> None:
    panel, got = make(qtbot)
    panel.show_element(TASK)
    text = panel.editors["documentation"]
    assert isinstance(text, TextEditor)
    text.text.setPlainText("Xem camera")
    panel.show_element(SEND)
    assert got == [FieldEdited("a", "documentation", "Xem camera")]


def test_the_form_stays_while_the_same_rows_are_shown(qtbot: QtBot, vietnamese: None) -> None:
    panel, _got = make(qtbot)
    panel.show_element(TASK)
    before = panel.editors["name"]
    panel.show_element(Element("a", TASK.type, TASK.words, {"id": "a", "name": "Khác"}))
    assert panel.editors["name"] is before
    assert line(panel, "name").line.text() == "Khác"
    panel.show_element(SEND)
    assert panel.editors["name"] is not before


def test_parameters_are_handed_over_as_a_whole(qtbot: QtBot, vietnamese: None) -> None:
    panel, got = make(qtbot)
    panel.show_element(SEND)
    line(panel, "parameter:channel").line.setText("zalo")
    line(panel, "parameter:to").line.setText("")
    panel.commit()
    assert got[-1] == ParametersEdited("b", (("template", "t"), ("channel", "zalo")))


def test_findings_stand_at_the_top_with_their_cure(qtbot: QtBot, vietnamese: None) -> None:
    panel, _got = make(qtbot)
    panel.show_element(TASK)
    panel.show_findings([FINDINGS[1]])
    assert panel.findings.text() == "◆ thiếu vai trò\nđặt vai trò"
    assert panel.findings.property("level") == "error"
    assert not panel.findings.isHidden()
    panel.show_findings([])
    assert panel.findings.isHidden()


def test_several_elements_are_counted_and_units_offered(qtbot: QtBot, vietnamese: None) -> None:
    panel, _got = make(qtbot)
    panel.suggest("tc:unit", ("thoat-nuoc",))
    panel.show_element(TASK, n_selected=3)
    assert panel.kind.text() == "3 phần tử"
    assert not panel.editors["name"].isEnabled(), "a change would reach only one of them"
    panel.show_element(TASK)
    assert panel.editors["name"].isEnabled()
    assert line(panel, "tc:unit").line.completer() is not None
    panel.suggest("tc:unit", ())
    assert line(panel, "tc:unit").line.completer() is None

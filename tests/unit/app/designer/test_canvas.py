from __future__ import annotations

import html
import logging
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from app.designer.canvas import Canvas
from app.designer.document import decode_xml, new_procedure
from app.designer.page_messages import Changed, Element, Handed, Imported, PageEvent, Refused, Selected, Unset
from tests.unit.app.designer.bpmn_facts import Fact, facts, n_diagram_elements
from tests.unit.app.designer.conftest import FLOOD, WAIT_MS
from widgets.theme.palettes import look_for

REFERENCE = ["A.1.0", "A.2.0", "A.2.1", "A.3.0", "A.4.0", "A.4.1", "B.1.0", "B.2.0"]
LOST = {("{http://www.w3.org/2001/XMLSchema-instance}type", "Point"), ("messageVisibleKind", "initiating")}
"""What is not written again: a waypoint's declared type, and that a message is the first one (its drawing stays)."""
ADDED = {"isMarkerVisible"}
"""Written for exclusive gateways that leave it out."""


Event = TypeVar("Event")


class Watched:
    """A canvas and what it told."""

    def __init__(self, qtbot: QtBot, canvas: Canvas) -> None:
        self.canvas, self._qtbot = canvas, qtbot
        self.events: list[PageEvent] = []
        canvas.told.connect(self.events.append)

    def wait(self, kind: type[Event], start: int = 0) -> Event:
        """Return the first event of a kind from `start` on."""
        self._qtbot.waitUntil(
            lambda: any(isinstance(event, kind) for event in self.events[start:]), timeout=WAIT_MS
        )
        return next(event for event in self.events[start:] if isinstance(event, kind))

    def select(self, element_id: str) -> Element:
        """Return what is told of an element once it is selected."""
        self.canvas.select(element_id)
        told = self.events
        self._qtbot.waitUntil(
            lambda: isinstance(told[-1], Selected) and told[-1].element.id == element_id, timeout=WAIT_MS
        )
        assert isinstance(told[-1], Selected)
        return told[-1].element


@pytest.fixture
def watched(qtbot: QtBot, vietnamese: None) -> Iterator[Watched]:
    canvas = Canvas(look_for("dark", "desk"), "vi")
    canvas.resize(1300, 800)
    made = Watched(qtbot, canvas)
    canvas.show()
    yield made
    canvas.release()
    canvas.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.wait(20)


def draw(watched: Watched, xml: str) -> Imported:
    start = len(watched.events)
    watched.canvas.open(xml)
    return watched.wait(Imported, start)


def n_colours(watched: Watched) -> int:
    picture = watched.canvas.surface._view.grab().toImage()
    return len({picture.pixel(x, y) for x in range(100, 1300, 3) for y in range(0, 700, 3)})


def picture_has_drawing(qtbot: QtBot, watched: Watched) -> None:
    qtbot.waitUntil(lambda: n_colours(watched) > 20, timeout=WAIT_MS)


# ---- the reference models ---------------------------------------------------------------------------


def test_the_reference_models_are_drawn_whole_and_come_back_as_they_were(
    qtbot: QtBot, watched: Watched, real_data: Path
) -> None:
    for name in REFERENCE:
        content = (real_data / "bpmn_miwg" / "Reference" / f"{name}.bpmn").read_bytes()
        drawn = draw(watched, decode_xml(content))
        assert drawn.warnings == (), name
        assert drawn.n_drawn == n_diagram_elements(content), name
        picture_has_drawing(qtbot, watched)
        before, after = facts(content), facts(drawn.xml)
        lost = {(key, value) for _where, key, value in before - after}
        assert lost <= LOST, name
        added = [
            fact for fact in after - before if "BPMNDiagram#/" not in fact[0] and not is_empty_sheet(fact)
        ]
        assert {key for _where, key, _value in added} <= ADDED, name


def is_empty_sheet(fact: tuple[str, str, str]) -> bool:
    """Return whether a fact is the empty second sheet that a collapsed sub-process is given."""
    where, _key, _value = fact
    return where.rpartition("/")[2] == "" or where.endswith(("BPMNDiagram#", "BPMNPlane#"))


# ---- our own properties -----------------------------------------------------------------------------


def test_our_properties_come_back_as_they_were(watched: Watched) -> None:
    drawn = draw(watched, FLOOD.read_text("utf-8"))
    before, after = facts(FLOOD.read_text("utf-8")), facts(drawn.xml)
    assert before == after
    assert drawn.n_drawn == n_diagram_elements(drawn.xml)
    assert {q.id: q.outcomes for q in drawn.questions} == {
        "xac_minh": ("Có ngập", "Không ngập"),
        "duyet": ("approved", "rejected"),
    }


def test_a_selected_task_tells_all_that_the_form_shows(watched: Watched) -> None:
    draw(watched, FLOOD.read_text("utf-8"))
    element = watched.select("nhan_tin")
    assert (element.type, element.words, element.lane) == ("bpmn:SendTask", "Gửi tin", "Trực ban")
    assert element.values["tc:confirm"] == "true"
    assert dict(element.parameters) == {"template": "ngap-phuong", "to": "citizen", "channel": "zalo"}


SETTINGS = [
    ("xac_minh", "tc:deadline", "PT20M", 'tc:deadline="PT20M"'),
    (
        "xac_minh",
        "documentation",
        "Xem & <chụp>",
        "<bpmn:documentation>Xem & <chụp></bpmn:documentation>",
    ),
    ("bom", "name", "Bơm nước", 'name="Bơm nước"'),
    ("bom", "id", "bom_nuoc", 'id="bom_nuoc"'),
    ("khung", "process.tc:deadline", "PT6H", 'tc:deadline="PT6H"'),
    ("khung", "process.id", "ngap-moi", 'processRef="ngap-moi"'),
    ("lan_lanh_dao", "tc:role", "chu-tich", 'tc:role="chu-tich"'),
    ("f_co_ngap_dong", "condition", "muc == 'thấp'", "muc == 'thấp'"),
    ("f_co_ngap_dong", "default", "true", 'default="f_co_ngap_dong"'),
    ("dong_duong", "calledElement", "cam-duong", 'calledElement="cam-duong"'),
    ("muc_do", "tc:expression", "n > 3 ? 'a' : 'b'", "tc:expression=\"n > 3 ? 'a' : 'b'\""),
]


def without_label_places(xml: str) -> Counter[Fact]:
    """Return what a file says but where its labels stand: the tool measures them when they are touched."""
    return Counter({fact: n for fact, n in facts(xml).items() if "BPMNLabel#" not in fact[0]})


def test_each_property_that_is_set_is_in_the_file_and_undone_in_one_step(watched: Watched) -> None:
    draw(watched, FLOOD.read_text("utf-8"))
    original = without_label_places(FLOOD.read_text("utf-8"))
    for element_id, key, value, written in SETTINGS:
        start = len(watched.events)
        watched.canvas.set_field(element_id, key, value)
        changed = watched.wait(Changed, start)
        assert written in html.unescape(changed.xml), key
        assert changed.can_undo
        start = len(watched.events)
        watched.canvas.undo()
        undone = watched.wait(Changed, start)
        assert without_label_places(undone.xml) == original, key


def test_an_id_that_was_given_back_may_be_taken_again(watched: Watched) -> None:
    draw(watched, FLOOD.read_text("utf-8"))
    for element_id, key, value in (("khung", "process.id", "moi"), ("bom", "id", "ngap-duong")):
        start = len(watched.events)
        watched.canvas.set_field(element_id, key, value)
        assert f'id="{value}"' in watched.wait(Changed, start).xml
    for _ in range(2):
        start = len(watched.events)
        watched.canvas.undo()
        watched.wait(Changed, start)
    start = len(watched.events)
    watched.canvas.set_field("bom", "id", "ngap-duong")
    assert "ngap-duong" in watched.wait(Unset, start).reason, "it is the procedure's again"


def test_parameters_are_replaced_and_other_extensions_stay(watched: Watched) -> None:
    xml = FLOOD.read_text("utf-8").replace(
        "<bpmn:extensionElements><tc:parameters>",
        '<bpmn:extensionElements><x:note xmlns:x="urn:x" a="1">giữ</x:note><tc:parameters>',
    )
    draw(watched, xml)
    start = len(watched.events)
    watched.canvas.set_parameters("nhan_tin", [("template", "mưa-lớn"), ("to", "truc-ban")])
    changed = watched.wait(Changed, start)
    assert '<tc:parameter name="template" value="mưa-lớn" />' in changed.xml
    assert "zalo" not in changed.xml
    assert changed.xml.count('a="1">giữ<') == 3


def test_a_timer_and_a_message_are_set_on_their_events(watched: Watched) -> None:
    extra = """<bpmn:intermediateCatchEvent id="cho"><bpmn:timerEventDefinition id="dn"/></bpmn:intermediateCatchEvent>
    <bpmn:receiveTask id="nhan"/><bpmn:receiveTask id="nhan2"/></bpmn:process>"""
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{i}_di" bpmnElement="{i}"><dc:Bounds x="{x}" y="340" width="{w}" height="{w}" />'
        "</bpmndi:BPMNShape>"
        for i, x, w in (("cho", 200, 36), ("nhan", 300, 80), ("nhan2", 420, 80))
    )
    plane = "</bpmndi:BPMNPlane>"
    xml = FLOOD.read_text("utf-8").replace("</bpmn:process>", extra).replace(plane, shapes + plane)
    draw(watched, xml)
    for element_id, key, value in (
        ("cho", "timer.value", "PT10M"),
        ("cho", "timer.kind", "timeCycle"),
        ("nhan", "message.name", "Trả lời"),
        ("nhan2", "message.name", "Trả lời"),
        ("nhan", "message.name", "Trả lời khác"),
    ):
        start = len(watched.events)
        watched.canvas.set_field(element_id, key, value)
        changed = watched.wait(Changed, start)
    assert "<bpmn:timeCycle" in changed.xml
    assert "<bpmn:timeDuration" not in changed.xml
    assert "PT10M</bpmn:timeCycle>" in changed.xml
    assert changed.xml.count('<bpmn:message id="') == 2
    start = len(watched.events)
    watched.canvas.set_field("nhan2", "message.name", "")
    assert watched.wait(Changed, start).xml.count('<bpmn:message id="') == 1, (
        "a message that nobody uses goes"
    )


def test_what_cannot_be_set_is_said_in_words(watched: Watched) -> None:
    draw(watched, FLOOD.read_text("utf-8"))
    for value, words in (("co_ngap", "đã dùng cho phần tử khác"), ("2 việc", "phải bắt đầu bằng chữ")):
        start = len(watched.events)
        watched.canvas.set_field("bom", "id", value)
        assert words in watched.wait(Unset, start).reason


# ---- hostile and broken files -----------------------------------------------------------------------


def test_a_hostile_name_runs_no_script_and_reaches_nothing(
    qtbot: QtBot, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    evil = (
        "&lt;img src=x onerror=&quot;window.tile.load=null;document.title='owned'&quot;&gt;"
        "&lt;script&gt;document.title='owned'&lt;/script&gt;"
    )
    xml = FLOOD.read_text("utf-8").replace("Xác minh qua camera", evil).replace("PT5M", evil)
    with caplog.at_level(logging.WARNING):
        drawn = draw(watched, xml)
        watched.canvas.show_findings({"xac_minh": "error"})
        watched.canvas.show_trace(["xac_minh"])
        assert "onerror" in watched.select("xac_minh").values["name"]
    title: list[str] = []
    watched.canvas.surface._page.runJavaScript(
        "document.title + document.querySelectorAll('img').length", title.append
    )
    qtbot.waitUntil(lambda: bool(title), timeout=WAIT_MS)
    assert title == ["Toàn Cảnh0"]
    assert facts(drawn.xml) == facts(xml)


def test_a_file_that_is_no_drawing_is_refused_with_the_reason(watched: Watched) -> None:
    for xml in (
        "<html/>",
        "không phải XML",
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    ):
        start = len(watched.events)
        watched.canvas.open(xml)
        assert watched.wait(Refused, start).reason


# ---- the page's death -------------------------------------------------------------------------------


def test_a_page_that_dies_comes_back_with_the_newest_strokes(watched: Watched) -> None:
    draw(watched, FLOOD.read_text("utf-8"))
    start = len(watched.events)
    watched.canvas.set_field("bom", "name", "Bơm thứ hai")
    watched.wait(Changed, start)
    handed: list[Handed] = []
    start = len(watched.events)
    os.kill(watched.canvas.surface.renderer_pid(), signal.SIGKILL)
    watched.canvas.hand("xml", handed.append)
    again = watched.wait(Changed, start)
    assert "Bơm thứ hai" in again.xml
    assert not any(isinstance(event, Imported) for event in watched.events[start:])
    assert "Bơm thứ hai" in handed[0].text, "what was asked of the dead page is answered too"


def test_a_file_that_kills_the_page_is_not_tried_again(qtbot: QtBot, watched: Watched) -> None:
    draw(watched, FLOOD.read_text("utf-8"))
    start = len(watched.events)
    watched.canvas.open(FLOOD.read_text("utf-8"))
    os.kill(watched.canvas.surface.renderer_pid(), signal.SIGKILL)
    assert "bị ngắt" in watched.wait(Refused, start).reason
    assert "xac_minh" in draw(watched, FLOOD.read_text("utf-8")).xml


def test_the_drawing_is_handed_out_as_text_and_picture(qtbot: QtBot, watched: Watched) -> None:
    early: list[Handed] = []
    watched.canvas.hand("svg", early.append)
    assert early[0].reason
    draw(watched, new_procedure("Quy trình", "Bắt đầu", "Việc", "Kết thúc"))
    handed: list[Handed] = []
    watched.canvas.hand("svg", handed.append)
    watched.canvas.hand("xml", handed.append)
    qtbot.waitUntil(lambda: len(handed) == 2, timeout=WAIT_MS)
    [xml] = [h.text for h in handed if "<bpmn:definitions" in h.text]
    [svg] = [h.text for h in handed if "<svg" in h.text]
    assert "viec_1" in xml
    assert "fill: rgb(255, 255, 255)" in svg
    assert "rgb(232, 237, 242)" not in svg, "the screen's colours are not for paper"

"""The procedure that is open: where it came from, how it is now, whether that is saved. Pure."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import msgspec

NAMESPACE = "urn:toancanh:bpmn:1"
_PROCESS = re.compile(r"<(?:[\w.-]+:)?process\b[^>]*?\bid=\"([^\"]+)\"")

_ENCODING = re.compile(rb"(\s*<\?xml[^>]*?encoding=[\"'])([A-Za-z0-9._-]+)")
_DECLARED = re.compile(r"(\A\s*<\?xml[^>]*?encoding=[\"'])[A-Za-z0-9._-]+")


class Document(msgspec.Struct, frozen=True):
    """One open procedure."""

    xml: str
    """As it is now."""
    clean_xml: str
    """As it was when it was opened or last saved, in the drawing tool's spelling."""
    path: Path | None = None
    origin: str = ""
    """Name of a published version that it was opened from, empty for files."""

    @property
    def changed(self) -> bool:
        """Return whether there is something to save."""
        return self.xml != self.clean_xml

    @property
    def safe(self) -> bool:
        """Return whether all of it is kept: in a file or at the daemon."""
        return not self.changed and (self.path is not None or bool(self.origin))

    def saved(self, path: Path) -> Document:
        """Return the document after it was saved."""
        return Document(self.xml, self.xml, path)

    def now(self, xml: str) -> Document:
        """Return the document with another text."""
        return msgspec.structs.replace(self, xml=xml)

    def kept(self, origin: str) -> Document:
        """Return the document after its text was published as `origin`: nothing of it can be lost."""
        return msgspec.structs.replace(self, clean_xml=self.xml, origin=origin)


def decode_xml(content: bytes) -> str:
    """Return the text of an XML file in the encoding that it declares, UTF-8 where it declares none.

    The returned text declares UTF-8, which is what it is written in from then on.

    Raises:
        UnicodeError: its bytes are not of that encoding.
        LookupError: nobody knows that encoding.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16")
    else:
        declared = _ENCODING.match(content.removeprefix(codecs.BOM_UTF8))
        text = content.decode(declared.group(2).decode("ascii") if declared else "utf-8").removeprefix(
            "\ufeff"
        )
    return _DECLARED.sub(r"\1UTF-8", text, count=1)


def procedure_id(xml: str) -> str:
    """Return the id of the first process in a BPMN text, empty where there is none."""
    found = _PROCESS.search(xml)
    return found.group(1) if found else ""


def new_procedure(name: str, start: str, task: str, end: str) -> str:
    """Return the BPMN text of a new procedure: start, one task for a person, end; with words of the user."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:tc="{NAMESPACE}"
    id="definitions" targetNamespace="{NAMESPACE}">
  <bpmn:collaboration id="khung">
    <bpmn:participant id="khung_quy_trinh" name="{name}" processRef="quy-trinh-moi" />
  </bpmn:collaboration>
  <bpmn:process id="quy-trinh-moi" name="{name}" isExecutable="true">
    <bpmn:laneSet id="lan">
      <bpmn:lane id="lan_truc_ban" name="Trực ban" tc:role="truc-ban">
        <bpmn:flowNodeRef>bat_dau</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>viec_1</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>ket_thuc</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="bat_dau" name="{start}"><bpmn:outgoing>luong_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="viec_1" name="{task}">
      <bpmn:incoming>luong_1</bpmn:incoming>
      <bpmn:outgoing>luong_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="ket_thuc" name="{end}"><bpmn:incoming>luong_2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="luong_1" sourceRef="bat_dau" targetRef="viec_1" />
    <bpmn:sequenceFlow id="luong_2" sourceRef="viec_1" targetRef="ket_thuc" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="ban_ve">
    <bpmndi:BPMNPlane id="trang" bpmnElement="khung">
      {_shape("khung_quy_trinh", (160, 80, 760, 220), horizontal=True)}
      {_shape("lan_truc_ban", (190, 80, 730, 220), horizontal=True)}
      {_shape("bat_dau", (252, 172, 36, 36))}
      {_shape("viec_1", (360, 150, 120, 80))}
      {_shape("ket_thuc", (552, 172, 36, 36))}
      <bpmndi:BPMNEdge id="luong_1_di" bpmnElement="luong_1">
        <di:waypoint x="288" y="190" /><di:waypoint x="360" y="190" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="luong_2_di" bpmnElement="luong_2">
        <di:waypoint x="480" y="190" /><di:waypoint x="552" y="190" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def _shape(element: str, box: tuple[int, int, int, int], *, horizontal: bool = False) -> str:
    x, y, width, height = box
    turned = ' isHorizontal="true"' if horizontal else ""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}" />'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}"{turned}>{bounds}</bpmndi:BPMNShape>'

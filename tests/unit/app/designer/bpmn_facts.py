"""What a BPMN file says, as a bag of facts that two spellings of the same model share."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
Fact = tuple[str, str, str]
"""Where, what, value."""

_DEFAULTS = {
    "completionQuantity": "1", "startQuantity": "1", "isForCompensation": "false", "triggeredByEvent": "false",
    "cancelActivity": "true", "parallelMultiple": "false", "isInterrupting": "true", "isCollection": "false",
    "gatewayDirection": "Unspecified", "isClosed": "false", "processType": "None", "isImmediate": "true",
    "expressionLanguage": "http://www.w3.org/1999/XPath", "typeLanguage": "http://www.w3.org/2001/XMLSchema",
    "associationDirection": "None", "instantiate": "false", "eventGatewayType": "Exclusive", "isUnlimited": "false",
    "behavior": "All", "isSequential": "false", "itemKind": "Information", "textFormat": "text/plain",
    "implementation": "##unspecified", "testBefore": "false", "minimum": "0", "maximum": "1", "mustUnderstand": "false",
    "waitForCompletion": "true", "isBold": "false", "isItalic": "false", "isUnderline": "false",
    "isStrikeThrough": "false", "structureRef": "",
}  # fmt: skip
"""Defaults of the BPMN 2.0 schema: an attribute that has its default may be left out."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def parsed(text: bytes | str) -> ET.Element:
    """Return the root of a file of the tests' own."""
    return ET.fromstring(text)  # noqa: S314 - nobody else writes these files


def facts(text: bytes | str) -> Counter[Fact]:
    """Return each element, attribute and text of a file; order, prefixes and spacing do not count."""
    found: Counter[Fact] = Counter()
    _collect(parsed(text), "", found)
    return found


def _collect(element: ET.Element, above: str, found: Counter[Fact]) -> None:
    name = element.tag.rpartition("}")[2]
    where = f"{above}/{element.tag}#{element.get('id', '')}"
    found[(where, "element", "")] += 1
    for key, value in element.attrib.items():
        if _DEFAULTS.get(key) != value:
            found[(where, key, _value(key, value))] += 1
    text = " ".join((element.text or "").split())
    if text:
        found[(where, "text", _value(name, text))] += 1
    for child in element:
        _collect(child, where, found)


def _value(key: str, value: str) -> str:
    if _NUMBER.fullmatch(value):
        return str(float(value))
    if key.rpartition("}")[2] in ("type", "evaluatesToTypeRef", "itemSubjectRef", "structureRef"):
        value = value.rpartition(":")[2]  # a QName: its prefix is the writer's choice
    return " ".join(value.split())


def n_diagram_elements(text: bytes | str) -> int:
    """Return how many shapes and edges the file's diagrams have."""
    root = parsed(text)
    return sum(len(list(root.iter(DI + kind))) for kind in ("BPMNShape", "BPMNEdge"))

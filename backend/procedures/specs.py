"""From a drawing to the task specifications that SpiffWorkflow runs."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import SIGNAL_EVENT_XPATH, EndEventParser
from SpiffWorkflow.bpmn.parser.task_parsers import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.defaults import (
    CallActivity,
    EndEvent,
    EventBasedGateway,
    ManualTask,
    SubWorkflowTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from backend.procedures.clockwork import DueTimer, RuleTask
from backend.procedures.drawing import ACTION, PERSON, Drawing, Element
from backend.procedures.findings import ProcedureError, say
from backend.procedures.markup import BPMN, WHOLE_FILE, children

GONE = "tc.gone"
"""Stands for finished elements that a newer version no longer has."""
_DROPPED = (
    "ioSpecification", "dataInputAssociation", "dataOutputAssociation", "dataObject", "dataObjectReference",
    "dataStore", "dataStoreReference", "laneSet", "collaboration", "extensionElements", "correlationProperty",
    "property",
)  # fmt: skip
_SPLITTING = PERSON | ACTION | {
    "receiveTask", "businessRuleTask", "callActivity", "subProcess",
    "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
}  # fmt: skip


class Specs(msgspec.Struct, frozen=True):
    """What SpiffWorkflow needs to run one procedure; shared by all its runs and never changed."""

    main: Any
    """`BpmnProcessSpec`."""
    parts: dict[str, Any]
    """Its sub-processes and called processes of the same file, by name."""
    calls: tuple[str, ...]
    """Procedures of other files that it calls."""


class _EndParser(EndEventParser):  # type: ignore[misc] # SpiffWorkflow is untyped
    """An end event that may raise a signal, too."""

    def create_task(self) -> Any:
        """Return the specification of an end event."""
        if not self.xpath(SIGNAL_EVENT_XPATH):
            return super().create_task()
        task = self._create_task(self.get_event_definition([SIGNAL_EVENT_XPATH]))
        task.connect(self.spec.end)
        return task


class _Parser(BpmnParser):  # type: ignore[misc] # SpiffWorkflow is untyped
    """Persons and actions wait to be told that they are done; rules are CEL."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - SpiffWorkflow's name and shape
        **{full_tag(tag): (TaskParser, ManualTask) for tag in PERSON | ACTION},
        full_tag("businessRuleTask"): (TaskParser, RuleTask),
        full_tag("endEvent"): (_EndParser, EndEvent),
    }


def build_specs(root: etree._Element, drawing: Drawing) -> Specs:
    """Return the specifications of a drawing.

    Raises:
        ProcedureError: SpiffWorkflow cannot run it.
    """
    parser = _Parser()
    try:
        parser.add_bpmn_xml(_prepared(root, drawing))
        main = parser.get_spec(drawing.process_id)
        parts = _parts(parser, main)
    except (ValidationException, RecursionError) as error:
        raise ProcedureError([_unrunnable(error, drawing)]) from error
    calls = tuple(name for name, spec in parts.items() if spec is None)
    found = {name: spec for name, spec in parts.items() if spec is not None}
    for spec in (main, *found.values()):
        _dress(spec, drawing)
    renamed = {_part_name(name, drawing): spec for name, spec in found.items()}
    return Specs(main=main, parts=renamed, calls=calls)


def _parts(parser: _Parser, main: Any) -> dict[str, Any]:
    """Return the specifications that `main` stands on, by name; None: of another file."""
    found: dict[str, Any] = {}
    queue = [main]
    for spec in queue:
        for task_spec in spec.task_specs.values():
            if isinstance(task_spec, SubWorkflowTask | CallActivity) and task_spec.spec not in found:
                part = found[task_spec.spec] = parser.get_spec(task_spec.spec, required=False)
                if part is not None:
                    queue.append(part)
    return found


def _part_name(name: str, drawing: Drawing) -> str:
    """Return the name of a part: unique among procedures that call one another."""
    return f"{drawing.process_id}/{name}"


def _dress(spec: Any, drawing: Drawing) -> None:
    """Give task specifications their drawn elements, and timers that know no machine's clock."""
    SimpleBpmnTask(spec, GONE)
    for task_spec in list(spec.task_specs.values()):
        element = drawing.elements.get(task_spec.bpmn_id or "")
        task_spec.element = element
        if isinstance(task_spec, SubWorkflowTask) or (
            isinstance(task_spec, CallActivity) and task_spec.spec in drawing.process_ids
        ):
            task_spec.spec = _part_name(task_spec.spec, drawing)
        if isinstance(task_spec, EventBasedGateway):
            waits = [drawing.elements[found.bpmn_id] for found in task_spec.outputs]
            definitions = task_spec.event_definition.event_definitions
            definitions[:] = [_timed(d, e) for d, e in zip(definitions, waits, strict=True)]
        elif element is not None and hasattr(task_spec, "event_definition"):
            task_spec.event_definition = _timed(task_spec.event_definition, element)


def _timed(definition: Any, element: Element) -> Any:
    drawn = element.definition("timer")
    if drawn is None or not isinstance(definition, TimerEventDefinition):
        return definition
    return DueTimer(element, drawn)


def _prepared(root: etree._Element, drawing: Drawing) -> etree._Element:
    """Return a copy with only what runs, and with gateways where a task has several ways out."""
    prepared = copy.deepcopy(root)
    for process in children(prepared, "process"):
        if process.get("id") in drawing.process_ids:
            process.set("isExecutable", "true")
        else:
            prepared.remove(process)
    for tag in _DROPPED:
        for node in list(prepared.iter(f"{{{BPMN}}}{tag}")):
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
    for node in children(prepared, "message") + children(prepared, "signal"):
        node.set("name", node.get("name") or node.get("id", ""))
    for node in list(prepared.iter(f"{{{BPMN}}}startEvent")):
        for definition in [child for child in node if str(child.tag).endswith("EventDefinition")]:
            node.remove(definition)
    for element in drawing.elements.values():
        if element.tag in _SPLITTING and len(drawing.outgoing(element.element_id)) > 1:
            _split(prepared, drawing, element)
    return prepared


def _split(prepared: etree._Element, drawing: Drawing, element: Element) -> None:
    """Put a gateway after a task with several ways out, as BPMN means it."""
    flows = drawing.outgoing(element.element_id)
    kind = "inclusiveGateway" if any(flow.condition is not None for flow in flows) else "parallelGateway"
    nodes = {node.get("id", ""): node for node in prepared.iter(f"{{{BPMN}}}*")}
    task, gateway_id = nodes[element.element_id], f"{element.element_id}.split"
    parent = task.getparent()
    if parent is None:
        return
    gateway = etree.SubElement(parent, f"{{{BPMN}}}{kind}", id=gateway_id)
    if "default" in task.attrib:
        gateway.set("default", task.attrib.pop("default"))
    for flow in flows:
        nodes[flow.flow_id].set("sourceRef", gateway_id)
    between = {"id": f"{gateway_id}.flow", "sourceRef": element.element_id, "targetRef": gateway_id}
    etree.SubElement(parent, f"{{{BPMN}}}sequenceFlow", between)


def _unrunnable(error: Exception, drawing: Drawing) -> Any:
    element = drawing.elements.get(getattr(error, "id", "") or "")
    words = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    return say(
        element.about if element else WHOLE_FILE,
        (f"bộ chạy quy trình không nhận: {words}", f"the engine does not accept it: {words}"),
        ("Sửa phần tử này trong trình vẽ.", "Correct this element in the designer."),
    )

"""Reads a drawing from the XML of a BPMN file."""

from __future__ import annotations

from typing import cast

from lxml import etree

from backend.procedures.drawing import NO_LANE, NODES, Definition, Drawing, Element, Flow, Form, Lane
from backend.procedures.findings import ProcedureError, say
from backend.procedures.markup import BPMN, OURS, WHOLE_FILE, children, tag_of, text_of

_TIMERS: tuple[tuple[str, Form], ...] = (
    ("timeDate", "date"),
    ("timeDuration", "duration"),
    ("timeCycle", "cycle"),
)
_NAMED = {
    "messageRef": "name",
    "signalRef": "name",
    "errorRef": "errorCode",
    "escalationRef": "escalationCode",
}
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_SILENT = ("dataObjectReference", "dataStoreReference")


def read_drawing(root: etree._Element) -> Drawing:
    """Return what a BPMN file shows.

    Raises:
        ProcedureError: the file holds no process.
    """
    processes = {node.get("id", ""): node for node in children(root, "process")}
    if not processes:
        about = ("tệp không có quy trình nào.", "the file holds no process.")
        raise ProcedureError([say(WHOLE_FILE, about, ("Vẽ một quy trình.", "Draw a process."))])
    chosen = _chosen(processes)
    ids = _called_within(chosen, processes)
    reader = _Reader(root)
    for process_id in ids:
        reader.read(processes[process_id], reader.lanes(processes[process_id]))
    pools = {node.get("processRef", ""): node.get("name", "") for node in root.iter(f"{{{BPMN}}}participant")}
    process = processes[chosen]
    return Drawing(
        process_id=chosen,
        title=" ".join((process.get("name") or pools.get(chosen) or chosen).split()),
        settings=_settings(process),
        elements=reader.elements,
        flows=tuple(reader.flows),
        process_ids=tuple(ids),
        executable=process.get("isExecutable") == "true",
        others=tuple(
            pools.get(key) or node.get("name") or key
            for key, node in processes.items()
            if key not in ids and any(tag_of(child) in NODES for child in node)
        ),
        silent=tuple(reader.silent),
    )


def _chosen(processes: dict[str, etree._Element]) -> str:
    """Return the process that runs: the executable one, or the largest where none is marked so."""

    def size(process_id: str) -> tuple[bool, int]:
        node = processes[process_id]
        return node.get("isExecutable") == "true", sum(1 for found in node.iter() if tag_of(found) in NODES)

    return max(processes, key=size)


def _called_within(process_id: str, processes: dict[str, etree._Element]) -> list[str]:
    found = [process_id]
    for here in found:
        for call in processes[here].iter(f"{{{BPMN}}}callActivity"):
            called = call.get("calledElement", "")
            if called in processes and called not in found:
                found.append(called)
    return found


def _settings(node: etree._Element) -> dict[str, str]:
    ours = f"{{{OURS}}}"
    return {
        str(key)[len(ours) :]: str(value).strip()
        for key, value in node.attrib.items()
        if str(key).startswith(ours)
    }


class _Reader:
    """Gathers elements and flows."""

    def __init__(self, root: etree._Element) -> None:
        self.elements: dict[str, Element] = {}
        self.flows: list[Flow] = []
        self.silent: list[tuple[str, str]] = []
        self._named = {
            node.get("id", ""): node
            for node in root
            if tag_of(node) in {"message", "signal", "error", "escalation"}
        }

    def lanes(self, process: etree._Element) -> dict[str, Lane]:
        """Return element id → lane; the innermost lane wins because it comes last."""
        found: dict[str, Lane] = {}
        for lane in process.iter(f"{{{BPMN}}}lane"):
            name = " ".join(lane.get("name", "").split())
            for reference in children(lane, "flowNodeRef"):
                found[(reference.text or "").strip()] = Lane(lane.get(f"{{{OURS}}}role") or name, name)
        return found

    def read(self, parent: etree._Element, lanes: dict[str, Lane], lane: Lane = NO_LANE) -> None:
        """Take up what lies in a process or sub-process; `lane` is that of the sub-process."""
        for node in parent:
            tag = tag_of(node)
            if tag in NODES:
                element = self._element(node, tag, parent.get("id", ""), lanes.get(node.get("id", ""), lane))
                self._check_id(element)
                self.elements[element.element_id] = element
                if tag in {"subProcess", "transaction", "adHocSubProcess"}:
                    self.read(node, lanes, Lane(element.role, element.role_name))
            elif tag == "sequenceFlow":
                self.flows.append(_flow(node))
            elif tag in _SILENT:
                self.silent.append((node.get("id", ""), " ".join(node.get("name", "").split())))

    def _check_id(self, element: Element) -> None:
        if element.element_id and element.element_id not in self.elements:
            return
        words = (
            f"mã {element.element_id!r} trống hoặc trùng với phần tử khác.",
            f"the id {element.element_id!r} is empty or used twice.",
        )
        cure = ("Đặt mã riêng cho từng phần tử.", "Give every element an id of its own.")
        raise ProcedureError([say(element.about, words, cure)])

    def _element(self, node: etree._Element, tag: str, parent_id: str, lane: Lane) -> Element:
        settings = _settings(node)
        unit = settings.get("unit", "")
        return Element(
            element_id=node.get("id", ""),
            tag=tag,
            name=node.get("name", ""),
            parent_id=parent_id,
            role=unit or lane.role,
            role_name="" if unit else lane.name,
            text=text_of(node, "documentation"),
            settings=settings,
            parameters=_parameters(node),
            attributes={
                str(key): str(value) for key, value in node.attrib.items() if not str(key).startswith("{")
            },
            definitions=tuple(self._definitions(node, tag)),
            loops=any(children(node, loop) for loop in _LOOPS),
        )

    def _definitions(self, node: etree._Element, tag: str) -> list[Definition]:
        if tag in {"receiveTask", "sendTask"}:
            return [Definition(kind="message", name=self._name(node))] if node.get("messageRef") else []
        ends = "EventDefinition"
        return [
            self._definition(child, tag_of(child)[: -len(ends)])
            for child in node
            if tag_of(child).endswith(ends)
        ]

    def _definition(self, node: etree._Element, kind: str) -> Definition:
        for tag, form in _TIMERS:
            if kind == "timer" and children(node, tag):
                return Definition(kind=kind, form=form, text=text_of(node, tag))
        return Definition(kind=kind, name=self._name(node))

    def _name(self, node: etree._Element) -> str:
        """Return the name or code of the message, signal, error or escalation that a node refers to."""
        for reference, attribute in _NAMED.items():
            named = self._named.get(node.get(reference, ""))
            if named is not None:
                return str(named.get(attribute, ""))
        return ""


def _flow(node: etree._Element) -> Flow:
    conditions = children(node, "conditionExpression")
    return Flow(
        flow_id=node.get("id", ""),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        name=" ".join(node.get("name", "").split()),
        condition=(conditions[0].text or "").strip() if conditions else None,
    )


def _parameters(node: etree._Element) -> dict[str, str]:
    found = node.iterfind(f"{{{BPMN}}}extensionElements/{{{OURS}}}parameters/{{{OURS}}}parameter")
    return {cast(str, item.get("name", "")): cast(str, item.get("value", "")) for item in found}

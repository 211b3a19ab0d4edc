"""What is drawn in a BPMN file: elements with our settings, flows, lanes; nothing of how it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

PERSON = frozenset({"userTask", "manualTask", "task"})
"""A person does it; a `task` without type is done by a person, too."""
ACTION = frozenset({"serviceTask", "sendTask"})
"""The daemon does it."""
TASKS = PERSON | ACTION | {"receiveTask", "businessRuleTask", "callActivity", "subProcess"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS = frozenset(
    {"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}
)
SUPPORTED = TASKS | GATEWAYS | EVENTS
UNSUPPORTED = frozenset({"scriptTask", "complexGateway", "transaction", "adHocSubProcess"})
NODES = SUPPORTED | UNSUPPORTED

WORDS = {
    "task": ("bước", "task"),
    "userTask": ("bước của người", "user task"),
    "manualTask": ("bước làm tay", "manual task"),
    "serviceTask": ("bước tự động", "service task"),
    "sendTask": ("bước gửi tin", "send task"),
    "receiveTask": ("bước chờ tin", "receive task"),
    "businessRuleTask": ("bước tính theo quy tắc", "business rule task"),
    "scriptTask": ("bước chạy mã", "script task"),
    "callActivity": ("gọi quy trình khác", "call activity"),
    "subProcess": ("quy trình con", "sub-process"),
    "transaction": ("giao dịch", "transaction"),
    "adHocSubProcess": ("quy trình con tự do", "ad-hoc sub-process"),
    "exclusiveGateway": ("cổng chọn một", "exclusive gateway"),
    "inclusiveGateway": ("cổng chọn nhiều", "inclusive gateway"),
    "parallelGateway": ("cổng song song", "parallel gateway"),
    "eventBasedGateway": ("cổng chờ sự kiện", "event-based gateway"),
    "complexGateway": ("cổng phức hợp", "complex gateway"),
    "startEvent": ("sự kiện bắt đầu", "start event"),
    "endEvent": ("sự kiện kết thúc", "end event"),
    "boundaryEvent": ("sự kiện gắn trên bước", "boundary event"),
    "intermediateCatchEvent": ("sự kiện chờ", "catch event"),
    "intermediateThrowEvent": ("sự kiện phát", "throw event"),
}
"""What people call them, in Vietnamese and English."""

Form = Literal["", "date", "duration", "cycle"]


class Definition(msgspec.Struct, frozen=True):
    """What an event waits for or does."""

    kind: str
    """`timer`, `message`, `signal`, `error`, `escalation`, `terminate`, …"""
    name: str = ""
    """Name of the message or signal, code of the error or escalation."""
    form: Form = ""
    """Of a timer."""
    text: str = ""
    """Of a timer: ISO 8601."""


class Lane(msgspec.Struct, frozen=True):
    """Who works in a lane."""

    role: str = ""
    """Role or unit; the lane's name where it names none."""
    name: str = ""


NO_LANE = Lane()


class Element(msgspec.Struct, frozen=True):
    """One element of a drawing."""

    element_id: str
    tag: str
    """Local name in BPMN: `userTask`, …"""
    name: str
    parent_id: str
    """Process or sub-process that it lies in."""
    role: str = ""
    """Lane, or the unit that the element names."""
    role_name: str = ""
    """What the drawing calls the lane; empty where the element names a unit."""
    text: str = ""
    """Documentation: what is to be done."""
    settings: dict[str, str] = {}
    """Our attributes."""
    parameters: dict[str, str] = {}
    """Of an action."""
    attributes: dict[str, str] = {}
    """Attributes of BPMN."""
    definitions: tuple[Definition, ...] = ()
    loops: bool = False
    """Repeated or for several: multi-instance or loop."""

    @property
    def about(self) -> tuple[str, str]:
        """Return id, and name and type, for findings."""
        kind = WORDS.get(self.tag, (self.tag, self.tag))[0]
        name = " ".join(self.name.split()) or self.element_id
        return self.element_id, f"{name} ({kind})"

    @property
    def label(self) -> str:
        """Return the name people read: that of the drawing, or the type where it has none."""
        return " ".join(self.name.split()) or WORDS.get(self.tag, (self.tag, ""))[0].capitalize()

    @property
    def variable(self) -> str:
        """Return the variable that its answer or result is kept in."""
        return self.settings.get("variable") or self.element_id

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the answers to choose from."""
        return tuple(part.strip() for part in self.settings.get("outcomes", "").split(";") if part.strip())

    @property
    def until(self) -> tuple[str, ...]:
        """Return the statuses of the run's case with which a person's step is done by itself."""
        return tuple(part.strip() for part in self.settings.get("until", "").split(";") if part.strip())

    @property
    def n_approvals(self) -> int:
        """Return how many people must approve; 0: it is no approval."""
        text = self.settings.get("approvals", "")
        return int(text) if self.tag == "userTask" and text.isdecimal() else 0

    @property
    def action(self) -> str:
        """Return what the daemon does; a send task sends."""
        return self.settings.get("action", "") or ("send" if self.tag == "sendTask" else "")

    @property
    def interrupts(self) -> bool:
        """Return whether a boundary event ends what it is attached to."""
        return self.attributes.get("cancelActivity", "true") != "false"

    @property
    def waits_for_event(self) -> bool:
        """Return whether it is a sub-process that an event starts."""
        return self.attributes.get("triggeredByEvent", "") == "true"

    def says(self, setting: str) -> bool:
        """Return whether a setting is on."""
        return self.settings.get(setting, "") == "true"

    def definition(self, kind: str) -> Definition | None:
        """Return its event definition of a kind."""
        return next((found for found in self.definitions if found.kind == kind), None)


class Flow(msgspec.Struct, frozen=True):
    """One sequence flow."""

    flow_id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    """CEL; None: no condition."""


class Drawing(msgspec.Struct, frozen=True):
    """The process of a file that runs, and those of the same file that it calls."""

    process_id: str
    title: str
    settings: dict[str, str]
    elements: dict[str, Element]
    """By id, as they stand in the file."""
    flows: tuple[Flow, ...]
    process_ids: tuple[str, ...]
    """The process itself, then the processes of the same file that it calls."""
    executable: bool
    """It is marked executable."""
    others: tuple[str, ...] = ()
    """Names of pools and processes of the file that do not run."""
    silent: tuple[tuple[str, str], ...] = ()
    """Data objects, data stores: (id, name); they are drawn but do nothing."""

    def inside(self, parent_id: str) -> Iterator[Element]:
        """Yield the elements that lie directly in a process or sub-process."""
        return (found for found in self.elements.values() if found.parent_id == parent_id)

    def outgoing(self, element_id: str) -> list[Flow]:
        """Return the flows that leave an element."""
        return [flow for flow in self.flows if flow.source == element_id]

    def incoming(self, element_id: str) -> list[Flow]:
        """Return the flows that reach an element."""
        return [flow for flow in self.flows if flow.target == element_id]

    def attached(self, element_id: str) -> list[Element]:
        """Return the boundary events of an element."""
        return [
            found
            for found in self.elements.values()
            if found.tag == "boundaryEvent" and found.attributes.get("attachedToRef") == element_id
        ]

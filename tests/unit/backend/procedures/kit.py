"""Small drawings in a line each, and a desk at which one run is worked off."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from backend.contract.work import Run, Step
from backend.procedures.durations import seconds
from backend.procedures.events import Act, DoStep, Event, ProcedureChange, Start
from backend.procedures.known import Known
from backend.procedures.library import Library
from backend.procedures.lint import lint
from backend.procedures.model import ProcedureModel, read_model
from backend.procedures.runs import Procedures

MODELS = Path(__file__).parent / "models"
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:tc="urn:toancanh:bpmn:1" targetNamespace="urn:test" id="d">'
)
T0 = 1_795_500_000.0

ROOTS = (
    '<bpmn:message id="M" name="tra-loi"/><bpmn:signal id="S" name="het-mua"/>'
    '<bpmn:error id="E" errorCode="hong"/><bpmn:escalation id="L" escalationCode="nang"/>'
)
MESSAGE = '<bpmn:messageEventDefinition messageRef="M"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="S"/>'
ERROR = '<bpmn:errorEventDefinition errorRef="E"/>'
ESCALATION = '<bpmn:escalationEventDefinition escalationRef="L"/>'


def node(tag: str, element_id: str, inside: str = "", **settings: str) -> str:
    """Return an element; settings named `tc_x` are ours, others are of BPMN."""
    settings.setdefault("name", element_id.capitalize())
    written = "".join(
        f" {key.replace('tc_', 'tc:', 1)}={quoteattr(value)}" for key, value in settings.items()
    )
    return f'<bpmn:{tag} id="{element_id}"{written}>{inside}</bpmn:{tag}>'


def user(element_id: str, inside: str = "", **settings: str) -> str:
    return node("userTask", element_id, inside, **settings)


def service(element_id: str, action: str = "note", **settings: str) -> str:
    inside = settings.pop("inside", "")
    given = settings.pop("parameters", "text=ghi")
    items = "".join(
        f"<tc:parameter name={quoteattr(k)} value={quoteattr(v)}/>"
        for k, _, v in (part.partition("=") for part in given.split("|") if part)
    )
    inside += f"<bpmn:extensionElements><tc:parameters>{items}</tc:parameters></bpmn:extensionElements>"
    return node("serviceTask", element_id, inside, tc_action=action, **settings)


def flows(*pairs: str) -> str:
    """Return flows: `a > b`, `a > b : condition`."""
    written = []
    for pair in pairs:
        way, _, condition = pair.partition(" : ")
        source, target = (part.strip() for part in way.split(">"))
        inner = (
            f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
        )
        written.append(
            f'<bpmn:sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
    return "".join(written)


def chain(*ids: str) -> str:
    return flows(*(f"{a} > {b}" for a, b in itertools.pairwise(ids)))


def timer(text: str, form: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{form}>{text}</bpmn:{form}></bpmn:timerEventDefinition>"


def boundary(element_id: str, host: str, inside: str, *, interrupts: bool = True, **settings: str) -> str:
    return node(
        "boundaryEvent",
        element_id,
        inside,
        attachedToRef=host,
        cancelActivity=str(interrupts).lower(),
        **settings,
    )


START, END = node("startEvent", "start"), node("endEvent", "end", name="Xong")


def bpmn(
    *parts: str, process_id: str = "qt", roots: str = "", executable: str = "true", **settings: str
) -> bytes:
    """Return a file with one process; `roots` are messages, signals and so on."""
    written = "".join(
        f" {key.replace('tc_', 'tc:', 1)}={quoteattr(value)}" for key, value in settings.items()
    )
    process = f'<bpmn:process id="{process_id}" name="Quy trình" isExecutable="{executable}"{written}>'
    return (HEAD + roots + process + "".join(parts) + "</bpmn:process></bpmn:definitions>").encode()


def line(*parts: str, process_id: str = "qt", roots: str = "", **settings: str) -> bytes:
    """Return a process of elements one after another between start and end."""
    ids = [part.split('id="', 1)[1].split('"', 1)[0] for part in parts]
    return bpmn(
        START, *parts, END, chain("start", *ids, "end"), process_id=process_id, roots=roots, **settings
    )


def findings(xml: bytes, level: str, known: Known | None = None) -> list[tuple[str, str]]:
    """Return (element id, English message) of what lint says."""
    return [(found.element_id, found.message.en) for found in lint(xml, known) if found.level == level]


def due_after(text: str, start_at: float, mode: str, unit: str) -> float:
    """Working time runs at half speed, so that the two are told apart."""
    return start_at + seconds(text) * (2 if mode == "working" else 1)


def procedures(*models: ProcedureModel | bytes) -> Procedures:
    library = Library(model if isinstance(model, ProcedureModel) else read_model(model) for model in models)
    return Procedures(library, due_after, lambda start, end, unit: (end - start) / 2)


class Desk:
    """One run and what people and the daemon do with it."""

    def __init__(self, *models: ProcedureModel | bytes, procedure_id: str = "qt", **variables: Any) -> None:
        self.all = procedures(*models)
        self.now = T0
        self.changes: list[ProcedureChange] = []
        self.said: list[ProcedureChange] = []
        self.take(lambda: self.all.start(Start(procedure_id, "QT.1", variables=variables), self.now))

    def take(self, action: Callable[[], list[ProcedureChange]]) -> list[ProcedureChange]:
        self.changes = action()
        self.said += self.changes
        return self.changes

    def apply(self, event: Event) -> list[ProcedureChange]:
        return self.take(lambda: self.all.apply(event, self.now))

    def do(
        self, element_id: str, result: Any = "done", *, user: str = "an", note: str = "", outcome: str = ""
    ) -> None:
        step = self.step(element_id)
        self.apply(DoStep("QT.1", step.step_id, user.capitalize(), user, result, note=note, outcome=outcome))

    def wait(self, duration_s: float) -> list[ProcedureChange]:
        self.now += duration_s
        return self.take(lambda: self.all.tick(self.now))

    @property
    def run(self) -> Run:
        run = self.all.get("QT.1")
        assert run is not None
        return run

    def step(self, element_id: str) -> Step:
        """Return the newest step of an element."""
        return next(step for step in reversed(self.run.steps) if step.element_id == element_id)

    @property
    def open(self) -> list[str]:
        return [step.element_id for step in self.run.steps if step.state in ("open", "acting")]

    @property
    def states(self) -> dict[str, str]:
        return {step.element_id: step.state for step in self.run.steps}

    @property
    def kinds(self) -> list[str]:
        return [change.kind for change in self.changes]

    @property
    def acts(self) -> list[Act]:
        return [act for change in self.changes for act in change.commands]

    def restart(self, *models: ProcedureModel | bytes) -> list[ProcedureChange]:
        """Restart the daemon with what the last change kept."""
        last: dict[str, ProcedureChange] = {change.run.run_id: change for change in self.said}
        old = self.all
        self.all = (
            procedures(*models) if models else Procedures(old.library, due_after, lambda a, b, u: (b - a) / 2)
        )
        return self.all.restore([(change.run, change.state) for change in last.values()])

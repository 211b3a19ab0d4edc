"""A procedure that can run: what is drawn, and what SpiffWorkflow makes of it."""

from __future__ import annotations

import functools
import hashlib
from collections import deque
from collections.abc import Iterable

import msgspec

from backend.procedures.drawing import ACTION, PERSON, Drawing, Element
from backend.procedures.findings import ProcedureError
from backend.procedures.lint import judge
from backend.procedures.markup import read_markup
from backend.procedures.paths import Paths
from backend.procedures.reading import read_drawing
from backend.procedures.specs import Specs, build_specs


class ModelStep(msgspec.Struct, frozen=True):
    """One step as it is drawn."""

    element_id: str
    name: str
    role: str
    person: bool
    """A person does or confirms it."""


class ProcedureModel(msgspec.Struct, frozen=True, eq=False, dict=True):
    """One version of a procedure."""

    procedure_id: str
    title: str
    version: int
    digest: str
    """SHA-256 of the file, hexadecimal."""
    xml: bytes
    steps: tuple[ModelStep, ...]
    """In the order in which they come."""
    calls: tuple[str, ...]
    """Ids of procedures in other files that it calls."""
    pack_id: str
    drawing: Drawing
    specs: Specs
    start_message: str = ""
    """Name of the message that starts it, where its start event waits for one."""

    @functools.cached_property
    def _paths(self) -> Paths:
        return Paths(self.drawing)

    def upcoming(self, at: Iterable[str]) -> tuple[str, ...]:
        """Return the names of steps for people that may still come while the elements `at` are open."""
        here = set(at)
        ahead = self._paths.ahead(here)
        return tuple(
            s.name for s in self.steps if s.person and s.element_id in ahead and s.element_id not in here
        )


def digest_of(xml: bytes) -> str:
    """Return what tells one drawing from every other."""
    return hashlib.sha256(xml).hexdigest()


def read_model(xml: bytes, *, version: int = 1, pack_id: str = "") -> ProcedureModel:
    """Return a procedure that can run.

    Raises:
        ProcedureError: it cannot; the findings say why, element by element.
    """
    root = read_markup(xml)
    drawing = read_drawing(root)
    errors = [found for found in judge(drawing, None) if found.level == "error"]
    if errors:
        raise ProcedureError(errors)
    specs = build_specs(root, drawing)
    start = next(found for found in drawing.inside(drawing.process_id) if found.tag == "startEvent")
    awaited = start.definition("message")
    return ProcedureModel(
        procedure_id=drawing.process_id,
        title=drawing.title,
        version=version,
        digest=digest_of(xml),
        xml=xml,
        steps=tuple(_steps(drawing)),
        calls=specs.calls,
        pack_id=pack_id,
        drawing=drawing,
        specs=specs,
        start_message=awaited.name if awaited else "",
    )


def _steps(drawing: Drawing) -> list[ModelStep]:
    shown = PERSON | ACTION | {"receiveTask", "businessRuleTask", "callActivity"}
    return [
        ModelStep(
            element_id=found.element_id,
            name=found.label,
            role=found.role,
            person=found.tag in PERSON or (found.tag in ACTION and found.says("confirm")),
        )
        for found in in_order(drawing)
        if found.tag in shown
    ]


def in_order(drawing: Drawing) -> list[Element]:
    """Return the elements in the order in which they are reached, nearest to the start first."""
    paths = Paths(drawing)
    queue = deque(
        found.element_id for found in drawing.inside(drawing.process_id) if found.tag == "startEvent"
    )
    seen: dict[str, Element] = {}
    while queue:
        here = queue.popleft()
        if here not in seen:
            seen[here] = drawing.elements[here]
            queue.extend(paths.after(here))
    return list(seen.values())

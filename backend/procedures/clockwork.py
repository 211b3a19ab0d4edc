"""What SpiffWorkflow asks while it runs: conditions in CEL, time as given, never the machine's clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from SpiffWorkflow.bpmn.specs.defaults import ManualTask
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from backend.procedures import durations
from backend.procedures.drawing import Definition, Element
from backend.procedures.expressions import evaluate, fill, holds

Mode = Literal["elapsed", "working"]
DueAfter = Callable[[str, float, Mode, str], float]
"""(duration text, start_at, mode, unit) -> due_at; raises ValueError where the text is no duration."""
WorkingBetween = Callable[[float, float, str], float]
"""(start_at, end_at, unit) -> working seconds."""

DUE, LEFT, FIRED, FAULT, TOLD = "due", "left", "event_fired", "fault", "told"
"""Keys of a task's internal data: due instants by element, cycles left, fired, why stuck, was it told."""


def mode_of(settings: dict[str, str]) -> Mode:
    """Return in which time a deadline or timer runs."""
    return "working" if settings.get("mode") == "working" else "elapsed"


class CelEngine:
    """Stands in for SpiffWorkflow's Python engine; holds the run's variables and the present instant."""

    def __init__(self, due_after: DueAfter, variables: dict[str, Any]) -> None:
        self.variables = variables
        self.now = 0.0
        self._due_after = due_after

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> bool:
        """Return whether a sequence flow's condition holds."""
        return holds(expression, self.variables)

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        """Refuse: scripts do not run."""
        raise WorkflowException("scripts do not run; use a business rule task")

    def after(self, duration: str, start_at: float, mode: Mode, unit: str) -> float:
        """Return when a duration that starts at `start_at` is over; it may name variables in braces."""
        return self._due_after(fill(duration, self.variables, strict=True), start_at, mode, unit)


class RuleTask(ManualTask):  # type: ignore[misc] # SpiffWorkflow is untyped
    """A business rule task: one CEL expression, its value kept in a variable."""

    def __init__(self, wf_spec: Any, bpmn_id: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.manual = False

    def _run_hook(self, my_task: Any) -> bool:
        engine: CelEngine = my_task.workflow.script_engine
        element: Element = self.element
        engine.variables[element.variable] = evaluate(
            element.settings.get("expression", ""), engine.variables
        )
        return bool(super()._run_hook(my_task))


def wait_again(task: Any) -> Any:
    """Return a new waiting boundary event beside one that fires, so that it can fire again."""
    fresh = task.parent._add_child(task.task_spec, TaskState.MAYBE)  # noqa: SLF001 - as SpiffWorkflow does itself
    task.task_spec._predict(fresh)  # noqa: SLF001
    fresh._set_state(TaskState.WAITING)  # noqa: SLF001
    task.workflow.top_workflow.event_manager.add_task(fresh)
    return fresh


class DueTimer(TimerEventDefinition):  # type: ignore[misc] # SpiffWorkflow is untyped
    """A timer: after a duration, at a date, or again and again while what it is attached to is open."""

    def __init__(self, element: Element, definition: Definition) -> None:
        super().__init__(element.element_id, definition.text)
        self.element, self.definition = element, definition

    def due_at(self, task: Any) -> float | None:
        """Return when it fires; None: it cannot be told, why is kept as the task's fault."""
        dues: dict[str, float] = task.internal_data.setdefault(DUE, {})
        if self.element.element_id not in dues and FAULT not in task.internal_data:
            try:
                dues[self.element.element_id] = self._first(task)
            except ValueError as error:
                task.internal_data[FAULT] = str(error)
        return dues.get(self.element.element_id)

    def has_fired(self, task: Any) -> bool:
        """Return whether its time has come."""
        if task.internal_data.get(FIRED):
            return True
        due_at = self.due_at(task)
        if due_at is None or task.workflow.script_engine.now < due_at:
            return False
        task.internal_data[FIRED] = True
        if self.definition.form == "cycle":
            self._wind_up(task, due_at)
        return True

    def reset(self, task: Any) -> None:
        """Forget when it was due: the element may be reached again."""
        for key in (DUE, LEFT, FIRED):
            task.internal_data.pop(key, None)

    def _first(self, task: Any) -> float:
        engine: CelEngine = task.workflow.script_engine
        text = fill(self.definition.text, engine.variables, strict=True)
        if self.definition.form == "date":
            return durations.instant(text)
        if self.definition.form == "cycle":
            wanted = durations.cycle(text)
            task.internal_data[LEFT] = wanted.n
            text = wanted.each
        return self._after(engine, text, engine.now)

    def _wind_up(self, task: Any, due_at: float) -> None:
        """Put a new waiting event beside one that fires, for the next time."""
        left = task.internal_data[LEFT] - 1
        if left == 0:
            return
        engine: CelEngine = task.workflow.script_engine
        each = durations.cycle(fill(self.definition.text, engine.variables, strict=True)).each
        after = self._after(engine, each, due_at)
        wait_again(task).internal_data |= {LEFT: left, DUE: {self.element.element_id: after}}

    def _after(self, engine: CelEngine, duration: str, start_at: float) -> float:
        return engine.after(duration, start_at, mode_of(self.element.settings), self.element.role)

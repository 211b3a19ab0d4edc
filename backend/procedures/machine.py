"""One run inside SpiffWorkflow: where its tokens are, how they move, how they are kept."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    EventBasedGateway,
)
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent, ThrowingEvent
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from backend.procedures.clockwork import DUE, FAULT, FIRED, TOLD, CelEngine, wait_again
from backend.procedures.specs import GONE, Specs

MAX_AUTOMATIC = 300
"""Elements that pass by themselves after one event; more is a loop that never waits."""
MAX_FAULTS = 20
"""Faults after one event; more is one fault again and again."""
STEP = "step"
"""Key of a task's internal data: the id of its step."""
_OPEN = TaskState.READY | TaskState.WAITING | TaskState.STARTED
_PREDICTED = TaskState.PREDICTED_MASK | TaskState.FUTURE

for _name in ("spiff", "spiff.workflow", "spiff.task"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below that it walks all tasks for every line it logs

Rows = list[Any]
"""A kept workflow: see `Machine.dump`."""


class RunawayError(Exception):
    """A loop never waits."""


class Machine:
    """A workflow of SpiffWorkflow, with called procedures in place."""

    def __init__(
        self, specs: Specs, called: Mapping[str, Specs], engine: CelEngine, kept: Rows | None = None
    ) -> None:
        parts = dict(specs.parts)
        for name, other in called.items():
            parts |= {name: other.main, **other.parts}
        self.engine = engine
        self.end_name = ""
        """Name of the last end event of the procedure itself."""
        self.passed: list[Any] = []
        """Tasks completed since `advance` began."""
        self._n_passed = 0
        self._signals: list[str] = []
        self._stuck: list[tuple[Any, str]] = []
        self._flow = BpmnWorkflow(specs.main, parts, script_engine=engine, deserializing=kept is not None)
        if kept is not None:
            _load(self._flow, kept)

    @property
    def completed(self) -> bool:
        """Return whether it has ended."""
        return bool(self._flow.completed)

    def tasks(self) -> Iterator[Any]:
        """Yield all tasks in the order of the tree, those of a sub-process after its own task."""
        stack = [self._flow.task_tree]
        while stack:
            task = stack.pop()
            yield task
            stack.extend(reversed(task.children))
            inner = self._flow.subprocesses.get(task.id)
            if inner is not None:
                stack.append(inner.task_tree)

    def waiting(self) -> list[Any]:
        """Return the tasks that wait for a person, an action, an answer, a time or a called procedure."""
        return [task for task in self.tasks() if task.has_state(_OPEN) and _waits(task)]

    def by_step(self, step_id: str) -> Any | None:
        """Return the task of a step."""
        return next((task for task in self.tasks() if task.internal_data.get(STEP) == step_id), None)

    def advance(self, now: float) -> list[tuple[Any, str]]:
        """Let everything move that can without anybody; return tasks that are newly stuck, with reasons."""
        self.engine.now = now
        self.passed, self._n_passed = [], 0
        while not self.completed:
            with self._faults_kept():
                self._flow.do_engine_steps(
                    will_complete_task=self._will_pass, did_complete_task=self._did_pass
                )
            if len(self._stuck) > MAX_FAULTS or not self._can_move():
                break
        stuck, self._stuck = self._stuck + self._untold(), []
        return stuck

    def complete(self, task: Any, now: float) -> None:
        """Let a task that waited for a person or an action go on."""
        self.engine.now = now
        with self._faults_kept():
            task.run()

    def deliver(self, event: Any, task: Any, now: float) -> None:
        """Hand an event to a task that waits for it."""
        self.engine.now = now
        with self._faults_kept():
            task.task_spec.catch(task, event)
            task.task_spec._update(task)  # noqa: SLF001 - what SpiffWorkflow's own event manager calls

    def catching(self, event: Any) -> list[Any]:
        """Return the tasks that wait for an event."""
        return [
            task
            for task in self.tasks()
            if task.has_state(TaskState.WAITING)
            and isinstance(task.task_spec, CatchingEvent)
            and task.task_spec.catches(task, event)
        ]

    def error_boundary(self, task: Any) -> Any | None:
        """Return the boundary event that takes an error of a task: its own, or of what it lies in."""
        while task is not None:
            for sibling in task.parent.children if task.parent is not None else ():
                spec = sibling.task_spec
                if (
                    isinstance(spec, BoundaryEvent)
                    and sibling.has_state(TaskState.WAITING)
                    and isinstance(spec.event_definition, ErrorEventDefinition)
                ):
                    return sibling
            parent_id = task.workflow.parent_task_id
            task = self._flow.get_task_from_id(parent_id) if parent_id is not None else None
        return None

    def thrown(self) -> list[tuple[str, str]]:
        """Return (`signal` or `message`, name) of what other runs may hear, since the last call."""
        thrown = [("signal", name) for name in self._signals]
        for event in self._flow.get_events():
            if isinstance(event.event_definition, MessageEventDefinition):
                thrown.append(("message", event.event_definition.name))
        self._signals = []
        return thrown

    def due(self) -> list[tuple[float, Any, str]]:
        """Return (due_at, task, element id) of every running timer."""
        found: list[tuple[float, Any, str]] = []
        for task in self.tasks():
            if task.has_state(TaskState.WAITING) and FAULT not in task.internal_data:
                found.extend(
                    (at, task, element_id) for element_id, at in task.internal_data.get(DUE, {}).items()
                )
        return sorted(found, key=lambda item: (item[0], item[2]))

    def faults(self) -> list[Any]:
        """Return the tasks that are stuck."""
        return [
            task for task in self.tasks() if FAULT in task.internal_data and task.state != TaskState.CANCELLED
        ]

    def retry(self, task: Any) -> None:
        """Let a stuck task try again."""
        task.internal_data.pop(FAULT, None)
        task.internal_data.pop(TOLD, None)
        if task.has_state(TaskState.ERROR):
            task._set_state(TaskState.READY)  # noqa: SLF001 - the only way back from an error

    def cancel(self) -> None:
        """End everything."""
        self._flow.cancel()

    def dump(self, *, predicted: bool = True) -> Rows:
        """Return the workflow as plain rows.

        One list per workflow, the procedure itself first: `[parent, completed, rows]`; parent is the number
        of the task that it belongs to. A row is `[number, parent's number, specification, state, triggered,
        internal data]`. `predicted=False` leaves out what SpiffWorkflow foresees and can foresee again.
        """
        numbers = {task.id: n for n, task in enumerate(self.tasks())}
        kept: dict[Any, Rows] = {}
        for task in self.tasks():
            workflow = task.workflow
            rows = kept.setdefault(
                workflow, [numbers.get(workflow.parent_task_id, -1), workflow.completed, []]
            )[2]
            if predicted or not _foreseen(task):
                parent = numbers[task.parent.id] if task.parent is not None else -1
                inner = {k: v for k, v in task.internal_data.items() if k != "seen_events"}
                rows.append(
                    [numbers[task.id], parent, task.task_spec.name, task.state, task.triggered, inner]
                )
        return list(kept.values())

    def foresee(self) -> None:
        """Foresee again what `dump(predicted=False)` left out."""
        for task in [found for found in self.tasks() if found.has_state(_OPEN | TaskState.ERROR)]:
            state = task.state
            if isinstance(task.task_spec, BoundaryEvent) or state == TaskState.ERROR:
                task._state = TaskState.MAYBE if state != TaskState.ERROR else TaskState.READY  # noqa: SLF001
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)  # noqa: SLF001
            task._state = state  # noqa: SLF001 - states go forward only, and this one did not change

    @contextlib.contextmanager
    def _faults_kept(self) -> Iterator[None]:
        """Keep what SpiffWorkflow raises as a fault of one task."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - one run's fault, of whatever kind, stops no other run
            self._stuck.append(self._blame(error))

    def _will_pass(self, task: Any) -> None:
        self._n_passed += 1
        if self._n_passed > MAX_AUTOMATIC:
            self._n_passed = 0
            task.error()
            raise RunawayError(
                f"more than {MAX_AUTOMATIC} elements passed without waiting: a loop without end"
            )

    def _did_pass(self, task: Any) -> None:
        self.passed.append(task)
        spec = task.task_spec
        if isinstance(spec, EndEvent) and task.workflow is self._flow:
            self.end_name = spec.element.label
        if isinstance(spec, ThrowingEvent) and isinstance(spec.event_definition, SignalEventDefinition):
            self._signals.append(spec.event_definition.name)
        if is_boundary(task) and not spec.cancel_activity and _host_is_open(task) and not _is_timer(spec):
            wait_again(task)

    def _can_move(self) -> bool:
        for task in self.tasks():
            fired = task.has_state(TaskState.WAITING) and task.internal_data.get(FIRED)
            if fired or (task.has_state(TaskState.READY) and not task.task_spec.manual):
                return True
        return any(at <= self.engine.now for at, _, _ in self.due())

    def _blame(self, error: Exception) -> tuple[Any, str]:
        """Return the task that an error stopped: the one in error without fault yet, else the whole run."""
        words = str(error).splitlines()[0] if str(error) else type(error).__name__
        fresh = (t for t in self.tasks() if t.has_state(TaskState.ERROR) and FAULT not in t.internal_data)
        task = next(fresh, self._flow.task_tree)
        task.internal_data |= {FAULT: words, TOLD: True}
        return task, words

    def _untold(self) -> list[tuple[Any, str]]:
        """Return the faults that nobody was told of."""
        found = [task for task in self.faults() if TOLD not in task.internal_data]
        for task in found:
            task.internal_data[TOLD] = True
        return [(task, task.internal_data[FAULT]) for task in found]


def _waits(task: Any) -> bool:
    spec = task.task_spec
    if task.has_state(TaskState.READY):
        return bool(spec.manual)
    if task.has_state(TaskState.STARTED):
        return isinstance(spec, CallActivity)
    return isinstance(spec, CatchingEvent) and not isinstance(spec, BoundaryEvent)


def _foreseen(task: Any) -> bool:
    """Return whether SpiffWorkflow only foresees a task: nothing before it has finished."""
    parent = task.parent
    return bool(
        task.has_state(_PREDICTED) and parent is not None and not parent.has_state(TaskState.COMPLETED)
    )


def is_receive(task: Any) -> bool:
    """Return whether a task waits for a message or signal."""
    spec = task.task_spec
    awaited = MessageEventDefinition | SignalEventDefinition
    return isinstance(spec, CatchingEvent) and isinstance(spec.event_definition, awaited)


def is_boundary(task: Any) -> bool:
    """Return whether a task is a boundary event."""
    return isinstance(task.task_spec, BoundaryEvent)


def _is_timer(spec: Any) -> bool:
    return isinstance(spec.event_definition, TimerEventDefinition)


def _host_is_open(task: Any) -> bool:
    """Return whether what a boundary event is attached to still goes on."""
    return any(not is_boundary(found) and found.has_state(_OPEN) for found in task.parent.children)


def is_alive(task: Any) -> bool:
    """Return whether a task still waits, or is stuck."""
    return bool(task.has_state(_OPEN | TaskState.ERROR)) or FAULT in task.internal_data


def message(name: str) -> Any:
    """Return a message as SpiffWorkflow knows it."""
    return BpmnEvent(MessageEventDefinition(name), payload={})


def signal(name: str) -> Any:
    """Return a signal as SpiffWorkflow knows it."""
    return BpmnEvent(SignalEventDefinition(name), payload={})


def error(reason: str) -> Any:
    """Return an error as SpiffWorkflow knows it."""
    return BpmnEvent(ErrorEventDefinition(reason, None), payload={})


def caught_element(task: Any, event: Any) -> Any:
    """Return the drawn element that a task caught an event for: behind an event gateway, the one after it."""
    spec = task.task_spec
    if isinstance(spec, EventBasedGateway):
        place = spec.event_definition.event_definitions.index(event.event_definition)
        return spec.outputs[place].element
    return spec.element


def _load(flow: Any, kept: Rows) -> None:
    """Build the tasks of a workflow from rows."""
    for parent, completed, rows in kept:
        workflow = flow
        if parent >= 0:
            host = flow.get_task_from_id(UUID(int=parent))
            spec = flow.subprocess_specs[host.task_spec.spec]
            workflow = BpmnSubWorkflow(spec, host.id, flow, deserializing=True)
            flow.subprocesses[host.id] = workflow
            workflow.completed_event.connect(host.task_spec._on_subworkflow_completed, host)  # noqa: SLF001
        workflow.completed = completed
        for row in rows:
            _load_task(workflow, row)


def _load_task(workflow: Any, row: Rows) -> None:
    number, parent, name, state, triggered, internal = row
    spec = workflow.spec.task_specs.get(name) or workflow.spec.task_specs[GONE]
    above = workflow.tasks.get(UUID(int=parent)) if parent >= 0 else None
    task = Task(workflow, spec, above, state=state, id=UUID(int=number))
    task.triggered, task.internal_data = triggered, internal
    if above is None:
        workflow.task_tree = task
    if isinstance(spec, CatchingEvent) and task.has_state(TaskState.WAITING):
        workflow.top_workflow.event_manager.add_task(task)

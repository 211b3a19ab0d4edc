"""What happens to procedures, and what comes of it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from backend.contract.work import Evidence, Run

Result = Literal["done", "not_applicable", "skipped", "confirmed", "approved", "rejected", "outcome"]


class Start(msgspec.Struct, frozen=True):
    """A procedure is started."""

    procedure_id: str
    run_id: str
    """`QT.20261124.007`; must be new."""
    incident_id: str = ""
    alarm_id: str = ""
    case_id: str = ""
    started_by: str = ""
    variables: dict[str, Any] = {}
    """Strings, numbers, booleans: what conditions and texts speak of."""
    version: int | None = None
    """None: the newest."""


class DoStep(msgspec.Struct, frozen=True):
    """A person does something with a step."""

    run_id: str
    step_id: str
    who: str
    """Name as the journal shows it."""
    user: str
    """Account: two approvals need two."""
    result: Result
    """`outcome` is done with an answer; `confirmed` lets an automatic step act."""
    note: str = ""
    outcome: str = ""


class AddEvidence(msgspec.Struct, frozen=True):
    """A photo, camera picture or file is put to a step."""

    run_id: str
    step_id: str
    evidence: Evidence


class ActionDone(msgspec.Struct, frozen=True):
    """An action was carried out."""

    key: str
    """Of the `Act`; a second time changes nothing."""
    result: dict[str, Any] = {}
    """Becomes the variable that the step names."""


class ActionFailed(msgspec.Struct, frozen=True):
    """An action failed for good."""

    key: str
    reason: str


class MessageArrived(msgspec.Struct, frozen=True):
    """A message came for one run, or for whichever run waits for it."""

    name: str
    """Name of the BPMN message."""
    run_id: str = ""
    """Empty: all that wait for it."""
    payload: dict[str, Any] = {}
    """Becomes the variable that the element names."""
    key: str = ""
    """Same key, same message: the second changes nothing."""


class SignalRaised(msgspec.Struct, frozen=True):
    """Something that every waiting run hears."""

    name: str
    payload: dict[str, Any] = {}


class CaseMoved(msgspec.Struct, frozen=True):
    """The case that a run is about has come into another status."""

    run_id: str
    status: str
    """Its id: from now on the run's variable `status`."""
    words: str = ""
    """How people call it."""
    who: str = ""
    """Whoever moved it."""


class Cancel(msgspec.Struct, frozen=True):
    """A run is stopped by a person."""

    run_id: str
    who: str
    reason: str


class Retry(msgspec.Struct, frozen=True):
    """A failed step is tried again."""

    run_id: str
    step_id: str
    who: str


class MoveRun(msgspec.Struct, frozen=True):
    """A run goes on by another version of its procedure."""

    run_id: str
    version: int
    who: str


Event = (
    Start
    | DoStep
    | AddEvidence
    | ActionDone
    | ActionFailed
    | MessageArrived
    | SignalRaised
    | CaseMoved
    | Cancel
    | Retry
    | MoveRun
)


class Act(msgspec.Struct, frozen=True):
    """Something that the daemon must carry out at least once and report: `ActionDone`, `ActionFailed`."""

    key: str
    """`<run_id>/<step_id>`: the same over restarts and retries, the duplicate key for the receiver."""
    run_id: str
    step_id: str
    action: str
    """A key of `backend.procedures.known.ACTIONS`."""
    parameters: dict[str, str]
    """With the run's variables filled in."""
    text: str
    """What it does, as it was shown."""


class ProcedureChange(msgspec.Struct, frozen=True):
    """One thing that happened in a run; to be written in one transaction with what caused it."""

    run: Run
    """As it is after everything of the same batch."""
    state: bytes
    """What `Procedures.restore` needs besides the run."""
    kind: str
    """Kind of the journal entry.

    `procedure.` started, event, late, moved, rebound, failed, finished, cancelled; `step.` opened, acting,
    done, not_applicable, skipped, approved, rejected, evidence, late, failed, retried, cancelled;
    `message.kept`.
    """
    actor: str
    """Person, or empty: the procedure itself."""
    payload: dict[str, Any]
    commands: tuple[Act, ...] = ()

"""The checklist: which lines it has, and what a person may do with a step. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from backend.contract.work import Run, Step

Deed = Literal[
    "done", "not_applicable", "evidence", "snapshot", "skipped", "confirmed", "approved", "rejected",
    "sign", "retry", "camera",
]  # fmt: skip
"""What a key does with a step."""

HUMAN = ("user", "manual")
AUTOMATIC = ("service", "send", "call", "rule")


class Entry(msgspec.Struct, frozen=True):
    """One line: the head of a procedure, a step that was reached, or one that may come."""

    run: Run
    step: Step | None = None
    upcoming: str = ""
    """Name of a step that may still come."""

    @property
    def entry_id(self) -> str:
        """Return what names the line: `<run>/<step>` for a step that was reached, else empty."""
        return f"{self.run.run_id}/{self.step.step_id}" if self.step else ""


def entries(runs: Iterable[Run]) -> list[Entry]:
    """Return the lines of a checklist: those procedures first that go on, each with its steps."""
    found: list[Entry] = []
    for run in sorted(runs, key=lambda r: (not r.open, r.started_at, r.run_id)):
        found.append(Entry(run))
        found += [Entry(run, step) for step in run.steps]
        if run.open:
            found += [Entry(run, upcoming=name) for name in run.upcoming]
    return found


def first_to_do(lines: Iterable[Entry], now: float) -> str:
    """Return the id of the line that a person should act on first: a late one, else the first that waits."""
    waiting = [line for line in lines if line.step is not None and line.run.open and deeds(line.step)]
    late = [line for line in waiting if line.step is not None and is_late(line.step, now)]
    return next((line.entry_id for line in (*late, *waiting)), "")


def deeds(step: Step) -> tuple[Deed, ...]:
    """Return what a person may do with a step, the usual thing first; empty: it waits for nobody."""
    cameras: tuple[Deed, ...] = ("camera",) if step.places else ()
    if step.state == "failed":
        return ("retry", "not_applicable", "skipped")
    if step.state != "open":
        return ()
    if step.n_approvals or step.kind == "approval":
        return ("approved", "sign", "rejected", *cameras)
    if step.kind in HUMAN:
        return ("done", "evidence", "snapshot", "not_applicable", "skipped", *cameras)
    if step.kind in AUTOMATIC and step.confirm:
        return ("confirmed", "not_applicable", "skipped")
    return ()


def is_late(step: Step, now: float) -> bool:
    """Return whether a step that waits is past its deadline at `now`."""
    waits = step.state in ("open", "acting", "failed")
    return waits and (step.late or (step.due_at is not None and now > step.due_at))


def lacks_evidence(step: Step) -> bool:
    """Return whether a step asks for evidence of a kind that is not there yet."""
    wanted = step.evidence_needed
    if not wanted:
        return False
    return not any(wanted in ("any", kept.kind) or kept.kind == "any" for kept in step.evidence)


def n_missing_approvals(step: Step) -> int:
    """Return how many people still have to approve."""
    return max(0, step.n_approvals - len(set(step.approvals)))

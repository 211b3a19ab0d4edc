"""What a change of a case sets off: its name in the journal and the procedures that start by themselves."""

from __future__ import annotations

from typing import Literal

from backend.contract.cases import CaseFile
from backend.domain.cases.change import ChangeKind
from backend.domain.cases.moving import ENDED
from backend.domain.cases.spec import CaseKindSpec, ProcedureStart

When = Literal["opened", "classified", "status", "overdue", "rated_low", "reopened"]
LOW_RATING = 2
"""Up to here somebody is dissatisfied."""


def procedures_when(spec: CaseKindSpec, when: When, file: CaseFile) -> tuple[str, ...]:
    """Return the procedures that start by themselves when something happens to a case."""
    return tuple(
        dict.fromkeys(
            start.procedure for start in spec.procedures if start.when == when and _for(start, file)
        )
    )


def _for(start: ProcedureStart, file: CaseFile) -> bool:
    return (
        (start.when != "status" or start.status == file.status)
        and (not start.fields or file.field in start.fields)
        and (not start.severities or file.severity in start.severities)
    )


def set_off(spec: CaseKindSpec, before: CaseFile | None, file: CaseFile) -> tuple[str, ...]:
    """Return the procedures that a change from `before` to `file` starts, each once.

    A duplicate starts none: its parent's run for it.
    """
    if file.parent:
        return ()
    happened: list[When] = [] if before is not None else ["opened"]
    if file.field and (before is None or before.field != file.field):
        happened.append("classified")
    if before is None or before.status != file.status:
        happened.append("status")
    if before is not None and file.n_reopened > before.n_reopened:
        happened.append("reopened")
    rated = before is None or (before.rating, before.rating_text) != (file.rating, file.rating_text)
    if rated and file.rating is not None and file.rating <= LOW_RATING:
        happened.append("rated_low")
    return tuple(dict.fromkeys(p for when in happened for p in procedures_when(spec, when, file)))


def change_kind(before: CaseFile | None, file: CaseFile) -> ChangeKind:
    """Return what a change from `before` to `file` is called."""
    if before is None:
        return "case.opened"
    if file.parent and not before.parent:
        return "case.merged"
    if file.group == "deleted" and before.group != "deleted":
        return "case.deleted"
    if file.group in ENDED and before.group not in ENDED:
        return "case.closed"
    if before.group in ENDED and file.open:
        return "case.reopened"
    return "case.changed"

"""A case moves from status to status: its clocks start, stop and end with it."""

from __future__ import annotations

from msgspec.structs import replace

from backend.contract.cases import OPEN_GROUPS, CaseGroup
from backend.domain.cases.change import CaseState
from backend.domain.cases.clocks import Clocks
from backend.domain.cases.spec import StatusSpec

ENDED: tuple[CaseGroup, ...] = ("done", "refused")


def moved(state: CaseState, status: StatusSpec, at: float, clocks: Clocks) -> CaseState:
    """Return a case that enters `status` at `at` (s since epoch).

    Entering a paused status stops its clocks, leaving it lets them go on. The first status of group
    `working` or `done` is its acceptance. From `done` or `refused` back to an open one is a reopening: the
    terms start anew.
    """
    before, after = state.file.group, status.group
    if before == "paused":
        state = clocks.resumed(state, at)
    file = replace(state.file, status=status.id, group=after, paused_at=at if after == "paused" else None)
    state = replace(state, file=file)
    if file.finished_at is not None and after in OPEN_GROUPS:  # deleted meanwhile, it had ended all the same
        state = _reopened(state, at, clocks)
    if after in ("working", "done"):
        state = accepted(state, at, clocks)
    if after in ENDED and before not in ENDED:
        state = clocks.finished(state, at)
        state = replace(state, file=replace(state.file, finished_at=at))
    elif after in ENDED and before != after:
        state = replace(state, file=replace(state.file, finished_at=at))
    if after == "paused":
        state = clocks.paused(state, at, status.id)
    return clocks.shown(state)


def accepted(state: CaseState, at: float, clocks: Clocks) -> CaseState:
    """Return a case that was accepted at `at`, unless it was already."""
    if state.file.accepted_at is not None:
        return state
    state = replace(clocks.accepted(state, at), file=replace(state.file, accepted_at=at))
    if state.finish is None and state.file.open and clocks.finish_waits(state):
        state = _following(clocks.finishing_from(state, at), at, clocks)
    return state


def _following(state: CaseState, at: float, clocks: Clocks) -> CaseState:
    """Return a case whose clocks have begun: a duplicate has none of its own, it follows its parent."""
    return clocks.merged(state, at, state.file.parent) if state.file.parent else state


def _reopened(state: CaseState, at: float, clocks: Clocks) -> CaseState:
    waits = state.file.group == "waiting"
    file = replace(
        state.file,
        n_reopened=state.file.n_reopened + 1,
        finished_at=None,
        accepted_at=None if waits else state.file.accepted_at,
    )
    state = replace(state, file=file, finish=None)
    if waits:
        state = clocks.accepting_from(state, at)
        if clocks.finish_waits(state):
            return _following(state, at, clocks)
    return _following(clocks.finishing_from(state, at), at, clocks)

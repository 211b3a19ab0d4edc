"""Signed-in people: who asks, and what their role lets them do."""

from __future__ import annotations

import secrets

import msgspec

from backend.contract import case_requests as cases
from backend.contract import work_requests as asked
from backend.contract.messages import (
    AcknowledgeAlarm,
    RequestBody,
    SetOutOfService,
    ShelveAlarm,
    UnshelveAlarm,
)

ACTING_ROLES = frozenset({"duty_officer", "shift_supervisor", "unit_officer", "administrator"})
ANSWERING_ROLES = ACTING_ROLES | {"leader"}
"""May act on cases: which action is for whom, the kind of case says."""
SUPERVISING_ROLES = frozenset({"shift_supervisor", "administrator"})
IDLE_LIMIT_S = 24 * 3600.0
"""A session that asked for nothing for so long is closed; a wall that watches asks every few seconds."""


PRESENT_S = 60.0
"""A session that asked for something so lately is looked at by somebody."""


class Session(msgspec.Struct):
    """One signed-in person or wall."""

    token: str
    user: str
    display_name: str
    role: str
    used_at: float
    unit_id: str = ""
    """Unit whose cases alone this person sees and acts on; empty: the whole centre."""

    @property
    def supervises(self) -> bool:
        """Return whether this person approves what needs a supervisor."""
        return self.role in SUPERVISING_ROLES


class Sessions:
    """Open sessions; they end with the daemon."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: dict[str, Session] = {}

    def start(self, user: str, display_name: str, role: str, now: float, unit_id: str = "") -> Session:
        """Open a session and return it."""
        session = Session(secrets.token_urlsafe(24), user, display_name, role, now, unit_id)
        self._open[session.token] = session
        return session

    def of(self, token: str, now: float) -> Session | None:
        """Return the open session of a token, None where there is none."""
        session = self._open.get(token)
        if session is None:
            return None
        if now - session.used_at > IDLE_LIMIT_S:
            del self._open[token]
            return None
        session.used_at = now
        return session

    def n_present(self, now: float) -> int:
        """Return how many sessions have asked for something lately."""
        return sum(now - session.used_at < PRESENT_S for session in self._open.values())


_ACTING = (
    AcknowledgeAlarm,
    ShelveAlarm,
    UnshelveAlarm,
    asked.AssignAlarm,
    asked.CommentAlarm,
    asked.SilenceDesk,
    asked.OpenIncident,
    asked.MergeIncidents,
    asked.SplitIncident,
    asked.JoinIncident,
    asked.SetIncident,
    asked.NoteIncident,
    asked.CloseIncident,
    asked.StartProcedure,
    asked.DoStep,
    asked.AddEvidence,
    asked.CompileHandover,
    asked.TickHandover,
    asked.SignHandover,
    cases.OpenCase,
    cases.SetCaseData,
)
_ANSWERING = (cases.ActOnCases, cases.NoteCase, cases.AttachToCase)
_SUPERVISING = (SetOutOfService, asked.CancelRun, asked.MoveRuns, asked.BackTestRule, asked.PublishProcedure)
_ADMINISTERING = (asked.EnableChannel,)


def may(session: Session, body: RequestBody) -> bool:
    """Return whether the session's role may ask for `body`: everyone signed in reads, acting needs a role."""
    if isinstance(body, _ADMINISTERING):
        return session.role == "administrator"
    if isinstance(body, _SUPERVISING):
        return session.supervises
    if isinstance(body, _ANSWERING) or _decides(body):
        return session.role in ANSWERING_ROLES
    if isinstance(body, _ACTING):
        return session.role in ACTING_ROLES
    return True


def may_decide(role: str, lane: str) -> bool:
    """Return whether an account's role may say yes or no to a step of a lane.

    Args:
        role: of the account that signs, at whatever desk.
        lane: role or unit of the step; only the lanes of leaders and of shift supervisors are kept to theirs.
    """
    if lane == "leader":
        return role == "leader"
    if lane == "shift_supervisor":
        return role in SUPERVISING_ROLES | {"leader"}
    return role in ANSWERING_ROLES


def _decides(body: RequestBody) -> bool:
    """Return whether it says yes or no to a step that waits for it: leaders do so, and do no other step."""
    return isinstance(body, asked.DoStep) and body.result in ("approved", "rejected")

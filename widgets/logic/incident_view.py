"""What an incident looks like: its members in order, its procedures' progress, its messages counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from backend.contract.work import Incident, Ladder, Member, Message, Run, Rung
from widgets.logic.limits import rank

BAD_DELIVERY = ("failed", "unknown")
DELIVERY_ORDER = ("queued", "held", "sent", "delivered", "read", "unknown", "failed", "cancelled")


def ordered_members(incident: Incident) -> list[Member]:
    """Return the members: the first-out, then those that go on, the worst first, then the ended ones."""
    return sorted(
        incident.members,
        key=lambda m: (not m.first_out, not m.active, rank(m.severity), m.began_at, m.ref),
    )


class Progress(msgspec.Struct, frozen=True):
    """How far a procedure is."""

    n_done: int
    """Steps that are over, however they ended."""
    n_steps: int
    """Those reached and those that may still come."""
    next_name: str
    """Name of the step that waits, the late one first; empty: none."""
    n_late: int

    @property
    def share(self) -> float:
        """Return how far it is, 0 to 1."""
        return self.n_done / self.n_steps if self.n_steps else 0.0


def progress(run: Run, now: float) -> Progress:
    """Return how far a procedure is at `now` (s since epoch)."""
    waiting = [step for step in run.steps if step.state in ("open", "acting", "failed")]
    late = [s for s in waiting if s.late or (s.due_at is not None and now > s.due_at)]
    following = [s.name for s in (*late, *waiting)] + list(run.upcoming)
    n_upcoming = len(run.upcoming) if run.open else 0
    return Progress(
        n_done=len(run.steps) - len(waiting),
        n_steps=len(run.steps) + n_upcoming,
        next_name=following[0] if following and run.open else "",
        n_late=len(late),
    )


def delivery_counts(messages: Iterable[Message]) -> list[tuple[str, int]]:
    """Return how many messages are in which state, in the order in which a message goes through them."""
    counted: Counter[str] = Counter(message.state for message in messages)
    return [(state, counted[state]) for state in DELIVERY_ORDER if counted[state]]


def messages_in_order(messages: Iterable[Message]) -> list[Message]:
    """Return messages as a person looks for them: what failed first, then the newest."""
    return sorted(messages, key=lambda m: (m.state not in BAD_DELIVERY, -m.changed_at, m.message_id))


def next_rung(ladder: Ladder) -> int:
    """Return the number of the rung that is climbed next, -1 where none is."""
    if not ladder.open:
        return -1
    return next((i for i, rung in enumerate(ladder.rungs) if rung.state == "waiting"), -1)


def climb_share(ladder: Ladder, number: int, now: float) -> float:
    """Return how much of the time up to a rung has passed at `now`, 0 to 1."""
    rungs: tuple[Rung, ...] = ladder.rungs
    from_at = rungs[number - 1].due_at if number else ladder.started_at
    length_s = rungs[number].due_at - from_at
    return min(1.0, max(0.0, (now - from_at) / length_s)) if length_s > 0 else 1.0


def mergeable(incident: Incident, others: Iterable[Incident]) -> list[Incident]:
    """Return the open incidents that may go into this one, the nearest in time first."""
    found = [o for o in others if o.open and o.incident_id != incident.incident_id]
    return sorted(found, key=lambda o: abs(o.opened_at - incident.opened_at))

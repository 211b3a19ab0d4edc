"""When an incident may open its layout on the wall. Pure.

A layout that an incident opened stays at least its dwell; then only a worse incident takes the wall
while the first one goes on. What a person chose stays for a minute. No incident opens its layout twice,
nor one that began so long ago that everybody knows of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

import msgspec

from backend.contract.state import Severity
from backend.contract.work import Incident
from widgets.logic.limits import rank

DWELL_S = 120.0
"""Where the incident's rule gives none."""
PERSON_S = 60.0
"""What a person chose stays so long."""
NEW_S = 600.0
"""An incident that began longer ago opens nothing: whoever wants it chooses it."""


class SceneState(msgspec.Struct, frozen=True):
    """Who has the wall, and what was opened so far."""

    incident_id: str = ""
    """The incident whose layout was opened last and that no person has put away; empty: none."""
    severity: Severity = "low"
    """Its severity when it took the wall."""
    until_at: float = 0.0
    """Its dwell ends."""
    person_at: float | None = None
    """When a person last chose what the wall shows."""
    opened: frozenset[str] = frozenset()
    """Incidents that had their turn."""


def due_scene(
    state: SceneState, incidents: Iterable[Incident], layouts: Container[str], now: float
) -> Incident | None:
    """Return the incident that may open its layout now, None where there is none.

    Args:
        state: who has the wall.
        incidents: those in view.
        layouts: ids of the layouts that this wall has.
        now: seconds since the epoch.
    """
    if state.person_at is not None and now - state.person_at < PERSON_S:
        return None
    if state.incident_id and now < state.until_at:
        return None
    known = {incident.incident_id: incident for incident in incidents}
    waiting = [
        incident
        for incident in known.values()
        if incident.open
        and incident.scene in layouts
        and incident.incident_id not in state.opened
        and now - incident.opened_at < NEW_S
    ]
    found = min(waiting, key=lambda i: (rank(i.severity), -i.opened_at), default=None)
    holder = known.get(state.incident_id)
    if found is None or holder is None or not holder.open:
        return found
    worst_of_holder = min(rank(holder.severity), rank(state.severity))
    return found if rank(found.severity) < worst_of_holder else None


def after_scene(state: SceneState, incident: Incident, now: float) -> SceneState:
    """Return the state once `incident` has opened its layout."""
    return msgspec.structs.replace(
        state,
        incident_id=incident.incident_id,
        severity=incident.severity,
        until_at=now + (incident.scene_dwell_s or DWELL_S),
        opened=state.opened | {incident.incident_id},
    )


def after_person(state: SceneState, now: float) -> SceneState:
    """Return the state once a person has chosen what the wall shows."""
    return msgspec.structs.replace(state, incident_id="", person_at=now)


def after_work(state: SceneState, now: float) -> SceneState:
    """Return the state while a person works on what the wall shows: nothing takes it away from them."""
    return msgspec.structs.replace(state, person_at=now)

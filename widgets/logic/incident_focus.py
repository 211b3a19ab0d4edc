"""Which incident a wall looks at: the one that a person chose, else the worst that goes on. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.work import Incident


def focused(incidents: Sequence[Incident], pinned: str) -> str:
    """Return the id of the incident to look at, empty where there is none.

    Args:
        incidents: those in view, open ones first, the worst and newest first.
        pinned: id of the incident that was chosen; it stays, also when it ends, and is followed into
            the incident that it was merged into. Empty: none was chosen.
    """
    by_id = {incident.incident_id: incident for incident in incidents}
    seen: set[str] = set()
    found = by_id.get(pinned)
    while found is not None and found.merged_into in by_id and found.incident_id not in seen:
        seen.add(found.incident_id)
        found = by_id[found.merged_into]
    if found is not None:
        return found.incident_id
    return incidents[0].incident_id if incidents and incidents[0].open else ""

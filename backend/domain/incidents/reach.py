"""What hangs together with one candidate: loose alarms and cases, and open incidents."""

from __future__ import annotations

import msgspec

from backend.contract.work import Incident
from backend.domain.incidents.ledger import Ledger
from backend.domain.incidents.links import Candidate
from backend.domain.incidents.pool import Pool


class Reach(msgspec.Struct, frozen=True):
    """What was reached."""

    loose: tuple[Candidate, ...]
    """In no incident, the start among them if it is in none."""
    incidents: tuple[Incident, ...]
    """Open ones of the same correlation, young enough to grow."""


def reach(pool: Pool, start: Candidate, ledger: Ledger, now: float) -> Reach:
    """Walk from `start` along links; only what links leads on.

    Candidates that do not link are leaves: they come along where they are loose, and what they belong
    to already is not reached through them. One that starts joins the nearest incident, else the nearest
    loose candidate that links.
    """
    loose: dict[str, Candidate] = {}
    incidents: dict[str, Incident] = {}
    own = ledger.home_of(start.item.ref)
    if own is None:
        loose[start.item.ref] = start
    elif _grows(own, pool, now):
        incidents[own.incident_id] = own
    else:
        return Reach((), ())
    ahead = [start]
    if not start.selector.links:
        anchor = _anchor(pool, start, ledger, now)
        if isinstance(anchor, Incident):
            return Reach(tuple(loose.values()), (anchor,))
        ahead = [] if anchor is None else [anchor]
        loose.update((one.item.ref, one) for one in ahead)
    while ahead:
        for found in pool.linked(ahead.pop()):
            other = pool.get(found.ref)
            if other is None or found.ref in loose:
                continue
            home = ledger.home_of(found.ref)
            if home is None:
                loose[found.ref] = other
                ahead += [other] if other.selector.links else []
            elif other.selector.links and _grows(home, pool, now):
                incidents[home.incident_id] = home
    return Reach(tuple(loose.values()), tuple(incidents.values()))


def _anchor(pool: Pool, start: Candidate, ledger: Ledger, now: float) -> Incident | Candidate | None:
    """Return what a candidate that does not link joins."""
    loose: Candidate | None = None
    for found in pool.linked(start):
        home = ledger.home_of(found.ref)
        if home is not None and _grows(home, pool, now):
            return home
        if home is None and loose is None:
            loose = pool.get(found.ref)
    return loose


def _grows(incident: Incident, pool: Pool, now: float) -> bool:
    """Return whether the rule may still add to an open incident."""
    return incident.rule_id == pool.spec.id and now - incident.opened_at <= pool.spec.max_age_s

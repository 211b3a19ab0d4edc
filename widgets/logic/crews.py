"""Crews as the desk sees them: who is near, whether they can be sent, and what keeps them busy. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from backend.contract.cases import CaseFile, CaseKindInfo
from backend.contract.resources import NearPlace
from backend.contract.state import SEVERITIES, Freshness, Place, freshness
from backend.contract.work import Case, Incident
from widgets.logic.live_state import LiveState

LAT = ".lat_deg"
_ORDER = {"free": 0, "unknown": 1, "busy": 2, "full": 3, "lost": 4, "off": 5}


class Target(msgspec.Struct, frozen=True):
    """What crews are compared with, and sent for."""

    ref: str
    """Incident or case; empty: a mere point of the map."""
    title: str
    lat: float
    lon: float


class Crew(msgspec.Struct, frozen=True):
    """One crew."""

    near: NearPlace
    place: Place
    order: CaseFile | None = None
    track: Freshness | Literal["still"] = "still"
    """How alive its position is; `still`: it does not move."""

    @property
    def crew_id(self) -> str:
        """Its place."""
        return self.near.place_id


def crews(  # noqa: PLR0913 - what an order and its crew are known by
    found: Sequence[NearPlace],
    orders: Iterable[CaseFile],
    kind: CaseKindInfo | None,
    state: LiveState,
    now: float,
    about: Collection[str] = (),
) -> list[Crew]:
    """Return the crews: those sent here, the furthest on first, then those that can be sent, then the others.

    Each group nearest first.

    Args:
        found: as the daemon says, nearest first.
        orders: open ones.
        kind: of the orders; says which field names the crew, and which statuses follow each other.
        state: knows names and ages.
        now: s since epoch.
        about: codes of what is looked at: an incident and its members, or a case.
    """
    of_crew: dict[str, CaseFile] = {}
    for order in orders:
        if kind is not None and kind.resource and order.open:
            of_crew.setdefault(order.data.get(kind.resource, ""), order)
    rows = [
        Crew(near, place, of_crew.get(near.place_id), _track(near, state, now))
        for near in found
        if (place := state.places.get(near.place_id)) is not None
    ]
    return sorted(rows, key=lambda crew: (_stage(crew.order, kind, about), _ORDER[crew.near.state]))


def codes_of(target: Target | None, state: LiveState) -> frozenset[str]:
    """Return the codes that an order for a target may name: its own, and those of an incident's members."""
    if target is None or not target.ref:
        return frozenset()
    item = state.work.get(target.ref)
    members = item.members if isinstance(item, Incident) else ()
    return frozenset({target.ref, *(member.ref for member in members)})


def _stage(order: CaseFile | None, kind: CaseKindInfo | None, about: Collection[str]) -> int:
    """Return where an order's crew stands: below 1 if sent for one of `about`, the furthest on least."""
    if order is None or kind is None:
        return 1
    if order.incident_id not in about and order.data.get(kind.about, "") not in about:
        return 1
    statuses = [status.status for status in kind.statuses]
    return -statuses.index(order.status) if order.status in statuses else 0


def target_of(
    incident: Incident | None, cases: Iterable[Case], state: LiveState, language: str
) -> Target | None:
    """Return what to send crews for where nobody chose: the incident in view, else the worst open case.

    Args:
        incident: that the wall looks at.
        cases: in view.
        state: knows the middle of the map.
        language: of the title.
    """
    if incident is not None and (target := incident_target(incident, language)) is not None:
        return target
    placed = [found for case in cases if (found := case_target(case, language)) is not None and case.open]
    by_ref = {case.case_id: case for case in cases}
    worst = min(
        placed,
        key=lambda one: (SEVERITIES.index(by_ref[one.ref].severity), -by_ref[one.ref].opened_at),
        default=None,
    )
    if worst is not None or not state.places:
        return worst
    lon, lat = state.centre.map_centre
    return Target("", state.centre.name, lat, lon)


def incident_target(incident: Incident, language: str) -> Target | None:
    """Return the middle of an incident; None where it lies nowhere."""
    if incident.extent is None:
        return None
    west, south, east, north = incident.extent
    title = incident.title.in_language(language)
    return Target(incident.incident_id, title, (south + north) / 2, (west + east) / 2)


def case_target(case: Case, language: str) -> Target | None:
    """Return where a case is; None where nobody knows."""
    if case.lat is None or case.lon is None:
        return None
    return Target(case.case_id, case.title.in_language(language), case.lat, case.lon)


def targets(state: LiveState, language: str) -> list[Target]:
    """Return everything open that a crew could be sent for, the worst first."""
    incidents = [
        (SEVERITIES.index(each.severity), -each.opened_at, found)
        for each in state.incidents()
        if each.open and (found := incident_target(each, language)) is not None
    ]
    cases = [
        (SEVERITIES.index(each.severity), -each.opened_at, found)
        for each in state.cases()
        if each.open and (found := case_target(each, language)) is not None
    ]
    return [found for *_, found in sorted([*incidents, *cases], key=lambda row: (row[0], row[1]))]


def counts(rows: Iterable[Crew]) -> Mapping[str, int]:
    """Return how many crews are in which state."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.near.state] = found.get(row.near.state, 0) + 1
    return found


def _track(near: NearPlace, state: LiveState, now: float) -> Freshness | Literal["still"]:
    series = state.series.get(f"{near.place_id}{LAT}")
    if series is None:
        return "still"
    return freshness(near.seen_at, series.max_age_s, now)

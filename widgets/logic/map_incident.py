"""What a map shows of work: the incident that is looked at, with its members and cameras, and cases. Pure."""

from __future__ import annotations

import unicodedata

import msgspec

from backend.contract.state import Severity
from backend.contract.work import Incident
from widgets.logic.limits import rank
from widgets.logic.live_state import LiveState

Point = tuple[float, float]
"""Longitude, latitude."""
Extent = tuple[float, float, float, float]
"""West, south, east, north, degrees."""

LEAST_SPAN_DEG = 0.008
"""A map never zooms closer than about 900 m, however near to one another the members are."""


class Overlay(msgspec.Struct, frozen=True):
    """Argument of the page's `setIncident`."""

    severity: Severity | None = None
    centre: Point | None = None
    members: tuple[Point, ...] = ()
    """Those that go on."""
    ended: tuple[Point, ...] = ()
    cameras: tuple[tuple[float, float, str], ...] = ()
    """The nearest ones: longitude, latitude, number and name."""


class CaseMark(msgspec.Struct, frozen=True):
    """One open case with a position."""

    id: str
    lon: float
    lat: float
    severity: Severity
    sos: bool
    """A call for rescue."""
    label: str
    rank: int


def overlay(state: LiveState, incident: Incident | None) -> Overlay:
    """Return what is drawn of an incident; nothing where there is none."""
    if incident is None:
        return Overlay()
    going: list[Point] = []
    ended: list[Point] = []
    for member in incident.members:
        place = state.places.get(member.subject)
        lon = member.lon if member.lon is not None else place.lon if place else None
        lat = member.lat if member.lat is not None else place.lat if place else None
        if lon is not None and lat is not None:
            (going if member.active else ended).append((lon, lat))
    points = going or ended
    cameras = []
    for number, place_id in enumerate(incident.cameras, start=1):
        place = state.places.get(place_id)
        if place is not None and place.lon is not None and place.lat is not None:
            name = unicodedata.normalize("NFC", f"{number} · {place.name}")
            cameras.append((place.lon, place.lat, name))
    return Overlay(
        severity=incident.severity if incident.open else None,
        centre=_middle(points),
        members=tuple(dict.fromkeys(going)),
        ended=tuple(dict.fromkeys(ended)),
        cameras=tuple(cameras),
    )


def _middle(points: list[Point]) -> Point | None:
    if not points:
        return None
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def extent_of(incident: Incident | None, shown: Overlay) -> Extent | None:
    """Return what a map that follows an incident should show; None: its own view.

    The extent holds the members and is widened to the nearest cameras, never below `LEAST_SPAN_DEG`.
    """
    if incident is None:
        return None
    points = [*shown.members, *shown.ended, *((lon, lat) for lon, lat, _name in shown.cameras)]
    if incident.extent is not None:
        west, south, east, north = incident.extent
        points += [(west, south), (east, north)]
    if not points:
        return None
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    more_lon = max(0.0, LEAST_SPAN_DEG - (max(lons) - min(lons))) / 2
    more_lat = max(0.0, LEAST_SPAN_DEG - (max(lats) - min(lats))) / 2
    return min(lons) - more_lon, min(lats) - more_lat, max(lons) + more_lon, max(lats) + more_lat


def case_marks(state: LiveState, drawn: frozenset[str] = frozenset()) -> tuple[CaseMark, ...]:
    """Return the open cases that have a position, the least serious first (drawn beneath).

    Args:
        state: live state.
        drawn: cases that the map shows in another way; once is enough.
    """
    found = [
        CaseMark(
            case.case_id,
            case.lon,
            case.lat,
            case.severity,
            case.kind == "sos",
            unicodedata.normalize("NFC", case.case_id.rpartition(".")[2] or case.case_id),
            rank(case.severity),
        )
        for case in state.cases()
        if case.open and case.lon is not None and case.lat is not None and case.case_id not in drawn
    ]
    return tuple(sorted(found, key=lambda mark: (-mark.rank, mark.id)))

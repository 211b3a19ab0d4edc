"""Every incident, and in which open one each member is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from backend.contract.state import SEVERITIES, Text
from backend.contract.work import Incident, Member
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.item import Item
from backend.domain.numbering import DailyNumbers


class Ledger:
    """Keeps incidents whole: severity, extent, cameras and first-out follow from the members."""

    def __init__(self, ground: Ground, zone: dt.tzinfo) -> None:
        """Start empty; ids are numbered per day of `zone`."""
        self._ground = ground
        self._numbers = DailyNumbers("SC", zone)
        self._incidents: dict[str, Incident] = {}
        self._open: dict[str, None] = {}
        self._home: dict[str, str] = {}

    def get(self, incident_id: str) -> Incident | None:
        """Return one incident, whatever its state."""
        return self._incidents.get(incident_id)

    def open_incidents(self) -> tuple[Incident, ...]:
        """Return those that go on, oldest first."""
        found = (self._incidents[incident_id] for incident_id in self._open)
        return tuple(sorted(found, key=lambda incident: (incident.opened_at, incident.incident_id)))

    def home_of(self, ref: str) -> Incident | None:
        """Return the open incident that an alarm or case belongs to."""
        home = self._home.get(ref)
        return None if home is None else self._incidents[home]

    def is_home(self, ref: str) -> bool:
        """Return whether an alarm or case belongs to an open incident."""
        return ref in self._home

    def restore(self, incident: Incident) -> None:
        """Take over a stored incident as it is."""
        self._numbers.seen(incident.incident_id)
        self._index(incident)

    def begin(self, title: Text, members: Iterable[Member], now: float) -> Incident:
        """Return a new open incident, not yet kept; its members are in no other one."""
        return Incident(
            incident_id=self._numbers.next(now),
            title=title,
            severity="low",
            state="open",
            opened_at=now,
            changed_at=now,
            members=tuple(members),
        )

    def merge(self, into: Incident, other: Incident, by: str, now: float) -> tuple[Incident, Incident]:
        """Return both after the members and procedures of `other` went over to `into`."""
        ended = replace(other, state="merged", merged_into=into.incident_id, closed_at=now, closed_by=by)
        ended = self.keep(ended, now)
        moved = tuple(_moved(member, other.incident_id, by, now) for member in other.members)
        grown = replace(
            into,
            members=(*into.members, *moved),
            run_ids=tuple(dict.fromkeys((*into.run_ids, *other.run_ids))),
            units=tuple(dict.fromkeys((*into.units, *other.units))),
        )
        return self.keep(grown, now), ended

    def keep(self, incident: Incident, now: float) -> Incident:
        """Store a changed incident; return it with all that follows from its members."""
        settled = replace(_settled(incident, self._ground), changed_at=now)
        self._index(settled)
        return settled

    def _index(self, incident: Incident) -> None:
        old = self._incidents.get(incident.incident_id)
        self._incidents[incident.incident_id] = incident
        for member in old.members if old else ():
            if self._home.get(member.ref) == incident.incident_id:
                del self._home[member.ref]
        if incident.open:
            self._open[incident.incident_id] = None
            self._home.update((member.ref, incident.incident_id) for member in incident.members)
        else:
            self._open.pop(incident.incident_id, None)


def new_member(item: Item, now: float, by: str, reason: Text) -> Member:
    """Return an item as a member that joins now."""
    lat, lon = item.at if item.at is not None else (None, None)
    return Member(
        ref=item.ref,
        kind=item.kind,
        title=item.title,
        severity=item.severity,
        active=item.active,
        began_at=item.began_at,
        joined_at=now,
        joined_by=by,
        reason=reason,
        subject=item.subject,
        lat=lat,
        lon=lon,
        area_code=item.area_code,
    )


def _moved(member: Member, origin: str, by: str, now: float) -> Member:
    was = member.reason
    why = Text(f"gộp từ {origin}: {was.vi}", f"merged from {origin}: {was.in_language('en')}")
    return replace(member, joined_at=now, joined_by=by, reason=why)


def _settled(incident: Incident, ground: Ground) -> Incident:
    members = incident.members
    if not members:
        return incident
    first = min(members, key=lambda member: (member.began_at, member.ref))
    worst = min((member.severity for member in members), key=SEVERITIES.index)
    lats = [member.lat for member in members if member.lat is not None]
    lons = [member.lon for member in members if member.lon is not None]
    return replace(
        incident,
        severity=worst,
        members=tuple(
            member if member.first_out == (member is first) else replace(member, first_out=member is first)
            for member in members
        ),
        extent=(min(lons), min(lats), max(lons), max(lats)) if lats and lons else None,
        area_codes=tuple(dict.fromkeys(member.area_code for member in members if member.area_code)),
        # where it is worst people want to look, not where the rain gauge stands
        cameras=ground.cameras_near(
            [
                (m.lat, m.lon)
                for m in members
                if m.severity == worst and m.lat is not None and m.lon is not None
            ]
        ),
    )

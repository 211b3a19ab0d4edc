"""A playbook: what happens in the city on the left, what the incident book says on the right."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backend.contract.state import Alarm, Place, Text
from backend.contract.work import Case, Incident
from backend.domain.incidents import events as ev
from backend.domain.incidents.book import IncidentBook
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.spec import CorrelationSpec, Opening, Selector

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = 1_795_496_400.0
"""24/11/2026, 12:00 in Việt Nam."""
METRE = 1 / 111_195.0
"""Degrees of latitude."""
KINDS = {
    "post": ("flood_post", Text("Trụ cảnh báo ngập", "Street-flood post")),
    "rain": ("rain_station", Text("Trạm mưa", "Rain station")),
    "cam": ("camera", Text("Camera", "Camera")),
}


def place(place_id: str, metres: float | None, area: str = "") -> Place:
    """A place so many metres north of the origin; its kind is the word before the dash."""
    lat, lon = (None, None) if metres is None else (16.05 + metres * METRE, 108.2)
    kind = KINDS[place_id.partition("-")[0]][0]
    return Place(place_id, place_id.partition("-")[2], kind, lat, lon, area, f"Hòa {area}" if area else "")


PLACES = [
    place("post-A", 0, "1"),
    place("post-B", 500, "1"),
    place("post-C", 1000, "2"),
    place("post-D", 1500, "2"),
    place("post-E", 9000, "1"),
    place("post-F", 20_000, "9"),
    place("post-X", None, "1"),
    place("rain-R", 2000, "3"),
    place("rain-S", 4500, "3"),
    place("cam-1", 100),
    place("cam-2", 900),
    place("cam-3", 3000),
    place("cam-4", 8000),
    place("cam-5", 15_000),
]

FLOOD = CorrelationSpec(
    id="ngap",
    title=Text("Ngập tại {area}", "Flooding in {area}"),
    members=(
        Selector(rules=("deep",), min_severity="medium", same="area"),
        Selector(rules=("rain",), within_m=3000, links=False),
        Selector(case_kinds=("sos",), same="area", procedure="sos"),
    ),
    within_m=600,
    within_s=2700,
    opens=Opening(severity="critical", n_members=2, n_kinds=2),
    units=("thoat-nuoc",),
    lead="truong-ca",
    procedures=("ngap-cuc-bo",),
    scene="incident",
    scene_dwell_s=120,
    max_age_s=4 * 3600,
)
NEAR = CorrelationSpec(
    id="near",
    title=Text("Sự cố {name}"),
    members=(Selector(rules=("deep",), procedure="own"), Selector(case_kinds=("sos",))),
    within_m=600,
    within_s=2700,
    opens=Opening(n_members=2),
)


class Playbook:
    """Drives one incident book; each step returns what changed, `opened` for `incident.opened`."""

    def __init__(self, specs: tuple[CorrelationSpec, ...]) -> None:
        self.ground = Ground(PLACES, dict(KINDS.values()), {"1": "phường", "2": "xã"})
        self.alarms: dict[str, Alarm] = {}
        self.cases: dict[str, Case] = {}
        self.specs = specs
        self.now = NOON
        self.book = self.fresh()
        self.changes: list[ev.IncidentChange] = []

    def fresh(self) -> IncidentBook:
        return IncidentBook(self.specs, self.ground, ZONE, self.find)

    def find(self, ref: str) -> Alarm | Case | None:
        return self.alarms.get(ref) or self.cases.get(ref)

    def _did(self, changes: list[ev.IncidentChange]) -> list[str]:
        self.changes = changes
        return [change.kind.removeprefix("incident.") for change in changes]

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def alarm(self, subject: str, severity: str = "high", rule: str = "deep", **fields: Any) -> list[str]:
        alarm_id = f"{rule}@{subject}"
        old = self.alarms.get(alarm_id)
        fresh = old is None or not old.active
        base = Alarm(
            alarm_id=alarm_id,
            rule_id=rule,
            subject=subject,
            series_id=f"{subject}.x",
            title=Text(f"Ngập {subject}"),
            detail=Text(""),
            severity="low",
            peak_severity="low",
            active=True,
            operator="unacknowledged",
            signal="fresh",
            raised_at=self.now if fresh else old.raised_at,
            changed_at=self.now,
            occurrence=1,
            procedure="ngap-khan-cap",
        )
        self.alarms[alarm_id] = replace(base, severity=severity, **fields)
        return self._did(self.book.alarm_changed(self.alarms[alarm_id], self.now))

    def rain(self, subject: str, severity: str = "medium", **fields: Any) -> list[str]:
        return self.alarm(subject, severity, "rain", **fields)

    def clears(self, alarm_id: str) -> list[str]:
        self.alarms[alarm_id] = replace(self.alarms[alarm_id], active=False)
        return self._did(self.book.alarm_changed(self.alarms[alarm_id], self.now))

    def sos(self, code: str, metres: float | None = None, area: str = "", **fields: Any) -> list[str]:
        old = self.cases.get(code)
        base = Case(
            case_id=code,
            kind="sos",
            title=Text(f"SOS {code}"),
            severity="high",
            opened_at=old.opened_at if old else self.now,
            changed_at=self.now,
            lat=None if metres is None else 16.05 + metres * METRE,
            lon=None if metres is None else 108.2,
            area_code=area,
            area_name=f"Hòa {area}" if area else "",
        )
        self.cases[code] = replace(base, **fields)
        return self._did(self.book.case_changed(self.cases[code], self.now))

    def does(self, event: ev.Event) -> list[str]:
        return self._did(self.book.apply(event, self.now))

    def restart(self) -> None:
        stored = [self.book.get(one.incident_id) for one in self.every]
        self.book = self.fresh()
        self.book.restore([one for one in stored if one], self.alarms.values(), self.cases.values())

    @property
    def every(self) -> list[Incident]:
        return list(self.book._ledger._incidents.values())

    def incident(self, number: int = 1) -> Incident:
        found = self.book.get(f"SC.20261124.{number:03d}")
        assert found is not None
        return found

    def open(self) -> list[set[str]]:
        """The members of each open incident."""
        return [{member.ref for member in one.members} for one in self.book.open_incidents()]

    def reason(self, ref: str, number: int = 1) -> str:
        return next(member.reason.vi for member in self.incident(number).members if member.ref == ref)

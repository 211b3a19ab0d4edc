"""An alarm or a case as correlation sees it."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Alarm, OperatorState, Severity, Text
from backend.contract.work import Case
from backend.domain.incidents.ground import Ground, Point

_SET_ASIDE: frozenset[OperatorState] = frozenset({"shelved", "suppressed", "out_of_service"})


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What can be a member of an incident."""

    ref: str
    """Alarm id or case id."""
    kind: Literal["alarm", "case"]
    what: str
    """Rule id, or kind of the case; of one with a field `kind/field`."""
    title: Text
    severity: Severity
    active: bool
    """The alarm's condition holds, or the case is open."""
    set_aside: bool = False
    """Shelved, suppressed or out of service: it joins nothing new."""
    began_at: float
    """When it was raised or opened."""
    called: Text
    """How the reason of another member calls it."""
    subject: str = ""
    at: Point | None = None
    area_code: str = ""
    area_name: str = ""
    procedure: str = ""
    """That its rule names."""


def alarm_item(alarm: Alarm, ground: Ground) -> Item:
    """Return an alarm as an item; its position is its place's."""
    place = ground.place(alarm.subject)
    return Item(
        ref=alarm.alarm_id,
        kind="alarm",
        what=alarm.rule_id,
        title=alarm.title,
        severity=alarm.severity,
        active=alarm.active,
        set_aside=alarm.operator in _SET_ASIDE,
        began_at=alarm.raised_at,
        called=ground.called(alarm.subject),
        subject=alarm.subject,
        at=_point(place.lat, place.lon) if place else None,
        area_code=place.area_code if place else "",
        area_name=place.area_name if place else "",
        procedure="" if alarm.procedure == "none" else alarm.procedure,
    )


def what_of(case: Case) -> str:
    """Return by which word rules select a case: `sos`, or with its field `report/ngap`."""
    return f"{case.kind}/{case.field}" if case.field else case.kind


def case_item(case: Case) -> Item:
    """Return a case as an item."""
    return Item(
        ref=case.case_id,
        kind="case",
        what=what_of(case),
        title=case.title,
        severity=case.severity,
        active=case.open,
        began_at=case.opened_at,
        called=Text(case.case_id, case.case_id),
        at=_point(case.lat, case.lon),
        area_code=case.area_code,
        area_name=case.area_name,
    )


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)

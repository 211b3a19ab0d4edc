"""Alerts of the Common Alerting Protocol as cases: what they say, how severe it is, which case they mean."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from backend.contract.state import Severity, Text
from backend.contract.work import Case
from backend.domain.cap.alert import Alert, AlertInfo, Circle, Reference, Ring, written_time
from backend.domain.cases.shapes import ShapeError, circle, joined, polygon
from backend.domain.cases.update import CaseUpdate

LONGEST_TITLE = 200
DAY_S = 86_400.0
KEPT_S = 30 * DAY_S
"""So long after its end an alert is remembered: what refers to it later means the same case."""
DRILLS = {"Exercise": Text("DIỄN TẬP", "EXERCISE"), "Test": Text("THỬ NGHIỆM", "TEST")}
PARTS = (
    "identifier", "sender", "sender_name", "sent", "alert_status", "msg_type", "event", "category", "urgency",
    "severity", "certainty", "response", "effective", "onset", "expires", "headline", "description",
    "instruction", "web", "contact", "area_text", "areas", "shape", "event_en", "headline_en",
    "description_en", "instruction_en",
)  # fmt: skip


class SeverityRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table by which an alert is as severe as a case; an empty list means any."""

    severity: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    gives: Severity

    def fits(self, info: AlertInfo) -> bool:
        """Return whether the row is of such an alert."""
        pairs = (
            (self.severity, info.severity),
            (self.urgency, info.urgency),
            (self.certainty, info.certainty),
        )
        return all(not wanted or found in wanted for wanted, found in pairs)


SOON = ("Immediate", "Expected")
SEVERITY_TABLE = (
    SeverityRow(urgency=("Past",), gives="low"),
    SeverityRow(certainty=("Unlikely",), gives="low"),
    SeverityRow(severity=("Extreme",), urgency=SOON, gives="critical"),
    SeverityRow(severity=("Extreme",), gives="high"),
    SeverityRow(severity=("Severe",), urgency=SOON, gives="high"),
    SeverityRow(severity=("Severe",), gives="medium"),
    SeverityRow(severity=("Moderate",), urgency=SOON, gives="medium"),
    SeverityRow(severity=("Moderate", "Minor"), gives="low"),
    SeverityRow(gives="medium"),
)
"""The first row that fits holds. Ours: CAP leaves it to whoever reads."""


class KnownAlert(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of an alert that was taken."""

    case_id: str
    sent_at: float
    expires_at: float
    title: str
    severity: Severity
    opened_at: float
    over: bool = False


class AlertRules(msgspec.Struct, frozen=True, kw_only=True):
    """How one source's alerts become cases."""

    source_id: str
    kind: str
    zone: ZoneInfo
    id_prefix: str = ""
    languages: tuple[str, ...] = ("vi", "en")
    severities: tuple[SeverityRow, ...] = SEVERITY_TABLE
    drills: bool = False
    valid_s: float = DAY_S
    geocodes: tuple[str, ...] = ()
    areas: Mapping[str, str] = {}
    data: Mapping[str, str] = {}

    def __hash__(self) -> int:
        """Two are never compared by their content."""
        return id(self)


class NotTakenError(ValueError):
    """An alert of which no case comes; the words say why."""


def taken(alert: Alert, rules: AlertRules, known: dict[str, KnownAlert], now: float) -> list[CaseUpdate]:
    """Return what an alert says of cases, and remember it.

    Args:
        alert: as it was read.
        rules: of the source.
        known: sender and identifier -> what is remembered; changed.
        now: s since epoch.

    Raises:
        NotTakenError: it is no real warning, or says nothing.
    """
    _refuse_unreal(alert, rules)
    cases = _cases_of(alert.references, known)
    if alert.msg_type == "Cancel":
        for case_id in cases:
            _remember_end(case_id, known)
        ends = [_ended(case_id, rules, known, "Cancel", alert.sent_at) for case_id in cases]
        return [replace(each, result=alert.note or _words(alert, rules)) for each in ends]
    info = _chosen(alert, rules)
    expires_at = alert.expires_at() or alert.sent_at + rules.valid_s
    if expires_at <= now and not cases:
        return []  # over before it was read: nobody is told of it any more
    case_id = cases[0] if cases else rules.id_prefix + _root(alert)
    before = [each for each in known.values() if each.case_id == case_id]
    if any(each.sent_at > alert.sent_at for each in before):
        return []  # an older word that comes late
    update = _update(alert, info, rules, case_id=case_id, expires_at=expires_at)
    opened_at = min([alert.sent_at, *(each.opened_at for each in before)])
    update = replace(update, case=replace(update.case, opened_at=opened_at, open=expires_at > now))
    if expires_at <= now:
        update = replace(update, case=replace(update.case, status="Expired"))
    over = not update.case.open
    title, severity = update.case.title.vi, update.case.severity
    for key in [key for key, each in known.items() if each.case_id == case_id]:
        known[key] = replace(known[key], expires_at=expires_at, over=over)
    known[alert.key] = KnownAlert(case_id, alert.sent_at, expires_at, title, severity, opened_at, over)
    for other in cases[1:]:
        _remember_end(other, known)
    return [update, *(_ended(other, rules, known, "Replaced", alert.sent_at) for other in cases[1:])]


def expired(rules: AlertRules, known: dict[str, KnownAlert], now: float) -> list[CaseUpdate]:
    """Return the cases whose alerts are over by now, and forget what is long over."""
    over = {
        each.case_id: each.expires_at for each in known.values() if each.expires_at <= now and not each.over
    }
    for case_id in over:
        _remember_end(case_id, known)
    for key in [key for key, each in known.items() if each.expires_at < now - KEPT_S]:
        del known[key]
    return [_ended(case_id, rules, known, "Expired", at) for case_id, at in over.items()]


def severity_of(info: AlertInfo, table: Iterable[SeverityRow]) -> Severity:
    """Return how severe an alert is as a case: by the first row that fits, else medium."""
    return next((row.gives for row in table if row.fits(info)), "medium")


# ---- which case -----------------------------------------------------------------------------------


def _refuse_unreal(alert: Alert, rules: AlertRules) -> None:
    if alert.status in DRILLS and not rules.drills:
        raise NotTakenError(f"status {alert.status}: a drill is no warning (`drills: true` takes it, marked)")
    if alert.status not in ("Actual", *DRILLS):
        raise NotTakenError(f"status {alert.status}: no warning to anybody")
    if alert.msg_type in ("Ack", "Error"):
        raise NotTakenError(f"msgType {alert.msg_type}: an answer between systems, no warning")
    if alert.msg_type in ("Update", "Cancel") and not alert.references:
        raise NotTakenError(f"msgType {alert.msg_type} without references: nobody can know what it means")
    if alert.msg_type != "Cancel" and not alert.infos:
        raise NotTakenError("it has no info block: it warns of nothing")


def _cases_of(references: Iterable[Reference], known: Mapping[str, KnownAlert]) -> list[str]:
    """Return the cases that references mean, those of the earliest first."""
    found = sorted((known[each.key] for each in references if each.key in known), key=lambda k: k.opened_at)
    return list(dict.fromkeys(each.case_id for each in found))


def _root(alert: Alert) -> str:
    """Return the identifier that a chain of alerts began with, as far as this one tells."""
    own = Reference(alert.sender, alert.identifier, alert.sent_at)
    return min((*alert.references, own), key=lambda each: each.sent_at).identifier


def _remember_end(case_id: str, known: dict[str, KnownAlert]) -> None:
    for key in [key for key, each in known.items() if each.case_id == case_id]:
        known[key] = replace(known[key], over=True)


def _ended(
    case_id: str, rules: AlertRules, known: Mapping[str, KnownAlert], status: str, at: float
) -> CaseUpdate:
    last = max((each for each in known.values() if each.case_id == case_id), key=lambda each: each.sent_at)
    case = Case(
        case_id=case_id,
        kind=rules.kind,
        title=Text(last.title),
        severity=last.severity,
        opened_at=last.opened_at,
        changed_at=max(at, last.opened_at),
        open=False,
        status=status,
        source_id=rules.source_id,
    )
    return CaseUpdate(case=case, finished_at=case.changed_at)


# ---- what it says ---------------------------------------------------------------------------------


def _chosen(alert: Alert, rules: AlertRules) -> AlertInfo:
    found = (alert.info_in(language) for language in rules.languages)
    return next((info for info in found if info is not None), alert.infos[0])


def _words(alert: Alert, rules: AlertRules) -> str:
    return _chosen(alert, rules).description if alert.infos else ""


def _update(
    alert: Alert, info: AlertInfo, rules: AlertRules, *, case_id: str, expires_at: float
) -> CaseUpdate:
    mark = DRILLS.get(alert.status)
    title = (info.headline or info.event)[:LONGEST_TITLE]
    place = "; ".join(area.text for area in info.areas if area.text)[:LONGEST_TITLE]
    at = _point(info)
    english = alert.info_in("en")
    case = Case(
        case_id=case_id,
        kind=rules.kind,
        title=Text(f"{mark.vi}: {title}" if mark else title, (english.headline if english else "") or title),
        severity="low" if mark else severity_of(info, rules.severities),
        opened_at=alert.sent_at,
        changed_at=alert.sent_at,
        status=alert.msg_type,
        lat=at[0] if at else None,
        lon=at[1] if at else None,
        place=place,
        source_id=rules.source_id,
    )
    parts = _parts(alert, info, rules, expires_at)
    wanted = rules.data or {name: name for name in PARTS}
    return CaseUpdate(
        case=case,
        text=info.description,
        remote_id=f"{alert.key},{written_time(alert.sent_at, rules.zone)}",
        data={name: parts[part] for name, part in wanted.items()},
        data_whole=True,  # an update without a polygon is one without a polygon
    )


def _parts(alert: Alert, info: AlertInfo, rules: AlertRules, expires_at: float) -> dict[str, str]:
    def time(at: float | None) -> str:
        return "" if at is None else written_time(at, rules.zone)

    english = alert.info_in("en")
    parts = {
        "identifier": alert.identifier,
        "sender": alert.sender,
        "sender_name": info.sender_name or alert.sender,
        "sent": time(alert.sent_at),
        "alert_status": alert.status,
        "msg_type": alert.msg_type,
        "event": info.event,
        "category": info.categories[0] if info.categories else "",
        "urgency": info.urgency,
        "severity": info.severity,
        "certainty": info.certainty,
        "response": info.responses[0] if info.responses else "",
        "effective": time(alert.sent_at if info.effective_at is None else info.effective_at),
        "onset": time(info.onset_at),
        "expires": time(expires_at),
        "headline": info.headline,
        "description": info.description,
        "instruction": info.instruction,
        "web": info.web,
        "contact": info.contact,
        "area_text": "; ".join(area.text for area in info.areas if area.text),
        "areas": " ".join(_codes(info, rules)),
        "shape": _shape(info),
    }
    for part in ("event", "headline", "description", "instruction"):
        parts[f"{part}_en"] = getattr(english, part) if english is not None and english is not info else ""
    return parts


def _codes(info: AlertInfo, rules: AlertRules) -> list[str]:
    """Return the wards that an alert names, by the centre's codes."""
    named = (code for area in info.areas for name, code in area.geocodes if name in rules.geocodes)
    return list(dict.fromkeys(rules.areas.get(code, code) for code in named))


def _shape(info: AlertInfo) -> str:
    """Return polygons and circles of an alert as one shape; a surface that is none is left out."""
    shapes = []
    for area in info.areas:
        parts: list[Ring | Circle] = [*area.polygons, *area.circles]
        for part in parts:
            with contextlib.suppress(ShapeError):
                shapes.append(_part(part))
    try:
        return joined(shapes)
    except ShapeError:
        return ""  # more corners than a map can draw: its words still tell where


def _part(part: Ring | Circle) -> str:
    return circle(part.lat, part.lon, part.radius_km * 1000.0) if isinstance(part, Circle) else polygon(part)


def _point(info: AlertInfo) -> tuple[float, float] | None:
    """Return the point of an alert that names one without anything around it, degrees north and east."""
    circles = [each for area in info.areas for each in area.circles]
    return (circles[0].lat, circles[0].lon) if circles and circles[0].radius_km == 0 else None

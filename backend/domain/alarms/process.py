"""Transitions of one alarm: pure functions from a record and what happened to the next record."""

from __future__ import annotations

from msgspec.structs import replace

from backend.contract.state import SEVERITIES, Alarm, Freshness, OperatorState, Severity, Text
from backend.domain.alarms import events as ev
from backend.domain.rule import RuleSpec, responsible_unit
from backend.domain.verdict import Verdict

VISIBLE: tuple[OperatorState, ...] = ("unacknowledged", "acknowledged")
"""States in which the list shows the alarm and it may be hidden by a parent."""

_REFUSALS: dict[OperatorState, Text] = {
    "none": Text(
        "đã trở lại bình thường, không còn gì để nhận.", "is normal: there is nothing to acknowledge"
    ),
    "shelved": Text("đang được tạm ẩn. Hãy đưa nó về danh sách trước.", "is shelved: take it back first"),
    "suppressed": Text(
        "đang ẩn sau cảnh báo {by}. Hãy nhận cảnh báo đó.", "is hidden by {by}: acknowledge that one"
    ),
    "out_of_service": Text(
        "đang ngừng dùng. Hãy đưa nó vào dùng lại trước.",
        "is out of service: put it back in service first",
    ),
}


def worse(severity: Severity, than: Severity) -> bool:
    """Return whether `severity` is worse than another."""
    return SEVERITIES.index(severity) < SEVERITIES.index(than)


def newborn(verdict: Verdict, rule: RuleSpec, signal: Freshness) -> Alarm:
    """Return the record of an alarm that was never raised."""
    return Alarm(
        alarm_id=verdict.alarm_id,
        rule_id=verdict.rule_id,
        subject=verdict.subject,
        series_id=verdict.series_id,
        title=verdict.title,
        detail=verdict.detail,
        severity=verdict.severity,
        peak_severity=verdict.severity,
        active=False,
        operator="none",
        signal=signal,
        raised_at=verdict.at,
        changed_at=verdict.at,
        occurrence=0,
        latched=rule.latched,
    )


def _told(alarm: Alarm, verdict: Verdict) -> Alarm:
    """Return the alarm with the words and figures of the verdict."""
    return replace(
        alarm,
        title=verdict.title,
        detail=verdict.detail,
        severity=verdict.severity,
        value=verdict.value,
        limit=verdict.limit,
        unit=verdict.unit,
    )


def asking(alarm: Alarm) -> Alarm:
    """Return the alarm as one that asks for a person again."""
    return replace(alarm, operator="unacknowledged", owner="", comment="", until_at=None, suppressed_by="")


def _at_rest(alarm: Alarm) -> Alarm:
    """Return the alarm as one that asks for nothing, armed again."""
    return replace(
        alarm,
        operator="none",
        owner="",
        comment="",
        until_at=None,
        suppressed_by="",
        assignee="",
        incident_id="",
        note="",
    )


def risen(old: Alarm, verdict: Verdict, rule: RuleSpec, now: float) -> Alarm:
    """Return the alarm newly raised: one more episode, texts of today's rule."""
    at = min(verdict.at, now)
    alarm = replace(
        _told(old, verdict),
        active=True,
        raised_at=at,
        changed_at=at,
        cleared_at=None,
        occurrence=old.occurrence + 1,
        peak_severity=verdict.severity,
        n_changes=old.n_changes + 1,
        latched=rule.latched,
        unit_id=responsible_unit(rule, old.subject),
        consequence=rule.consequence,
        response=rule.response,
        respond_within_s=rule.respond_within_s,
        procedure=rule.procedure,
    )
    if old.operator in ("out_of_service", "suppressed"):
        return alarm
    if old.operator == "shelved" and not worse(verdict.severity, old.peak_severity):
        return alarm
    return asking(alarm)


def flickered(old: Alarm, verdict: Verdict, now: float) -> tuple[Alarm, str]:
    """Return a flapping alarm that is active again: the same line, the same acknowledgement."""
    alarm, kind = went_on(replace(old, active=True, cleared_at=None), verdict, now)
    return replace(alarm, changed_at=min(verdict.at, now), n_changes=old.n_changes + 1), kind


def went_on(old: Alarm, verdict: Verdict, now: float) -> tuple[Alarm, str]:
    """Return an active alarm after another active verdict; the same object if nothing is new.

    A severity worse than any since the last acknowledgement re-opens it, also from the shelf: what a
    person decided was decided about something milder.
    """
    alarm = _told(old, verdict)
    if verdict.severity == old.severity:
        return (old, ev.REFRESHED) if alarm == old else (alarm, ev.REFRESHED)
    alarm = replace(alarm, changed_at=min(verdict.at, now), n_changes=old.n_changes + 1)
    if not worse(verdict.severity, old.severity):
        return alarm, ev.EASED
    if worse(verdict.severity, old.peak_severity):
        alarm = replace(alarm, peak_severity=verdict.severity)
        if old.operator in ("acknowledged", "shelved"):
            alarm = asking(alarm)
        elif old.operator == "suppressed":
            alarm = replace(alarm, owner="", comment="", until_at=None)
    return alarm, ev.ESCALATED


def cleared(old: Alarm, verdict: Verdict, now: float) -> tuple[Alarm, str]:
    """Return the alarm returned to normal."""
    at = min(verdict.at, now)
    alarm = replace(
        old,
        active=False,
        value=verdict.value,
        changed_at=at,
        cleared_at=at,
        n_changes=old.n_changes + 1,
    )
    if old.flapping:
        return alarm, ev.REFRESHED
    return _returned(alarm), ev.CLEARED


def _returned(alarm: Alarm) -> Alarm:
    """Return a normal alarm in the operator state that it goes to.

    One that belongs to an incident stays until that is closed: it does not end without its work.
    """
    if alarm.operator in ("shelved", "out_of_service") or (alarm.incident_id and alarm.operator != "none"):
        return alarm
    waits = alarm.latched and not alarm.owner  # suppressed keeps the owner of its acknowledgement
    return alarm if waits and alarm.operator != "none" else _at_rest(alarm)


def began_flapping(old: Alarm) -> Alarm:
    """Return the alarm as one that switches too often to be told each time."""
    return replace(old, flapping=True)


def steadied(old: Alarm) -> Alarm:
    """Return the alarm after flapping; if it ended normal, it is normal now."""
    alarm = replace(old, flapping=False)
    return alarm if alarm.active else _returned(alarm)


def acknowledged(old: Alarm, event: ev.Acknowledge, now: float) -> Alarm:
    """Return the alarm taken by a person; one that is back to normal leaves the list.

    Raises:
        AlarmRefusedError: nothing to acknowledge, no name, or an end that is past.
    """
    if old.operator not in VISIBLE:
        raise _not_listed(old)
    if not event.owner.strip():
        raise ev.AlarmRefusedError(
            f"Nhận cảnh báo “{old.title.vi}” cần có tên người nhận. Hãy đăng nhập trước.",
            f"acknowledging {old.alarm_id} needs a name: sign in first",
        )
    if event.until_at is not None and event.until_at <= now:
        raise ev.AlarmRefusedError(
            f"Thời hạn theo dõi cảnh báo “{old.title.vi}” đã qua. Hãy chọn thời điểm muộn hơn.",
            f"'look until' of {old.alarm_id} is in the past: choose a later time",
        )
    alarm = replace(
        old,
        operator="acknowledged",
        owner=event.owner,
        comment=event.comment,
        until_at=event.until_at,
        peak_severity=old.severity,
        changed_at=now,
        assignee="",
    )
    return alarm if alarm.active or alarm.flapping or alarm.incident_id else _at_rest(alarm)


def _not_listed(old: Alarm) -> ev.AlarmRefusedError:
    """Return why an alarm that does not ask for anybody cannot be taken or given."""
    why = _REFUSALS[old.operator]
    return ev.AlarmRefusedError(
        f"Cảnh báo “{old.title.vi}” {why.vi.format(by=old.suppressed_by)}",
        f"{old.alarm_id} {why.en.format(by=old.suppressed_by)}",
    )


def closed(old: Alarm, event: ev.Close, now: float) -> Alarm:
    """Return the alarm after its work is done: at rest, or taken until its condition clears.

    Raises:
        AlarmRefusedError: there is nothing to close.
    """
    if old.operator == "none":
        raise ev.AlarmRefusedError(
            f"Cảnh báo “{old.title.vi}” đã trở lại bình thường, không còn gì để đóng.",
            f"{old.alarm_id} is normal: there is nothing to close",
        )
    alarm = replace(old, incident_id="", assignee="", changed_at=now)
    if not (old.active or old.flapping):
        return alarm if old.operator == "out_of_service" else replace(_at_rest(alarm), changed_at=now)
    if old.operator not in VISIBLE:
        return alarm
    return replace(
        alarm,
        operator="acknowledged",
        owner=old.owner or event.who,
        comment=event.reason,
        until_at=None,
        peak_severity=old.severity,
    )


def assigned(old: Alarm, event: ev.Assign) -> Alarm:
    """Return the alarm given to somebody; it goes on asking until they take it.

    Raises:
        AlarmRefusedError: nobody is named, or there is nothing to give.
    """
    if not event.to.strip():
        raise ev.AlarmRefusedError(
            f"Giao cảnh báo “{old.title.vi}” cần có người nhận. Hãy chọn một người hoặc đơn vị.",
            f"assigning {old.alarm_id} needs a name: choose a person or a unit",
        )
    if old.operator not in VISIBLE:
        raise _not_listed(old)
    return replace(old, assignee=event.to.strip(), note=event.comment.strip() or old.note)


def remarked(old: Alarm, event: ev.Comment) -> Alarm:
    """Return the alarm with a person's newest remark.

    Raises:
        AlarmRefusedError: the remark is empty.
    """
    if not event.text.strip():
        raise ev.AlarmRefusedError(
            f"Ghi chú về cảnh báo “{old.title.vi}” còn trống. Hãy viết nội dung.",
            f"the remark about {old.alarm_id} is empty: write it down",
        )
    return replace(old, note=event.text.strip())


def bound(old: Alarm, incident_id: str) -> Alarm:
    """Return the alarm as part of an incident, or of none; the same object where that is no change."""
    if old.incident_id == incident_id or (incident_id and old.operator == "none"):
        return old
    alarm = replace(old, incident_id=incident_id)
    waits_for_nobody = not (old.active or old.flapping) and not incident_id
    return _returned(alarm) if waits_for_nobody else alarm


def taken_back(old: Alarm, parent_id: str, now: float) -> Alarm:
    """Return the alarm back from the shelf or from out of service: it asks again if there is cause."""
    asks = old.active or bool(old.incident_id) or (old.latched and old.operator == "shelved")
    alarm = replace(asking(old) if asks else _at_rest(old), changed_at=now)
    return replace(alarm, operator="suppressed", suppressed_by=parent_id) if asks and parent_id else alarm


def under(old: Alarm, parent_id: str, now: float) -> tuple[Alarm, str]:
    """Return the alarm hidden by `parent_id`, or given back if that is empty; the same object if neither."""
    if parent_id:
        if old.operator in VISIBLE or (old.operator == "suppressed" and old.suppressed_by != parent_id):
            return replace(old, operator="suppressed", suppressed_by=parent_id), ev.SUPPRESSED
        return old, ev.SUPPRESSED
    if old.operator != "suppressed":
        return old, ev.RELEASED
    # an acknowledgement stands behind the parent as long as its "look until" does
    looks_on = old.owner and (old.until_at is None or old.until_at > now)
    alarm = replace(old, operator="acknowledged", suppressed_by="") if looks_on else asking(old)
    return (alarm if old.active or old.flapping else _returned(alarm)), ev.RELEASED


def retired(old: Alarm, now: float) -> Alarm:
    """Return the alarm of a rule that no longer exists, normal and at rest."""
    return replace(_at_rest(old), active=False, flapping=False, changed_at=now, cleared_at=now)


def hides(alarm: Alarm) -> bool:
    """Return whether the alarm hides its children: it must hold, and not be put aside itself."""
    return (alarm.active or alarm.flapping) and alarm.operator not in ("shelved", "out_of_service")

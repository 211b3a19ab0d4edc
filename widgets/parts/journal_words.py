"""What a journal entry says in a person's words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from backend.contract.messages import EntryAppended

translate = QCoreApplication.translate
_SAID = ("comment", "reason", "text", "note", "purpose", "outcome")


def entry_words(entry: EntryAppended, language: str = "vi") -> str:
    """Return the kind of an entry in words; its own name where there are none for it.

    What is done about an incident by a case is called as its pack calls that kind of case.
    """
    named = plain(entry.payload.get("kind_name"), language) if entry.kind == "incident.case" else ""
    if named:
        return named
    family = _FAMILIES.get(entry.kind.partition(".")[0])
    return family().get(entry.kind, entry.kind) if family is not None else entry.kind


def entry_note(entry: EntryAppended) -> str:
    """Return what a person wrote or was told in an entry, else its title; empty where there is nothing."""
    return entry_said(entry) or plain(entry.payload.get("title"))


def entry_said(entry: EntryAppended, language: str = "vi") -> str:
    """Return what a person wrote, decided or was told in an entry; empty where nothing was."""
    found = (plain(entry.payload.get(key), language) for key in _SAID)
    return outcome_word(next(filter(None, found), ""))


def outcome_word(outcome: str) -> str:
    """Return the outcome of a step in words: that of an approval has a fixed name."""
    if outcome == "approved":
        return translate("Journal", "yes, approved")
    return translate("Journal", "no, not approved") if outcome == "rejected" else outcome


def plain(value: object, language: str = "vi") -> str:
    """Return a payload's value as words, empty where it is none: a text comes as `{vi, en}`."""
    if isinstance(value, dict):
        return str(value.get(language) or value.get("vi") or "")
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _alarm_words() -> dict[str, str]:
    return {
        "alarm.raised": translate("Journal", "Alarm raised"),
        "alarm.cleared": translate("Journal", "Alarm back to normal"),
        "alarm.acknowledged": translate("Journal", "Alarm taken"),
        "alarm.assigned": translate("Journal", "Alarm given to"),
        "alarm.commented": translate("Journal", "Remark on an alarm"),
        "alarm.reopened": translate("Journal", "Alarm open again"),
        "alarm.escalated": translate("Journal", "Alarm got worse"),
        "alarm.eased": translate("Journal", "Alarm eased"),
        "alarm.shelved": translate("Journal", "Alarm shelved"),
        "alarm.unshelved": translate("Journal", "Alarm brought back"),
        "alarm.suppressed": translate("Journal", "Alarm suppressed"),
        "alarm.released": translate("Journal", "Alarm suppressed no longer"),
        "alarm.flapping": translate("Journal", "Alarm comes and goes"),
        "alarm.steadied": translate("Journal", "Alarm steady again"),
        "alarm.signal": translate("Journal", "Data of an alarm changed"),
        "alarm.refreshed": translate("Journal", "Value of an alarm changed"),
        "alarm.bound": translate("Journal", "Alarm joined to an incident"),
        "alarm.unbound": translate("Journal", "Alarm apart from its incident"),
        "alarm.closed": translate("Journal", "Alarm closed"),
        "alarm.out_of_service": translate("Journal", "Alarm out of service"),
        "alarm.in_service": translate("Journal", "Alarm in service again"),
    }


def _case_words() -> dict[str, str]:
    return {
        "case.opened": translate("Journal", "Case reported"),
        "case.changed": translate("Journal", "Case changed"),
        "case.closed": translate("Journal", "Case ended"),
        "case.reopened": translate("Journal", "Case open again"),
        "case.note": translate("Journal", "Remark on a case"),
        "case.attached": translate("Journal", "Photo or document kept with the case"),
        "case.merged": translate("Journal", "Case merged as a duplicate"),
        "case.deleted": translate("Journal", "A case was deleted"),
        "case.exported": translate("Journal", "Cases exported"),
        "case.told": translate("Journal", "People were told of the case"),
        "case.written_back": translate("Journal", "Result sent back to where the case came from"),
    }


def _incident_words() -> dict[str, str]:
    return {
        "incident.opened": translate("Journal", "Incident opened"),
        "incident.joined": translate("Journal", "Joined to the incident"),
        "incident.left": translate("Journal", "Left the incident"),
        "incident.merged": translate("Journal", "Incidents merged"),
        "incident.split": translate("Journal", "Incident split"),
        "incident.escalated": translate("Journal", "Incident got worse"),
        "incident.eased": translate("Journal", "Incident eased"),
        "incident.lead": translate("Journal", "Lead named"),
        "incident.units": translate("Journal", "Units named"),
        "incident.note": translate("Journal", "Remark"),
        "incident.case": translate("Journal", "Done about the incident"),
        "incident.run_attached": translate("Journal", "Procedure belongs to the incident"),
        "incident.closed": translate("Journal", "Incident closed"),
    }


def _run_words() -> dict[str, str]:
    return {
        "procedure.started": translate("Journal", "Procedure started"),
        "procedure.finished": translate("Journal", "Procedure finished"),
        "procedure.cancelled": translate("Journal", "Procedure cancelled"),
        "procedure.failed": translate("Journal", "Procedure stopped by an error"),
        "procedure.moved": translate("Journal", "Procedure moved to another version"),
        "procedure.late": translate("Journal", "Procedure is late"),
        "procedure.rebound": translate("Journal", "Procedure follows its incident"),
        "procedure.refused": translate("Journal", "Procedure could not be started"),
        "procedure.event": translate("Journal", "Procedure: event"),
        "procedure.case_ended": translate("Journal", "Case of the procedure ended"),
        "procedure.published": translate("Journal", "Procedure published"),
    }


def _step_words() -> dict[str, str]:
    return {
        "step.opened": translate("Journal", "Step to do"),
        "step.acting": translate("Journal", "Step is being carried out"),
        "step.acted": translate("Journal", "Step carried out"),
        "step.done": translate("Journal", "Step done"),
        "step.confirmed": translate("Journal", "Step confirmed"),
        "step.not_applicable": translate("Journal", "Step does not apply"),
        "step.skipped": translate("Journal", "Step skipped"),
        "step.approved": translate("Journal", "Approved"),
        "step.rejected": translate("Journal", "Not approved"),
        "step.late": translate("Journal", "Step is late: to the supervisor"),
        "step.failed": translate("Journal", "Step failed"),
        "step.retried": translate("Journal", "Step tried again"),
        "step.cancelled": translate("Journal", "Step called off"),
        "step.evidence": translate("Journal", "Evidence kept"),
        "evidence.added": translate("Journal", "Evidence kept"),
    }


def _message_words() -> dict[str, str]:
    return {
        "message.queued": translate("Journal", "Message written"),
        "message.held": translate("Journal", "Message held back"),
        "message.taken": translate("Journal", "Message on its way"),
        "message.sent": translate("Journal", "Message sent"),
        "message.delivered": translate("Journal", "Message delivered"),
        "message.read": translate("Journal", "Message read"),
        "message.failed": translate("Journal", "Message not delivered"),
        "message.fell_back": translate("Journal", "Message goes another way"),
        "message.unknown": translate("Journal", "Message: delivery unsure"),
        "message.cancelled": translate("Journal", "Message called off"),
        "message.reply": translate("Journal", "Reply"),
        "message.kept": translate("Journal", "Message came early, kept"),
    }


def _ladder_words() -> dict[str, str]:
    return {
        "ladder.started": translate("Journal", "Escalation started"),
        "ladder.climbed": translate("Journal", "Escalation: next rung"),
        "ladder.stopped": translate("Journal", "Escalation stopped"),
        "ladder.ended": translate("Journal", "Escalation: last rung reached"),
    }


def _camera_words() -> dict[str, str]:
    return {
        "camera.viewed": translate("Journal", "Looked through cameras"),
        "camera.held": translate("Journal", "Camera taken in hand"),
        "camera.released": translate("Journal", "Camera given back"),
        "camera.moved": translate("Journal", "Camera turned"),
        "camera.stopped": translate("Journal", "Camera stopped"),
        "camera.preset": translate("Journal", "Camera sent to a position"),
        "camera.preset_saved": translate("Journal", "Camera position kept"),
        "camera.snapshot": translate("Journal", "Camera picture kept"),
    }


def _centre_words() -> dict[str, str]:
    return {
        "source.lost": translate("Journal", "Source lost"),
        "source.back": translate("Journal", "Source back"),
        "layout.switched": translate("Journal", "Layout switched"),
        "screen.shown": translate("Journal", "Shown on the wall"),
        "desk.flood_began": translate("Journal", "Flood of alarms began"),
        "desk.flood_ended": translate("Journal", "Flood of alarms ended"),
        "desk.silenced": translate("Journal", "Desk silenced"),
        "desk.flood_report": translate("Journal", "Report of a flood of alarms"),
        "channel.switched": translate("Journal", "Channel switched on or off"),
        "handover.compiled": translate("Journal", "Handover compiled"),
        "handover.ticked": translate("Journal", "Handover items read"),
        "handover.signed": translate("Journal", "Handover signed"),
        "account.created": translate("Journal", "Account created"),
        "account.enabled": translate("Journal", "Account enabled"),
        "account.disabled": translate("Journal", "Account disabled"),
        "account.locked": translate("Journal", "Account locked"),
        "account.role_changed": translate("Journal", "Role changed"),
        "account.password_changed": translate("Journal", "Password changed"),
        "account.sign_in_failed": translate("Journal", "Sign-in refused"),
    }


def _archive_words() -> dict[str, str]:
    return {
        "reading.entered": translate("Journal", "Reading entered by hand"),
        "season.exported": translate("Journal", "Archive taken out"),
    }


_FAMILIES: dict[str, Callable[[], dict[str, str]]] = {
    "alarm": _alarm_words,
    "case": _case_words,
    "incident": _incident_words,
    "procedure": _run_words,
    "step": _step_words,
    "evidence": _step_words,
    "message": _message_words,
    "ladder": _ladder_words,
    "camera": _camera_words,
    "reading": _archive_words,
    "season": _archive_words,
    **dict.fromkeys(("source", "layout", "screen", "desk", "channel", "handover", "account"), _centre_words),
}

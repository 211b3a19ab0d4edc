"""A shift's handover: compiled from what is open, ticked item by item, signed by both, then unchangeable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from backend.contract.state import SEVERITIES, Alarm, Source
from backend.contract.work import (
    Handover,
    HandoverItem,
    HandoverKind,
    Incident,
    Message,
    Run,
    Signature,
    Step,
)
from backend.domain.alarms.load import listed
from backend.domain.refusal import RefusedError


class HandoverRefusedError(RefusedError):
    """A tick or signature that is not allowed; the message says why and what to do."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a handover is compiled from."""

    alarms: tuple[Alarm, ...] = ()
    incidents: tuple[Incident, ...] = ()
    runs: tuple[Run, ...] = ()
    failed_messages: tuple[Message, ...] = ()
    """Of this shift, not delivered by any channel."""
    sources: tuple[Source, ...] = ()
    dead_cameras: tuple[tuple[str, str, float | None], ...] = ()
    """Place id, name, when it was last seen alive (s since epoch)."""


def compiled(facts: Facts, old: Handover, now: float, journal_seq: int) -> Handover:
    """Return `old` brought up to date: what is new is added, what is over goes, ticks and notes stay.

    A ticked item whose words have changed since asks to be read again.

    Raises:
        HandoverRefusedError: it is signed already.
    """
    _unsigned(old)
    before = {item.item_id: item for item in old.items}
    notes = [item for item in old.items if item.kind == "note"]
    items = [_still_ticked(item, before.get(item.item_id)) for item in (*_items(facts, now), *notes)]
    return replace(old, items=tuple(items), changed_at=now, compiled_at=now, journal_seq=journal_seq)


def with_note(handover: Handover, text: str, now: float) -> Handover:
    """Return the handover with a remark of the outgoing officer.

    Raises:
        HandoverRefusedError: it is signed already, or the remark is empty.
    """
    _unsigned(handover)
    if not text.strip():
        raise HandoverRefusedError(
            "Ghi chú còn trống. Hãy viết nội dung.", "the remark is empty: write it down"
        )
    n = sum(item.kind == "note" for item in handover.items) + 1
    note = HandoverItem(f"note:{n}", "note", text.strip(), "", since_at=now)
    return replace(handover, items=(*handover.items, note), changed_at=now)


def ticked(handover: Handover, item_ids: Iterable[str], on: bool, now: float) -> Handover:
    """Return the handover with items ticked, or not.

    Raises:
        HandoverRefusedError: it is signed by the incoming officer already, or there is no such item.
    """
    if handover.signed_in is not None:
        raise HandoverRefusedError(
            f"Bản bàn giao {handover.handover_id} đã có đủ hai chữ ký nên không sửa được nữa.",
            f"{handover.handover_id} is signed by both: it cannot change any more",
        )
    wanted = set(item_ids)
    unknown = wanted - {item.item_id for item in handover.items}
    if unknown:
        raise HandoverRefusedError(
            f"Bản bàn giao {handover.handover_id} không có mục {min(unknown)}. Hãy tải lại.",
            f"{handover.handover_id} has no item '{min(unknown)}': load it again",
        )
    items = [
        replace(item, ticked_at=(item.ticked_at or now) if on else None) if item.item_id in wanted else item
        for item in handover.items
    ]
    return replace(handover, items=tuple(items), changed_at=now)


def signed(handover: Handover, side: str, signature: Signature) -> Handover:
    """Return the handover signed by one side; with both it is closed.

    Raises:
        HandoverRefusedError: out of order, items not ticked, or one person for both.
    """
    name = handover.handover_id
    if side == "out":
        _unsigned(handover)
        return replace(handover, signed_out=signature, changed_at=signature.at)
    if handover.signed_out is None:
        raise HandoverRefusedError(
            f"Bên giao chưa ký bản bàn giao {name}. Bên giao phải ký trước.",
            f"{name} is not signed by the outgoing officer: they sign first",
        )
    if handover.signed_in is not None:
        raise HandoverRefusedError(
            f"Bản bàn giao {name} đã có đủ hai chữ ký rồi.", f"{name} is signed by both already"
        )
    if handover.signed_out.user == signature.user:
        raise HandoverRefusedError(
            f"{signature.name} là người giao trong bản {name}. Người khác phải ký nhận.",
            f"{signature.name} handed {name} over: another person takes it",
        )
    open_items = [item for item in handover.items if item.ticked_at is None]
    if open_items:
        raise HandoverRefusedError(
            f"Bản bàn giao {name} còn {len(open_items)} mục chưa đánh dấu đã xem, "
            f"mục đầu tiên: {open_items[0].title}.",
            f"{len(open_items)} items of {name} are not ticked, the first: {open_items[0].title}",
        )
    return replace(handover, signed_in=signature, open=False, changed_at=signature.at)


def _unsigned(handover: Handover) -> None:
    if handover.signed_out is not None:
        raise HandoverRefusedError(
            f"Bản bàn giao {handover.handover_id} đã được {handover.signed_out.name} ký. "
            "Hãy lập bản của ca sau.",
            f"{handover.handover_id} is signed by {handover.signed_out.name}: begin the next shift's one",
        )


def _still_ticked(item: HandoverItem, before: HandoverItem | None) -> HandoverItem:
    same = before is not None and (before.title, before.detail) == (item.title, item.detail)
    return replace(item, ticked_at=before.ticked_at) if before is not None and same else item


def _items(facts: Facts, now: float) -> Iterator[HandoverItem]:
    for incident in sorted(facts.incidents, key=lambda i: (SEVERITIES.index(i.severity), i.opened_at)):
        yield _incident(incident, facts.runs)
    for alarm in sorted(facts.alarms, key=lambda a: (SEVERITIES.index(a.severity), a.raised_at)):
        if listed(alarm) and alarm.operator != "suppressed":
            yield _alarm(alarm, now)
    for run in facts.runs:
        for step in run.steps:
            if step.state in ("open", "failed") and (step.late or step.state == "failed"):
                yield _step(run, step)
    for message in facts.failed_messages:
        title = f"Tin chưa tới: {message.to_name or message.to}"
        detail = f"{message.subject or message.body[:80]} — {message.reason}"
        yield HandoverItem(
            f"message:{message.message_id}", "failed_message", title, detail, message.created_at
        )
    for source in facts.sources:
        if source.state == "lost":
            detail = source.reason or "không có số liệu"
            yield HandoverItem(
                f"source:{source.source_id}", "dead_source", source.name, detail, source.last_at
            )
    for place_id, name, seen_at in facts.dead_cameras:
        yield HandoverItem(f"camera:{place_id}", "camera", name, "camera không có hình", seen_at)


def _incident(incident: Incident, runs: Iterable[Run]) -> HandoverItem:
    mine = [run for run in runs if run.incident_id == incident.incident_id and run.open]
    waiting = [step.name for run in mine for step in run.steps if step.state == "open"]
    parts = [f"{len(incident.members)} cảnh báo và yêu cầu"]
    parts += [f"phụ trách: {incident.lead}"] if incident.lead else ["chưa có người phụ trách"]
    parts += [f"đang chờ: {', '.join(waiting[:3])}"] if waiting else []
    return HandoverItem(
        f"incident:{incident.incident_id}",
        "incident",
        f"{incident.incident_id} · {incident.title.vi}",
        "; ".join(parts),
        incident.opened_at,
        incident.severity,
    )


def _alarm(alarm: Alarm, now: float) -> HandoverItem:
    kind: HandoverKind = "alarm"
    detail = "chưa ai nhận"
    if alarm.operator == "shelved":
        kind, detail = "shelved", f"tạm gác bởi {alarm.owner}: {alarm.comment}"
    elif alarm.operator == "out_of_service":
        kind, detail = "shelved", f"ngừng theo dõi bởi {alarm.owner}: {alarm.comment}"
    elif alarm.operator == "acknowledged" and alarm.until_at is not None:
        kind, detail = "promised", f"{alarm.owner} hẹn xem: {alarm.comment or 'không ghi chú'}"
    elif alarm.operator == "acknowledged":
        detail = f"{alarm.owner} đã nhận" + (f": {alarm.comment}" if alarm.comment else "")
    elif alarm.assignee:
        detail = f"đã giao {alarm.assignee}, chưa nhận"
    if not alarm.active:
        detail += "; đã hết, chờ kết thúc xử lý"
    if now - alarm.raised_at > 24 * 3600:
        detail += "; kéo dài hơn 24 giờ"
    since_at = alarm.until_at if kind in ("shelved", "promised") else alarm.raised_at
    return HandoverItem(
        f"alarm:{alarm.alarm_id}",
        kind,
        alarm.title.vi,
        detail,
        since_at,
        alarm.severity,
    )


def _step(run: Run, step: Step) -> HandoverItem:
    what = "lỗi" if step.state == "failed" else "quá hạn"
    detail = f"{run.title} ({run.incident_id or run.run_id}) — {what}" + (
        f": {step.note}" if step.note else ""
    )
    return HandoverItem(
        f"step:{run.run_id}/{step.step_id}", "overdue_step", step.name, detail, step.due_at or step.opened_at
    )

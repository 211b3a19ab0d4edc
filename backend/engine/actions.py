"""What signed-in people do to alarms and walls: each is applied, committed and only then answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from backend.contract.messages import (
    AcknowledgeAlarm,
    Done,
    Failure,
    ReplyBody,
    ReportShown,
    SetOutOfService,
    ShelveAlarm,
    UnshelveAlarm,
)
from backend.contract.state import Text
from backend.contract.work_requests import AssignAlarm, CommentAlarm
from backend.domain.alarms import events
from backend.domain.clock import Clock
from backend.engine.pipeline import Pipeline
from backend.engine.sessions import SUPERVISING_ROLES, Session
from backend.store import Account, EntryDraft

AlarmAction = AcknowledgeAlarm | ShelveAlarm | UnshelveAlarm | SetOutOfService | AssignAlarm | CommentAlarm
CheckPassword = Callable[[str, str], Awaitable[Account | None]]
"""Returns the account of a user and password, None if they are wrong."""


class Actions:
    """Turns requests into events of the alarm book and entries of the journal."""

    def __init__(self, pipeline: Pipeline, clock: Clock, check_password: CheckPassword) -> None:
        """Act through `pipeline`; `check_password` is for a supervisor who approves at the same desk."""
        self._pipeline, self._clock, self._check_password = pipeline, clock, check_password
        self._shown: dict[tuple[str, str], object] = {}

    async def on_alarm(self, body: AlarmAction, session: Session) -> ReplyBody:
        """Apply an action to an alarm; the answer comes after its commit."""
        approved_by = session.display_name if session.supervises else ""
        if isinstance(body, ShelveAlarm) and body.approver:
            account = await self._check_password(body.approver, body.approver_password)
            if account is None or account.role not in SUPERVISING_ROLES:
                return Failure.of(
                    "not_allowed",
                    Text(
                        f"{body.approver} không duyệt tạm ẩn được.",
                        f"{body.approver!r} cannot approve the shelving",
                    ),
                    Text(
                        "Trưởng ca duyệt bằng tài khoản và mật khẩu của mình ngay tại bàn này.",
                        "a shift supervisor signs with name and password at this desk",
                    ),
                )
            approved_by = account.display_name
        try:
            return Done(await self._pipeline.act(_event(body, session, approved_by)))
        except events.AlarmRefusedError as error:
            return Failure.of("invalid", error.text)

    async def report_shown(self, body: ReportShown, session: Session) -> ReplyBody:
        """Journal what a screen shows, where that changed."""
        key = (body.wall, body.screen)
        now_shown = (body.layout, body.tiles)
        before = self._shown.get(key)
        self._shown[key] = now_shown
        if before == now_shown:
            return Done(self._pipeline.journal_seq)
        entry = EntryDraft(
            at=self._clock.now(),
            actor=session.user,
            kind="screen.shown",
            subject=f"{body.wall}/{body.screen}",
            payload={
                "layout": body.layout,
                "reason": body.reason,
                "tiles": [msgspec.to_builtins(tile) for tile in body.tiles],
            },
        )
        return Done(await self._pipeline.append(entry))


def _event(body: AlarmAction, session: Session, approved_by: str) -> events.Event:
    who = session.display_name or session.user
    match body:
        case AcknowledgeAlarm():
            return events.Acknowledge(
                alarm_id=body.alarm_id, owner=who, comment=body.comment, until_at=body.until_at
            )
        case ShelveAlarm():
            return events.Shelve(
                alarm_id=body.alarm_id,
                who=who,
                reason=body.reason,
                until_at=body.until_at,
                approved_by=approved_by,
            )
        case UnshelveAlarm():
            return events.Unshelve(alarm_id=body.alarm_id, who=who)
        case AssignAlarm():
            return events.Assign(alarm_id=body.alarm_id, to=body.to, who=who, comment=body.comment)
        case CommentAlarm():
            return events.Comment(alarm_id=body.alarm_id, who=who, text=body.text)
        case SetOutOfService():
            return events.SetService(alarm_id=body.alarm_id, out=body.out, who=who, reason=body.reason)

"""How long an alarm may be put aside."""

from __future__ import annotations

from collections.abc import Mapping

from backend.contract.state import Alarm, Severity
from backend.domain.alarms.events import AlarmRefusedError, Shelve
from backend.domain.rule import RuleSpec

SHELF_LIMITS_S: Mapping[Severity, float] = {
    "critical": 1800.0,
    "high": 3600.0,
    "medium": 4 * 3600.0,
    "low": 8 * 3600.0,
}
"""Longest shelving without a supervisor, by severity; a rule may set its own."""


def check_shelving(alarm: Alarm, rule: RuleSpec | None, event: Shelve, now: float) -> None:
    """Refuse a shelving that is not allowed.

    Args:
        alarm: as it is.
        rule: of the alarm, None if the packs no longer have it.
        event: what the person asks for.
        now: s since epoch.

    Raises:
        AlarmRefusedError: no reason, an end that is past, out of service, or too long without approval.
    """
    title = f"Cảnh báo “{alarm.title.vi}”"
    if not event.reason.strip():
        raise AlarmRefusedError(
            f"{title} chỉ được tạm ẩn khi có lý do. Hãy ghi lý do.",
            f"shelving {alarm.alarm_id} needs a reason: write why it is put aside",
        )
    if event.until_at <= now:
        raise AlarmRefusedError(
            f"{title} được xin tạm ẩn đến một thời điểm đã qua. Hãy chọn thời điểm muộn hơn.",
            f"shelving {alarm.alarm_id} would end in the past: choose a later end",
        )
    if alarm.operator == "none":
        raise AlarmRefusedError(
            f"{title} đã trở lại bình thường, không còn gì để tạm ẩn.",
            f"{alarm.alarm_id} is normal: there is nothing to put aside",
        )
    if alarm.operator == "out_of_service":
        raise AlarmRefusedError(
            f"{title} đang ngừng dùng. Hãy đưa nó vào dùng lại trước.",
            f"{alarm.alarm_id} is out of service: put it back in service first",
        )
    own_s = rule.shelve_max_s if rule else None
    limit_s = SHELF_LIMITS_S[alarm.severity] if own_s is None else own_s
    wanted_s = event.until_at - now
    # a client's clock may differ by a little: half a second over the limit is the limit
    if wanted_s > limit_s + 0.5 and not event.approved_by.strip():
        raise AlarmRefusedError(
            f"{title} chỉ được tạm ẩn tối đa {limit_s / 60:g} phút, yêu cầu là {wanted_s / 60:.0f} phút. "
            "Hãy rút ngắn, hoặc nhờ trưởng ca duyệt.",
            f"{alarm.alarm_id} ({alarm.severity}) may be shelved for {limit_s / 60:g} minutes, "
            f"{wanted_s / 60:.0f} were asked for: shorten it, or have it approved by the supervisor",
        )

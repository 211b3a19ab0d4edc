"""A channel that fails is itself an alarm: people who count on it must know."""

from __future__ import annotations

from backend.contract.state import Text
from backend.domain.messages.delivery import MessageChange
from backend.domain.rule import RuleSpec
from backend.domain.rules import threshold
from backend.domain.verdict import Verdict

RULE = "tin-nhan-hong"
"""Rule of the alarm; its subject is the channel."""
NO_CHANNEL = "khong-co-kenh"
"""Subject where there was no channel or nobody to try."""


def rule() -> RuleSpec:
    """Return the rule by which failed messages ring."""
    return threshold.Spec(
        id=RULE,
        kind="threshold",
        title=Text("Tin không gửi được — kênh {name}", "Messages fail — channel {name}"),
        metric="n_failed",
        severity="medium",
        limit=1.0,
        consequence=Text("Người phải biết không nhận được tin.", "People who must know are not told."),
        response=Text(
            "Gọi điện trực tiếp theo phiếu gọi; kiểm tra kênh trong phần cài đặt.",
            "Phone them from the call sheet; check the channel in the settings.",
        ),
        respond_within_s=300.0,
        unit_id="ioc",
        procedure="none",
    )


class Outage:
    """Counts what failed by each channel since it last worked."""

    def __init__(self, names: dict[str, str], sheets: frozenset[str]) -> None:
        """Start well.

        Args:
            names: what people call the channels, by id.
            sheets: ids of those that print: a message that ends there asks a person to phone.
        """
        self._names, self._sheets = names, sheets
        self._n_failed: dict[str, int] = {}

    def restore(self, subjects: list[str]) -> None:
        """Take over the alarms that stood before a restart."""
        self._n_failed = dict.fromkeys(subjects, 1)

    def after(self, change: MessageChange, now: float) -> Verdict | None:
        """Return what the change of a message says of its channel, None where nothing is new."""
        subject = change.message.channel or NO_CHANNEL
        then = str(change.payload.get("next", "")).rpartition(".")[2]
        on_paper = change.kind == "message.fell_back" and then in self._sheets
        if change.kind == "message.failed" or on_paper:
            self._n_failed[subject] = self._n_failed.get(subject, 0) + 1
            return self._verdict(subject, change.message.reason, now)
        if change.kind in ("message.sent", "message.delivered") and self._n_failed.pop(subject, 0):
            return self._verdict(subject, "", now)
        return None

    def _verdict(self, subject: str, reason: str, now: float) -> Verdict:
        n, name = self._n_failed.get(subject, 0), self._names.get(subject, "")
        title = Text(f"{n} tin không gửi được — {name}", f"{n} messages failed — {name}")
        if not name:
            title = Text(f"{n} tin không đến được ai", f"{n} messages reach nobody")
        return Verdict(
            rule_id=RULE,
            subject=subject,
            series_id="",
            active=n > 0,
            severity="medium",
            value=float(n),
            unit="count",
            at=now,
            title=title,
            detail=Text(reason),
        )

"""What the evaluator tells the alarm book: a rule holds at a place, or no longer does."""

from __future__ import annotations

import msgspec

from backend.contract.state import Severity, Text


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One rule about one place at one instant. Saying it twice changes nothing."""

    rule_id: str
    subject: str
    """Place id."""
    series_id: str
    area_code: str = ""
    active: bool
    severity: Severity
    """Of the step that holds; of the mildest step when normal."""
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    at: float
    """Instant since which it holds or no longer does, s since epoch."""
    title: Text = Text("")
    detail: Text = Text("")

    @property
    def alarm_id(self) -> str:
        """`<rule_id>@<subject>`."""
        return f"{self.rule_id}@{self.subject}"

"""A playbook: what happens to alarms on the left, what the book says on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Alarm
from backend.domain.alarms import events as ev
from backend.domain.alarms.book import AlarmBook
from backend.domain.rule import RuleSpec


class Playbook:
    """Drives one alarm book; each step returns the kinds of change that it made."""

    def __init__(self, rules: list[RuleSpec], verdict: Callable[..., Any]) -> None:
        self.book = AlarmBook(rules, self_test=frozenset({"self-test"}))
        self.verdict = verdict
        self.now = 1000.0
        self.changes: list[ev.AlarmChange] = []

    def _did(self, changes: list[ev.AlarmChange]) -> list[str]:
        self.changes = changes
        return [change.kind.removeprefix("alarm.") for change in changes]

    def after(self, seconds: float) -> list[str]:
        self.now += seconds
        return self._did(self.book.tick(self.now))

    def raises(self, alarm_id: str = "r@p", severity: str = "high", **fields: Any) -> list[str]:
        return self._judged(alarm_id, True, severity, fields)

    def clears(self, alarm_id: str = "r@p", **fields: Any) -> list[str]:
        return self._judged(alarm_id, False, "high", fields)

    def _judged(self, alarm_id: str, active: bool, severity: str, fields: dict[str, Any]) -> list[str]:
        rule_id, place = alarm_id.split("@")
        given = {"rule_id": rule_id, "subject": place, "series_id": f"{place}.level"} | fields
        return self._did(self.book.apply(self.verdict(self.now, active, severity, **given), self.now))

    def acknowledge(self, alarm_id: str = "r@p", for_s: float | None = None, owner: str = "an") -> list[str]:
        until_at = None if for_s is None else self.now + for_s
        event = ev.Acknowledge(alarm_id=alarm_id, owner=owner, comment="xem", until_at=until_at)
        return self._did(self.book.apply(event, self.now))

    def shelve(
        self, alarm_id: str = "r@p", for_s: float = 600.0, reason: str = "bảo trì", approved_by: str = ""
    ) -> list[str]:
        event = ev.Shelve(
            alarm_id=alarm_id, who="an", reason=reason, until_at=self.now + for_s, approved_by=approved_by
        )
        return self._did(self.book.apply(event, self.now))

    def unshelve(self, alarm_id: str = "r@p") -> list[str]:
        return self._did(self.book.apply(ev.Unshelve(alarm_id=alarm_id, who="bình"), self.now))

    def service(self, out: bool, alarm_id: str = "r@p", reason: str = "sửa trạm") -> list[str]:
        event = ev.SetService(alarm_id=alarm_id, out=out, who="an", reason=reason)
        return self._did(self.book.apply(event, self.now))

    def assign(self, to: str, alarm_id: str = "r@p") -> list[str]:
        return self._did(self.book.apply(ev.Assign(alarm_id=alarm_id, to=to, who="an"), self.now))

    def remark(self, text: str, alarm_id: str = "r@p") -> list[str]:
        return self._did(self.book.apply(ev.Comment(alarm_id=alarm_id, who="an", text=text), self.now))

    def bind(self, incident_id: str, alarm_id: str = "r@p") -> list[str]:
        return self._did(self.book.apply(ev.Bind(alarm_id=alarm_id, incident_id=incident_id), self.now))

    def close(self, alarm_id: str = "r@p", who: str = "Ngập cục bộ") -> list[str]:
        event = ev.Close(alarm_id=alarm_id, who=who, reason="quy trình đã xong")
        return self._did(self.book.apply(event, self.now))

    def signal(self, signal: Any, series_id: str = "p.level") -> list[str]:
        return self._did(self.book.apply(ev.SignalChanged(series_id=series_id, signal=signal), self.now))

    def alarm(self, alarm_id: str = "r@p") -> Alarm:
        found = self.book.get(alarm_id)
        assert found is not None
        return found

    def state(self, alarm_id: str = "r@p") -> tuple[bool, str]:
        alarm = self.alarm(alarm_id)
        return alarm.active, alarm.operator

    def listed(self) -> list[str]:
        return [alarm.alarm_id for alarm in self.book.listed()]


@pytest.fixture
def play(rule: Callable[..., RuleSpec], verdict: Callable[..., Any]) -> Callable[..., Playbook]:
    def make(*rules: RuleSpec, **fields: Any) -> Playbook:
        return Playbook([*rules] or [rule(**fields)], verdict)

    return make

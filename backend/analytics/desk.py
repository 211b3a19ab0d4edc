"""The duty desk that a rule's alarms would have come to: what rings, what is hidden, what is a flood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.analytics.back_test_report import FloodPeriod
from backend.analytics.replay import Timed
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import FLOOD_BEGAN, FLOOD_ENDED, RAISED, AlarmChange
from backend.domain.rule import RuleSpec


class Desk:
    """A desk at which nobody acknowledges, shelves or mutes; it sees the alarms of one rule only."""

    def __init__(self, rule: RuleSpec, parents: Sequence[RuleSpec] = ()) -> None:
        """Start with no alarm; parents hide alarms of the rule but do not count themselves."""
        self._rule_id = rule.id
        quiet = frozenset(parent.id for parent in parents)
        self._book = AlarmBook([rule, *parents], self_test=quiet)
        self._rings: set[tuple[str, float]] = set()
        self.floods: list[FloodPeriod] = []

    @property
    def rings(self) -> frozenset[tuple[str, float]]:
        """(place id, raised at) of what called an operator."""
        return frozenset(self._rings)

    def take(self, said: Iterable[Timed], end_at: float) -> None:
        """Apply verdicts, in order of time, and let time pass up to `end_at` (s since epoch)."""
        for at, verdict in said:
            self._advance(at)
            self._note(self._book.apply(verdict, at), at)
        self._advance(end_at)

    def _advance(self, until_at: float) -> None:
        while (due_at := self._book.next_due()) is not None and due_at <= until_at:
            self._note(self._book.tick(due_at), due_at)

    def _note(self, changes: Iterable[AlarmChange], at: float) -> None:
        for change in changes:
            alarm = change.alarm
            rings = change.kind == RAISED and alarm.operator == "unacknowledged"
            if rings and alarm.rule_id == self._rule_id:
                self._rings.add((alarm.subject, alarm.raised_at))
            if change.kind == FLOOD_BEGAN:
                self.floods.append(FloodPeriod(at, None))
            elif change.kind == FLOOD_ENDED:
                self.floods[-1] = FloodPeriod(self.floods[-1].start_at, at)

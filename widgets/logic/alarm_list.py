"""The alarm list: what stands on it, in which order, and its counts. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from backend.contract.state import Alarm, DeskLoad, OperatorState, Severity
from widgets.logic.limits import rank, worst_severity

Key = tuple[int, int, float, str]
Which = Literal["listed", "hidden"]
DUTY_DESK = "duty"
"""Name of the duty officers' desk, whose sounds are muted together."""
_LISTED = ("unacknowledged", "acknowledged")
_HIDDEN = ("shelved", "suppressed", "out_of_service")


def belongs(alarm: Alarm, which: Which) -> bool:
    """Return whether an alarm stands on the list, or among those put aside; by state, never by age."""
    return alarm.operator in (_LISTED if which == "listed" else _HIDDEN)


def order_key(alarm: Alarm) -> Key:
    """Return the sort key: unacknowledged first, then worst severity, then newest."""
    return (
        0 if alarm.operator == "unacknowledged" else 1,
        rank(alarm.severity),
        -alarm.raised_at,
        alarm.alarm_id,
    )


class ListSummary(msgspec.Struct, frozen=True):
    """What the head and the foot of the list say."""

    n_listed: int
    n_unacknowledged: int
    worst_unacknowledged: Severity | None
    n_shelved: int
    n_suppressed: int
    n_out_of_service: int

    @property
    def n_hidden(self) -> int:
        """Alarms put aside in any way."""
        return self.n_shelved + self.n_suppressed + self.n_out_of_service


class Tally:
    """Counts of a list of alarms, kept up one changed alarm at a time."""

    def __init__(self) -> None:
        """Start with no alarm."""
        self._of: dict[str, tuple[OperatorState, Severity]] = {}
        self._counted: Counter[tuple[OperatorState, Severity]] = Counter()

    def reset(self, alarms: Iterable[Alarm]) -> None:
        """Count all alarms anew."""
        self._of = {alarm.alarm_id: (alarm.operator, alarm.severity) for alarm in alarms}
        self._counted = Counter(self._of.values())

    def take(self, changed: Iterable[Alarm]) -> None:
        """Count changed alarms; one that is normal and acknowledged leaves."""
        for alarm in changed:
            before = self._of.pop(alarm.alarm_id, None)
            if before is not None:
                self._counted[before] -= 1
            if alarm.operator != "none":
                self._of[alarm.alarm_id] = now = (alarm.operator, alarm.severity)
                self._counted[now] += 1

    def summary(self) -> ListSummary:
        """Return the counts."""
        states: Counter[str] = Counter()
        for (operator, _severity), count in self._counted.items():
            states[operator] += count
        waiting = (s for (state, s), n in self._counted.items() if n and state == "unacknowledged")
        return ListSummary(
            sum(states[state] for state in _LISTED),
            states["unacknowledged"],
            worst_severity(waiting),
            states["shelved"],
            states["suppressed"],
            states["out_of_service"],
        )


def summary(alarms: Iterable[Alarm]) -> ListSummary:
    """Return the counts of a list of alarms."""
    tally = Tally()
    tally.reset(alarms)
    return tally.summary()


def worst_unacknowledged(alarms: Iterable[Alarm]) -> Alarm | None:
    """Return the alarm that a person must look at first, None where all are taken."""
    waiting = (alarm for alarm in alarms if alarm.operator == "unacknowledged")
    return min(waiting, key=order_key, default=None)


def is_data_lost(alarm: Alarm) -> bool:
    """Return whether an alarm says that data are missing, rather than that a value is bad."""
    return alarm.signal == "lost" and alarm.value is None


def first_out(desk: DeskLoad, alarms: dict[str, Alarm]) -> Alarm | None:
    """Return the first alarm of the running flood, None where there is no flood or it is gone."""
    return alarms.get(desk.first_out) if desk.flood else None

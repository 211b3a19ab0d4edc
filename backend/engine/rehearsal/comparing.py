"""Says in words how the alarm list differs from what a test expects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.contract.state import Alarm
from backend.usecases.pack_tests import ExpectedAlarm

Pair = tuple[str, object, object]
"""What is compared, how it is expected (None: not compared), how it is."""


def unlike(what: str, pairs: Iterable[Pair]) -> list[str]:
    """Return one line for each pair that differs."""
    return [
        f"{what}: {name} is {found!r}, expected {expected!r}"
        for name, expected, found in pairs
        if expected is not None and expected != found
    ]


def compare_alarms(expected: Iterable[ExpectedAlarm], listed: Sequence[Alarm], when: str) -> list[str]:
    """Return how the alarm list differs; an alarm that is not expected is a difference.

    Args:
        expected: all that should be in it.
        listed: what is in it.
        when: `at 240 s`.
    """
    found = {alarm.alarm_id: alarm for alarm in listed}
    differences: list[str] = []
    for one in expected:
        alarm = found.pop(one.alarm, None)
        if alarm is None:
            differences.append(f"{when}: {one.alarm} is not in the list")
            continue
        pairs: list[Pair] = [
            ("severity", one.severity, alarm.severity),
            ("state", one.state, alarm.operator),
            ("active", one.active, alarm.active),
            ("title", one.title, alarm.title.vi),
            ("value", one.value, None if alarm.value is None else round(alarm.value, 6)),
            ("flapping", one.flapping, alarm.flapping),
            ("signal", one.signal, alarm.signal),
        ]
        differences += unlike(f"{when}: {one.alarm}", pairs)
    differences += [
        f"{when}: {alarm.alarm_id} is in the list ({alarm.severity}, {alarm.operator}), not expected"
        for alarm in found.values()
    ]
    return differences

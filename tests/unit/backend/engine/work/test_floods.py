from __future__ import annotations

from backend.analytics.alarm_measures import Names
from backend.contract.state import Alarm, Severity, Text
from backend.domain.alarms import events
from backend.domain.alarms.events import AlarmChange
from backend.engine.work.floods import FloodWatch

NAMES = Names({"ngap": "thoat-nuoc"}, {"thoat-nuoc": "Công ty Thoát nước"})


def change(kind: str, alarm_id: str, severity: Severity = "high") -> AlarmChange:
    alarm = Alarm(
        alarm_id=alarm_id, rule_id="ngap", subject="a", series_id="a.m", title=Text(f"Ngập {alarm_id}"),
        detail=Text(""), severity=severity, peak_severity=severity, active=True, operator="unacknowledged",
        signal="fresh", raised_at=0.0, changed_at=0.0, occurrence=1,
    )  # fmt: skip
    return AlarmChange(alarm, kind, "system", {})


def test_a_flood_is_reported_when_it_ends_with_what_came_before_it() -> None:
    watch = FloodWatch(NAMES)
    for i in range(11):
        assert watch.take(change(events.RAISED, f"ngap@{i}"), 100.0 + i) is None
    assert watch.take(change(events.FLOOD_BEGAN, "ngap@0"), 111.0) is None
    watch.take(change(events.RAISED, "ngap@x", "critical"), 500.0)
    report = watch.take(change(events.FLOOD_ENDED, "ngap@0"), 1300.0)
    assert report is not None
    assert (report["n_alarms"], report["began_at"], report["ended_at"]) == (12, 111.0, 1300.0)
    assert (report["first_out"], report["by_unit"]) == ("ngap@0", {"Công ty Thoát nước": 12})
    assert report["by_severity"] == {"high": 11, "critical": 1}


def test_the_next_flood_starts_with_nothing_of_the_last() -> None:
    watch = FloodWatch(NAMES)
    for at, kind, name in (
        (0, events.RAISED, "a"),
        (1, events.FLOOD_BEGAN, "a"),
        (700, events.FLOOD_ENDED, "a"),
    ):
        watch.take(change(kind, name), float(at))
    watch.take(change(events.RAISED, "b"), 5000.0)
    watch.take(change(events.FLOOD_BEGAN, "b"), 5001.0)
    report = watch.take(change(events.FLOOD_ENDED, "b"), 6000.0)
    assert report is not None
    assert report["n_alarms"] == 1


def test_an_end_without_a_beginning_says_nothing() -> None:
    watch = FloodWatch(NAMES)
    assert watch.take(change(events.FLOOD_ENDED, "a"), 10.0) is None

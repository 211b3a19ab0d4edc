"""Transitions one by one, and any sequence of them: the axes stay apart, nothing a person did is lost."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backend.contract.state import SEVERITIES, Alarm, Freshness, Severity, Text
from backend.domain.alarms import events as ev
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.process import (
    VISIBLE,
    acknowledged,
    cleared,
    hides,
    newborn,
    retired,
    risen,
    worse,
)
from backend.domain.rule import Inhibition
from backend.domain.rules import threshold
from backend.domain.verdict import Verdict

PLACES = ("a", "b")
PARENT, PLAIN, LATCHED = "parent", "plain", "latched"


def spec(rule_id: str, *, latched: bool = False, parent: str = "") -> threshold.Spec:
    return threshold.Spec(
        id=rule_id,
        kind="threshold",
        title=Text("x"),
        metric="m",
        severity="high",
        consequence=Text("x"),
        response=Text("x"),
        respond_within_s=1.0,
        unit_id="u",
        procedure="none",
        limit=1.0,
        latched=latched,
        inhibited_by=(Inhibition(parent),) if parent else (),
    )


RULES = [spec(PARENT), spec(PLAIN, parent=PARENT), spec(LATCHED, latched=True, parent=PARENT)]
ids = st.sampled_from([f"{r.id}@{p}" for r in RULES for p in PLACES])
severities = st.sampled_from(SEVERITIES)
times = st.sampled_from([1.0, 30.0, 200.0, 700.0, 4000.0])


def test_where_the_place_is_a_unit_that_unit_answers_for_its_alarm() -> None:
    rule_ = msgspec.structs.replace(spec("qua-han"), unit_id="{place_id}")
    verdict = Verdict(
        rule_id="qua-han",
        subject="so-xay-dung",
        series_id="so-xay-dung.m",
        active=True,
        severity="high",
        at=1.0,
    )
    assert risen(newborn(verdict, rule_, "fresh"), verdict, rule_, 1.0).unit_id == "so-xay-dung"


class AlarmMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.book = AlarmBook(RULES)
        self.now = 1_000_000.0
        self.active: dict[str, bool] = {}
        self.occurrences: dict[str, int] = {}
        self.taken: dict[str, float] = {}
        """Acknowledged and to stay so -> until when."""

    def _apply(self, event: ev.Event) -> list[ev.AlarmChange]:
        changes = self.book.apply(event, self.now)
        self._drop(changes)
        return changes

    def _drop(self, changes: list[ev.AlarmChange]) -> None:
        for change in changes:
            was_reopened = change.kind == ev.ESCALATED and change.alarm.severity == change.alarm.peak_severity
            if change.kind in (ev.CLEARED, ev.STEADIED, ev.RAISED) or was_reopened:
                self.taken.pop(change.alarm.alarm_id, None)

    def _verdict(self, alarm_id: str, active: bool, severity: Severity) -> Verdict:
        rule_id, _, place = alarm_id.partition("@")
        return Verdict(
            rule_id=rule_id,
            subject=place,
            series_id=f"{place}.m",
            active=active,
            severity=severity,
            at=self.now,
        )

    @rule(alarm_id=ids, active=st.booleans(), severity=severities)
    def judge(self, alarm_id: str, active: bool, severity: Severity) -> None:
        self._apply(self._verdict(alarm_id, active, severity))
        if active or alarm_id in self.active:
            self.active[alarm_id] = active

    @rule(alarm_id=ids, severity=severities)
    def repeat(self, alarm_id: str, severity: Severity) -> None:
        old = self.book.get(alarm_id)
        if old is not None and old.active:
            same = self._verdict(alarm_id, True, old.severity)
            self._apply(same)
            assert self._apply(same) == []

    @rule(alarm_id=ids, for_s=st.none() | times)
    def acknowledge(self, alarm_id: str, for_s: float | None) -> None:
        old = self.book.get(alarm_id)
        until_at = None if for_s is None else self.now + for_s
        event = ev.Acknowledge(alarm_id=alarm_id, owner="an", until_at=until_at)
        if old is None or old.operator not in VISIBLE:
            self._refused(event)
            return
        self._apply(event)
        if old.active:
            self.taken[alarm_id] = float("inf") if until_at is None else until_at

    @rule(alarm_id=ids, for_s=times)
    def shelve(self, alarm_id: str, for_s: float) -> None:
        old = self.book.get(alarm_id)
        event = ev.Shelve(alarm_id=alarm_id, who="an", reason="x", until_at=self.now + for_s, approved_by="b")
        if old is None or old.operator in ("none", "out_of_service"):
            self._refused(event)
            return
        self._apply(event)
        self.taken.pop(alarm_id, None)

    @rule(alarm_id=ids)
    def unshelve(self, alarm_id: str) -> None:
        old = self.book.get(alarm_id)
        event = ev.Unshelve(alarm_id=alarm_id, who="an")
        if old is None or old.operator != "shelved":
            self._refused(event)
        else:
            self._apply(event)

    @rule(alarm_id=ids, out=st.booleans())
    def service(self, alarm_id: str, out: bool) -> None:
        old = self.book.get(alarm_id)
        event = ev.SetService(alarm_id=alarm_id, out=out, who="an", reason="x")
        if old is None or (old.operator == "out_of_service") == out:
            self._refused(event)
            return
        self._apply(event)
        self.taken.pop(alarm_id, None)

    @rule(alarm_id=ids, incident_id=st.sampled_from(["", "SC.1", "SC.2"]))
    def bind(self, alarm_id: str, incident_id: str) -> None:
        old = self.book.get(alarm_id)
        event = ev.Bind(alarm_id=alarm_id, incident_id=incident_id)
        if old is None:
            self._refused(event)
            return
        self._apply(event)
        alarm = self.book.get(alarm_id)
        assert alarm is not None
        assert alarm.incident_id == ("" if old.operator == "none" else incident_id)

    @rule(alarm_id=ids)
    def close(self, alarm_id: str) -> None:
        old = self.book.get(alarm_id)
        event = ev.Close(alarm_id=alarm_id, who="quy trình", reason="xong")
        if old is None or old.operator == "none":
            self._refused(event)
            return
        self._apply(event)
        alarm = self.book.get(alarm_id)
        assert alarm is not None
        assert not alarm.incident_id
        assert alarm.operator != "unacknowledged"
        assert alarm.active or alarm.flapping or alarm.operator in ("none", "out_of_service")

    @rule(alarm_id=ids)
    def assign_and_remark(self, alarm_id: str) -> None:
        old = self.book.get(alarm_id)
        event = ev.Assign(alarm_id=alarm_id, to="bình", who="an")
        if old is None or old.operator not in VISIBLE:
            self._refused(event)
        else:
            self._apply(event)
        if old is not None:
            self._apply(ev.Comment(alarm_id=alarm_id, who="an", text="đã gọi"))
            alarm = self.book.get(alarm_id)
            assert alarm is not None
            assert (alarm.note, alarm.operator) == ("đã gọi", old.operator)

    @rule(place=st.sampled_from(PLACES), signal=st.sampled_from(["fresh", "late", "lost"]))
    def signal(self, place: str, signal: Freshness) -> None:
        before = {a.alarm_id: a for a in self.book.alarms()}
        self._apply(ev.SignalChanged(series_id=f"{place}.m", signal=signal))
        for alarm in self.book.alarms():
            old = before[alarm.alarm_id]
            rest = {f for f in Alarm.__struct_fields__ if getattr(alarm, f) != getattr(old, f)}
            assert rest <= {"signal", "first_out"}

    @rule(seconds=times)
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self._drop(self.book.tick(self.now))
        self.taken = {k: until for k, until in self.taken.items() if until > self.now}

    @rule()
    def restart(self) -> None:
        stored = self.book.alarms()
        fresh = AlarmBook(RULES)
        fresh.restore(stored, self.now)
        assert fresh.alarms() == stored
        before, after = self.book.desk(), fresh.desk()
        for name in ("n_active", "n_unacknowledged", "n_shelved", "n_suppressed", "flood", "first_out"):
            assert getattr(after, name) == getattr(before, name)
        self.book = fresh

    def _refused(self, event: ev.Event) -> None:
        before = self.book.alarms()
        try:
            self.book.apply(event, self.now)
        except ev.AlarmRefusedError:
            assert self.book.alarms() == before
        else:
            raise AssertionError(f"{event} should have been refused")

    @invariant()
    def process_axis_is_the_rules_alone(self) -> None:
        assert {alarm.alarm_id: alarm.active for alarm in self.book.alarms()} == self.active

    @invariant()
    def no_acknowledgement_is_lost(self) -> None:
        for alarm_id, until_at in self.taken.items():
            alarm = self.book.get(alarm_id)
            assert alarm is not None
            assert alarm.owner == "an", (alarm, until_at)
            assert alarm.operator in ("acknowledged", "suppressed")

    @invariant()
    def desk_counts_what_the_alarms_say(self) -> None:
        alarms, desk = self.book.alarms(), self.book.desk()
        operators = [alarm.operator for alarm in alarms]
        assert desk.n_shelved == operators.count("shelved")
        assert desk.n_suppressed == operators.count("suppressed")
        assert desk.n_unacknowledged == operators.count("unacknowledged")
        assert desk.n_active == sum(alarm.active and alarm.operator in VISIBLE for alarm in alarms)

    @invariant()
    def each_operator_state_carries_its_own(self) -> None:
        for alarm in self.book.alarms():
            assert (alarm.operator == "suppressed") == bool(alarm.suppressed_by)
            if alarm.operator == "shelved":
                assert alarm.until_at is not None
                assert alarm.until_at > self.now
            if alarm.operator == "none":
                assert (alarm.owner, alarm.until_at, alarm.active) == ("", None, False)
            if alarm.operator == "unacknowledged":
                assert not alarm.owner

    @invariant()
    def what_is_normal_and_not_latched_is_gone(self) -> None:
        for alarm in self.book.alarms():
            if not (alarm.active or alarm.latched or alarm.flapping or alarm.incident_id):
                assert alarm.operator in ("none", "shelved", "out_of_service")

    @invariant()
    def a_hiding_parent_hides(self) -> None:
        for alarm in self.book.alarms():
            if alarm.rule_id != PARENT:
                parent = self.book.get(f"{PARENT}@{alarm.subject}")
                if alarm.operator == "suppressed":
                    assert parent is not None
                    assert hides(parent)
                elif alarm.operator in VISIBLE:
                    assert parent is None or not hides(parent)

    @invariant()
    def episodes_only_count_up(self) -> None:
        for alarm in self.book.alarms():
            assert alarm.occurrence >= self.occurrences.get(alarm.alarm_id, 1)
            self.occurrences[alarm.alarm_id] = alarm.occurrence


TestAlarmMachine = AlarmMachine.TestCase
TestAlarmMachine.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


# ---- one by one -----------------------------------------------------------------------------------


def verdict_at(at: float, *, active: bool = True, severity: Severity = "high") -> Verdict:
    return Verdict(
        rule_id=LATCHED, subject="a", series_id="a.m", active=active, severity=severity, at=at, value=at
    )


def raised_at(at: float) -> Alarm:
    rule_ = spec(LATCHED, latched=True)
    return risen(newborn(verdict_at(at), rule_, "fresh"), verdict_at(at), rule_, at)


def test_severities_have_an_order() -> None:
    assert worse("critical", "high")
    assert not worse("high", "high")
    assert not worse("low", "medium")


def test_a_reading_from_a_clock_ahead_is_not_raised_in_the_future() -> None:
    rule_ = spec(PLAIN)
    alarm = risen(newborn(verdict_at(50.0), rule_, "late"), verdict_at(50.0), rule_, 40.0)
    assert (alarm.raised_at, alarm.signal) == (40.0, "late")


def test_cleared_keeps_when_it_was_raised() -> None:
    alarm, kind = cleared(raised_at(10.0), verdict_at(70.0, active=False), 70.0)
    assert kind == ev.CLEARED
    assert (alarm.raised_at, alarm.cleared_at, alarm.value, alarm.n_changes) == (10.0, 70.0, 70.0, 2)


def test_acknowledging_sets_the_mark_for_what_is_worse() -> None:
    event = ev.Acknowledge(alarm_id=f"{LATCHED}@a", owner="an", comment="xem")
    alarm = acknowledged(raised_at(10.0), event, 20.0)
    assert (alarm.owner, alarm.comment, alarm.peak_severity, alarm.changed_at) == ("an", "xem", "high", 20.0)
    with pytest.raises(ev.AlarmRefusedError, match="nothing to acknowledge"):
        acknowledged(retired(alarm, 30.0), event, 40.0)


def test_only_what_holds_and_is_not_put_aside_hides() -> None:
    alarm = raised_at(10.0)
    assert hides(alarm)
    assert not hides(retired(alarm, 20.0))

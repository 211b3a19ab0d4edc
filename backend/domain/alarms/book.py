"""The alarm book: every alarm of the centre, changed by events only, and what each event changed."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Iterable, Mapping

from msgspec.structs import replace

from backend.contract.state import Alarm, DeskLoad, Freshness, Text
from backend.domain.alarms import events as ev
from backend.domain.alarms import process
from backend.domain.alarms.family import Family
from backend.domain.alarms.flapping import Switches
from backend.domain.alarms.flood import Flood
from backend.domain.alarms.load import DeskCount, listed
from backend.domain.alarms.shelf import check_shelving
from backend.domain.rule import RuleSpec
from backend.domain.verdict import Verdict


class AlarmBook:
    """All alarms of one centre. Time is an argument; nothing is read or written outside."""

    def __init__(
        self,
        rules: Iterable[RuleSpec],
        areas: Mapping[str, str] | None = None,
        self_test: frozenset[str] = frozenset(),
        source_of: Callable[[Alarm], str] = lambda _alarm: "",
    ) -> None:
        """Start with no alarm.

        Args:
            rules: of the centre; parents are found by their ids.
            areas: place id -> area code, for parents that hide a whole area.
            self_test: ids of rules that only prove that the alert chain works: they count for no desk,
                no flood and no flapping.
            source_of: returns the id of the source that an alarm stands on (empty: none is known), for
                parents that hide what comes of one source. It is asked each time an alarm is raised.
        """
        self._rules = {rule.id: rule for rule in rules}
        self._areas = dict(areas or {})
        self._self_test, self._source_of = self_test, source_of
        self._alarms: dict[str, Alarm] = {}
        self._family = Family(self._rules.values())
        self._of_series: dict[str, list[str]] = {}
        self._signals: dict[str, Freshness] = {}
        self._switches: dict[str, Switches] = {}
        self._count = DeskCount(self_test)
        self._flood = Flood()
        self._heap: list[tuple[float, str]] = []

    # ---- reading ----------------------------------------------------------------------------------

    def alarms(self) -> tuple[Alarm, ...]:
        """Return every alarm that was ever raised, also those that ask for nothing now."""
        return tuple(self._alarms.values())

    def listed(self) -> tuple[Alarm, ...]:
        """Return the alarms that belong in the list: by state, never by age."""
        return tuple(alarm for alarm in self._alarms.values() if listed(alarm))

    def get(self, alarm_id: str) -> Alarm | None:
        """Return one alarm."""
        return self._alarms.get(alarm_id)

    def desk(self) -> DeskLoad:
        """Return the load of the duty desk as of the last event or tick."""
        flood = self._flood
        return self._count.load(flood.count(), flood.since_at, flood.first_out)

    def next_due(self) -> float | None:
        """Return when `tick` is to be called next, s since epoch; None if nothing is pending."""
        dues = [self._heap[0][0]] if self._heap else []
        flood_due_at = self._flood.due_at()
        if flood_due_at is not None:
            dues.append(flood_due_at)
        return min(dues, default=None)

    # ---- changing ---------------------------------------------------------------------------------

    def restore(self, alarms: Iterable[Alarm], now: float = 0.0) -> None:
        """Take over the stored alarms after a restart; the book must be empty.

        Args:
            alarms: as `alarms()` gave them.
            now: s since epoch; alarms raised in the ten minutes before count for the desk's flood.
        """
        for alarm in alarms:
            self._keep(alarm)
            self._family.set_hiding(alarm.alarm_id, process.hides(alarm))
            if alarm.flapping:
                switches = self._switches.setdefault(alarm.alarm_id, Switches())
                switches.add(alarm.changed_at)
                heapq.heappush(self._heap, (switches.ends_at(), alarm.alarm_id))
        self._flood.restore(
            sorted(
                (alarm.raised_at, alarm.alarm_id)
                for alarm in self._alarms.values()
                if alarm.rule_id not in self._self_test
            ),
            next((alarm.alarm_id for alarm in self._alarms.values() if alarm.first_out), ""),
            now,
        )

    def retire(self, watched: Container[tuple[str, str]], now: float) -> list[ev.AlarmChange]:
        """Clear the restored alarms that nothing judges any more: their rule or series was taken away.

        Args:
            watched: (rule id, series id) of what is judged, from `Evaluator.watched`.
            now: s since epoch.
        """
        changes: list[ev.AlarmChange] = []
        for old in self.listed():
            if (old.rule_id, old.series_id) not in watched:
                alarm = process.retired(old, now)
                self._say(alarm, ev.CLEARED, ev.SYSTEM, changes, reason="no longer judged", owner=old.owner)
                self._children(alarm.alarm_id, now, changes)
        self._flood_step(now, changes)
        return changes

    def apply(self, event: ev.Event, now: float) -> list[ev.AlarmChange]:
        """Return what `event` changes.

        Raises:
            AlarmRefusedError: an operator's action that is not allowed.
        """
        changes: list[ev.AlarmChange] = []
        match event:
            case Verdict():
                self._judge(event, now, changes)
            case ev.SignalChanged():
                self._signal(event, changes)
            case ev.Acknowledge():
                self._acknowledge(event, now, changes)
            case ev.Shelve():
                self._shelve(event, now, changes)
            case ev.Unshelve():
                self._unshelve(event, now, changes)
            case ev.SetService():
                self._set_service(event, now, changes)
            case _:
                self._work(event, now, changes)
        self._flood_step(now, changes)
        return changes

    def tick(self, now: float) -> list[ev.AlarmChange]:
        """Return what time alone changes: look-until, shelves, flapping and flood come to an end."""
        changes: list[ev.AlarmChange] = []
        while self._heap and self._heap[0][0] <= now:
            _, alarm_id = heapq.heappop(self._heap)
            self._come_due(self._alarms[alarm_id], now, changes)
        self._flood_step(now, changes)
        return changes

    # ---- process axis -----------------------------------------------------------------------------

    def _judge(self, verdict: Verdict, now: float, changes: list[ev.AlarmChange]) -> None:
        rule = self._rules.get(verdict.rule_id)
        if verdict.area_code:
            self._areas[verdict.subject] = verdict.area_code
        if rule is None:
            return  # the pack was changed meanwhile; the rule is gone
        old = self._alarms.get(verdict.alarm_id)
        if old is None:
            if verdict.active:
                signal = self._signals.get(verdict.series_id, "fresh")
                self._raise(
                    self._switched(process.newborn(verdict, rule, signal), now, changes),
                    verdict,
                    rule,
                    now,
                    changes,
                )
        elif verdict.active and not old.active:
            self._raise(self._switched(old, now, changes), verdict, rule, now, changes)
        elif verdict.active:
            self._go_on(old, verdict, now, changes)
        elif old.active:
            self._clear(self._switched(old, now, changes), verdict, now, changes)

    def _raise(
        self, old: Alarm, verdict: Verdict, rule: RuleSpec, now: float, changes: list[ev.AlarmChange]
    ) -> None:
        if old.flapping and old.operator != "none":
            alarm, kind = process.flickered(old, verdict, now)
        else:
            alarm, kind = process.risen(old, verdict, rule, now), ev.RAISED
        self._keep(alarm)
        self._place(alarm)
        alarm = self._hidden(alarm)
        self._say(alarm, kind, ev.SYSTEM, changes, **_figures(alarm), title=alarm.title.vi)
        if kind == ev.RAISED and alarm.operator == "unacknowledged" and alarm.rule_id not in self._self_test:
            self._flood.add(now, alarm.alarm_id)
        self._children(alarm.alarm_id, now, changes)

    def _go_on(self, old: Alarm, verdict: Verdict, now: float, changes: list[ev.AlarmChange]) -> None:
        alarm, kind = process.went_on(old, verdict, now)
        if alarm is not old:
            alarm = self._hidden(alarm)
            self._say(alarm, kind, ev.SYSTEM, changes, **_figures(alarm), was=old.severity)
            self._children(alarm.alarm_id, now, changes)

    def _clear(self, old: Alarm, verdict: Verdict, now: float, changes: list[ev.AlarmChange]) -> None:
        alarm, kind = process.cleared(old, verdict, now)
        self._say(alarm, kind, ev.SYSTEM, changes, **_figures(alarm), owner=old.owner)
        self._children(alarm.alarm_id, now, changes)

    def _hidden(self, alarm: Alarm) -> Alarm:
        """Return the alarm hidden by its parent if that is active, else unchanged."""
        parent_id = self._family.parent_of(alarm.alarm_id)
        return process.under(alarm, parent_id, 0.0)[0] if parent_id else alarm

    def _switched(self, old: Alarm, now: float, changes: list[ev.AlarmChange]) -> Alarm:
        """Count a raising or clearing; from the fourth on the alarm is flapping before it switches."""
        if old.rule_id in self._self_test:
            return old
        switches = self._switches.setdefault(old.alarm_id, Switches())
        switches.add(now)
        if switches.flapping() and not old.flapping:
            old = process.began_flapping(old)
            self._say(old, ev.FLAPPING, ev.SYSTEM, changes, n_changes=old.n_changes + 1)
        if old.flapping:
            heapq.heappush(self._heap, (switches.ends_at(), old.alarm_id))
        return old

    # ---- operator axis ----------------------------------------------------------------------------

    def _known(self, alarm_id: str) -> Alarm:
        alarm = self._alarms.get(alarm_id)
        if alarm is None:
            raise ev.AlarmRefusedError(
                f"Không có cảnh báo {alarm_id}. Danh sách có thể cũ hơn bộ quy tắc, hãy tải lại.",
                f"there is no alarm '{alarm_id}': the list may be older than the rules",
            )
        return alarm

    def _acknowledge(self, event: ev.Acknowledge, now: float, changes: list[ev.AlarmChange]) -> None:
        old = self._known(event.alarm_id)
        alarm = process.acknowledged(old, event, now)
        said: dict[str, object] = {"comment": event.comment}
        if event.until_at is not None:
            said["until_at"] = event.until_at
        self._say(alarm, ev.ACKNOWLEDGED, event.owner, changes, **said)

    def _shelve(self, event: ev.Shelve, now: float, changes: list[ev.AlarmChange]) -> None:
        old = self._known(event.alarm_id)
        check_shelving(old, self._rules.get(old.rule_id), event, now)
        alarm = replace(
            old,
            operator="shelved",
            owner=event.who,
            comment=event.reason,
            until_at=event.until_at,
            suppressed_by="",
            changed_at=now,
        )
        said: dict[str, object] = {"reason": event.reason, "until_at": event.until_at}
        if event.approved_by:
            said["approved_by"] = event.approved_by
        self._say(alarm, ev.SHELVED, event.who, changes, **said)
        self._children(alarm.alarm_id, now, changes)

    def _unshelve(self, event: ev.Unshelve, now: float, changes: list[ev.AlarmChange]) -> None:
        old = self._known(event.alarm_id)
        if old.operator != "shelved":
            raise ev.AlarmRefusedError(
                f"Cảnh báo “{old.title.vi}” không còn tạm ẩn, không cần đưa về danh sách.",
                f"{old.alarm_id} is not shelved: there is nothing to take back",
            )
        self._take_back(old, ev.UNSHELVED, event.who, now, changes)

    def _set_service(self, event: ev.SetService, now: float, changes: list[ev.AlarmChange]) -> None:
        old = self._known(event.alarm_id)
        if not event.reason.strip():
            raise ev.AlarmRefusedError(
                f"Ngừng dùng hay dùng lại cảnh báo “{old.title.vi}” phải có lý do. Hãy ghi lý do.",
                f"taking {old.alarm_id} out of or into service needs a reason: write why",
            )
        if (old.operator == "out_of_service") == event.out:
            where = (
                Text("đã ngừng dùng rồi", "already out of service")
                if event.out
                else Text("vẫn đang được dùng", "in service already")
            )
            raise ev.AlarmRefusedError(
                f"Cảnh báo “{old.title.vi}” {where.vi}.", f"{old.alarm_id} is {where.en}"
            )
        if not event.out:
            self._take_back(old, ev.IN_SERVICE, event.who, now, changes, reason=event.reason)
            return
        alarm = replace(
            old,
            operator="out_of_service",
            owner=event.who,
            comment=event.reason,
            until_at=None,
            suppressed_by="",
            changed_at=now,
        )
        self._say(alarm, ev.OUT_OF_SERVICE, event.who, changes, reason=event.reason)
        self._children(alarm.alarm_id, now, changes)

    def _work(
        self,
        event: ev.Assign | ev.Comment | ev.Bind | ev.Close,
        now: float,
        changes: list[ev.AlarmChange],
    ) -> None:
        """Apply what comes of the work about an alarm."""
        old = self._known(event.alarm_id)
        match event:
            case ev.Assign():
                alarm = process.assigned(old, event)
                self._say(alarm, ev.ASSIGNED, event.who, changes, to=event.to, comment=event.comment)
            case ev.Comment():
                alarm = process.remarked(old, event)
                self._say(alarm, ev.COMMENTED, event.who, changes, text=event.text)
            case ev.Bind():
                alarm = process.bound(old, event.incident_id)
                if alarm is not old:
                    kind = ev.BOUND if event.incident_id else ev.UNBOUND
                    incident_id = event.incident_id or old.incident_id
                    self._say(alarm, kind, ev.SYSTEM, changes, incident_id=incident_id)
            case ev.Close():
                alarm = process.closed(old, event, now)
                self._say(alarm, ev.CLOSED, event.who, changes, reason=event.reason)
                self._children(alarm.alarm_id, now, changes)

    def _take_back(
        self, old: Alarm, kind: str, actor: str, now: float, changes: list[ev.AlarmChange], **said: object
    ) -> None:
        alarm = process.taken_back(old, self._family.parent_of(old.alarm_id), now)
        self._say(alarm, kind, actor, changes, **said)
        self._children(alarm.alarm_id, now, changes)

    # ---- signal axis, family, time ----------------------------------------------------------------

    def _signal(self, event: ev.SignalChanged, changes: list[ev.AlarmChange]) -> None:
        self._signals[event.series_id] = event.signal
        for alarm_id in self._of_series.get(event.series_id, ()):
            old = self._alarms[alarm_id]
            if old.signal != event.signal:
                alarm = replace(old, signal=event.signal)
                kind = ev.SIGNAL if listed(old) else ev.REFRESHED
                self._say(alarm, kind, ev.SYSTEM, changes, signal=event.signal)

    def _children(self, parent_id: str, now: float, changes: list[ev.AlarmChange]) -> None:
        """Hide or give back the alarms under `parent_id` after it changed."""
        if not self._family.set_hiding(parent_id, process.hides(self._alarms[parent_id])):
            return
        for child_id in self._family.children_of(parent_id):
            old = self._alarms[child_id]
            by = self._family.parent_of(child_id)
            alarm, kind = process.under(old, by, now)
            if alarm is not old:
                self._say(alarm, kind, ev.SYSTEM, changes, by=by or old.suppressed_by)

    def _come_due(self, old: Alarm, now: float, changes: list[ev.AlarmChange]) -> None:
        switches = self._switches.get(old.alarm_id)
        if old.flapping and switches is not None and switches.ends_at() <= now:
            old = process.steadied(old)
            self._say(old, ev.STEADIED, ev.SYSTEM, changes)
            self._children(old.alarm_id, now, changes)
        if old.until_at is None or old.until_at > now:
            return
        if old.operator == "shelved":
            self._take_back(old, ev.UNSHELVED, ev.SYSTEM, now, changes, expired=True)
        elif old.operator == "acknowledged" and old.active:
            alarm = replace(process.asking(old), changed_at=now)
            self._say(alarm, ev.REOPENED, ev.SYSTEM, changes, owner=old.owner)

    def _flood_step(self, now: float, changes: list[ev.AlarmChange]) -> None:
        first_out = self._flood.first_out
        turned = self._flood.step(now)
        if turned is None:
            return
        kind = ev.FLOOD_BEGAN if turned else ev.FLOOD_ENDED
        first_out = self._flood.first_out if turned else first_out
        alarm = replace(self._alarms[first_out], first_out=turned)
        self._say(alarm, kind, ev.SYSTEM, changes, n_new_10min=self._flood.count())

    # ---- keeping ----------------------------------------------------------------------------------

    def _keep(self, alarm: Alarm) -> None:
        old = self._alarms.get(alarm.alarm_id)
        self._alarms[alarm.alarm_id] = alarm
        self._count.move(old, alarm)
        if old is None:
            self._place(alarm)
            self._of_series.setdefault(alarm.series_id, []).append(alarm.alarm_id)
        if alarm.until_at is not None and (old is None or old.until_at != alarm.until_at):
            heapq.heappush(self._heap, (alarm.until_at, alarm.alarm_id))

    def _place(self, alarm: Alarm) -> None:
        area_code, source_id = self._areas.get(alarm.subject, ""), self._source_of(alarm)
        self._family.place(alarm.alarm_id, alarm.rule_id, alarm.subject, area_code, source_id)

    def _say(
        self, alarm: Alarm, kind: str, actor: str, changes: list[ev.AlarmChange], **payload: object
    ) -> None:
        self._keep(alarm)
        changes.append(ev.AlarmChange(alarm, kind, actor, payload))


def _figures(alarm: Alarm) -> dict[str, object]:
    return {
        "severity": alarm.severity,
        "value": alarm.value,
        "limit": alarm.limit,
        "occurrence": alarm.occurrence,
    }

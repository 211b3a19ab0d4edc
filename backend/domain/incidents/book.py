"""The incident book: alarms and cases in, incidents out; people merge, split, lead and close them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from backend.contract.state import Alarm, Text
from backend.contract.work import Case, Incident, Member
from backend.domain.incidents import events as ev
from backend.domain.incidents.correlation import Correlation
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.item import Item, alarm_item, case_item, what_of
from backend.domain.incidents.ledger import Ledger, new_member
from backend.domain.incidents.spec import CorrelationSpec

Find = Callable[[str], Alarm | Case | None]
"""Returns an alarm or case by its id."""


def find_nothing(_: str) -> None:
    """Know no alarm and no case."""


class IncidentBook:
    """All incidents of one centre. Time is an argument; nothing is read or written outside."""

    def __init__(
        self,
        specs: Iterable[CorrelationSpec],
        ground: Ground,
        zone: dt.tzinfo = dt.UTC,
        find: Find = find_nothing,
    ) -> None:
        """Start with no incident.

        Args:
            specs: correlation rules; the first that takes an alarm or case has it.
            ground: places of the centre.
            zone: in which ids are numbered per day.
            find: any alarm or case by its id, for what people join by hand.
        """
        self._ground, self._find = ground, find
        self._ledger = Ledger(ground, zone)
        self._rules = Correlation(specs, ground, self._ledger)

    # ---- reading ----------------------------------------------------------------------------------

    def get(self, incident_id: str) -> Incident | None:
        """Return one incident, whatever its state."""
        return self._ledger.get(incident_id)

    def open_incidents(self) -> tuple[Incident, ...]:
        """Return the incidents that go on, oldest first."""
        return self._ledger.open_incidents()

    def of_member(self, ref: str) -> Incident | None:
        """Return the open incident that an alarm or case belongs to."""
        return self._ledger.home_of(ref)

    # ---- what the centre observes -----------------------------------------------------------------

    def restore(
        self, incidents: Iterable[Incident], alarms: Iterable[Alarm] = (), cases: Iterable[Case] = ()
    ) -> None:
        """Take over what was stored before a restart; the book must be empty.

        Args:
            incidents: the open ones, and those of the last day whatever their state: no number is
                given out twice, and what was closed stays closed.
            alarms: as the alarm book has them.
            cases: as the case book has them; of the closed ones, those of open incidents tell which
                procedures were started.
        """
        for incident in incidents:
            self._ledger.restore(incident)
            if incident.state == "closed":
                refs = [member.ref for member in incident.members]
                self._rules.left(refs, incident.rule_id, incident.closed_at or incident.changed_at)
        alarm_items = (alarm_item(a, self._ground) for a in alarms if self._concerns(a.rule_id, a.alarm_id))
        case_items = (case_item(c) for c in cases if self._concerns(what_of(c), c.case_id))
        self._rules.restore(itertools.chain(alarm_items, case_items))

    def alarm_changed(self, alarm: Alarm, now: float) -> list[ev.IncidentChange]:
        """Return what the change of an alarm does to incidents."""
        if not self._concerns(alarm.rule_id, alarm.alarm_id):
            return []
        return self._rules.changed(alarm_item(alarm, self._ground), now)

    def case_changed(self, case: Case, now: float) -> list[ev.IncidentChange]:
        """Return what the change of a case does to incidents."""
        if not self._concerns(what_of(case), case.case_id):
            return []
        return self._rules.changed(case_item(case), now)

    def _concerns(self, what: str, ref: str) -> bool:
        return self._rules.concerns(what) or self._ledger.is_home(ref)

    # ---- what people do ---------------------------------------------------------------------------

    def apply(self, event: ev.Event, now: float) -> list[ev.IncidentChange]:
        """Return what a person's action changes.

        Raises:
            IncidentRefusedError: it is not allowed; the message says why and what to do.
        """
        match event:
            case ev.OpenByHand():
                changes = [self._open_by_hand(event, now)]
            case ev.Merge():
                changes = self._merge(event, now)
            case ev.Split():
                changes = self._split(event, now)
            case ev.Join():
                changes = [self._join(event, now)]
            case ev.Leave():
                changes = [self._leave(event, now)]
            case ev.Repeat():
                changes = self._repeat(event, now)
            case ev.SetLead():
                incident = replace(self._open(event.incident_id), lead=event.lead.strip())
                changes = [self._said(incident, ev.LEAD, event.who, now, lead=incident.lead)]
            case ev.SetUnits():
                incident = replace(self._open(event.incident_id), units=tuple(dict.fromkeys(event.units)))
                changes = [self._said(incident, ev.UNITS, event.who, now, units=list(incident.units))]
            case ev.Close():
                changes = [self._close(event, now)]
            case ev.AttachRun():
                changes = self._attach(event, now)
        return changes

    def _open(self, incident_id: str) -> Incident:
        incident = self._ledger.get(incident_id)
        if incident is None:
            raise ev.IncidentRefusedError(
                f"Không có sự cố {incident_id}. Hãy chọn trong danh sách.",
                f"there is no incident '{incident_id}': choose one of the list",
            )
        if incident.state == "merged":
            raise ev.IncidentRefusedError(
                f"Sự cố {incident_id} đã gộp vào {incident.merged_into}. Hãy thao tác trên sự cố đó.",
                f"{incident_id} was merged into {incident.merged_into}: act on that one",
            )
        if not incident.open:
            raise ev.IncidentRefusedError(
                f"Sự cố {incident_id} đã đóng. Hãy mở sự cố mới cho việc đang diễn ra.",
                f"{incident_id} is closed: open a new one of what goes on",
            )
        return incident

    def _said(
        self, incident: Incident, kind: str, actor: str, now: float, **payload: object
    ) -> ev.IncidentChange:
        return ev.IncidentChange(self._ledger.keep(incident, now), kind, actor, payload)

    def _loose(self, ref: str) -> Item:
        """Return an alarm or case that is in no open incident."""
        home = self._ledger.home_of(ref)
        if home is not None:
            raise ev.IncidentRefusedError(
                f"“{_title_of(home, ref)}” đang thuộc sự cố {home.incident_id}. "
                "Hãy bỏ nó ra khỏi sự cố đó trước, hoặc gộp hai sự cố.",
                f"{ref} belongs to {home.incident_id}: take it out there first, or merge both",
            )
        found = self._find(ref)
        if found is None:
            raise ev.IncidentRefusedError(
                f"Không có cảnh báo hay vụ việc {ref}. Hãy chọn trong danh sách.",
                f"there is no alarm or case '{ref}': choose one of the list",
            )
        return case_item(found) if isinstance(found, Case) else alarm_item(found, self._ground)

    def _open_by_hand(self, event: ev.OpenByHand, now: float) -> ev.IncidentChange:
        if not event.title.strip() or not event.refs:
            raise ev.IncidentRefusedError(
                "Sự cố mới cần có tên và ít nhất một cảnh báo hoặc vụ việc.",
                "a new incident needs a title and at least one alarm or case",
            )
        items = [self._loose(ref) for ref in dict.fromkeys(event.refs)]
        why = Text(f"{event.who} mở sự cố", f"{event.who} opened the incident")
        members = [new_member(item, now, event.who, why) for item in items]
        incident = self._ledger.begin(Text(event.title.strip()), members, now)
        for item in items:
            self._rules.joined(incident, item, now)
        title, refs = incident.title.vi, [item.ref for item in items]
        return self._said(incident, ev.OPENED, event.who, now, title=title, refs=refs)

    def _merge(self, event: ev.Merge, now: float) -> list[ev.IncidentChange]:
        if event.into == event.other:
            raise ev.IncidentRefusedError(
                f"Không thể gộp sự cố {event.into} với chính nó. Hãy chọn sự cố khác.",
                f"{event.into} cannot be merged with itself: choose another one",
            )
        into, other = self._open(event.into), self._open(event.other)
        why = Text(f"{event.who} gộp", f"merged by {event.who}")
        return self._rules.merge(into, other, by=event.who, why=why, now=now)

    def _split(self, event: ev.Split, now: float) -> list[ev.IncidentChange]:
        old = self._open(event.incident_id)
        refs = set(event.refs)
        self._check_members(old, refs)
        if not event.title.strip():
            raise ev.IncidentRefusedError(
                f"Tách sự cố {old.incident_id} cần có tên cho sự cố mới.",
                f"splitting {old.incident_id} needs a title for the new incident",
            )
        if not refs or len(refs) == len(old.members):
            raise ev.IncidentRefusedError(
                f"Tách sự cố {old.incident_id} phải để lại cảnh báo, vụ việc ở cả hai bên. "
                "Hãy chọn một phần, không chọn tất cả.",
                f"splitting {old.incident_id} must leave members in both: choose some of them, not all",
            )
        kept = self._ledger.keep(
            replace(old, members=tuple(m for m in old.members if m.ref not in refs)), now
        )
        self._rules.left(refs, old.rule_id, now, spent=False)
        moved = [_split_off(m, old.incident_id, event.who, now) for m in old.members if m.ref in refs]
        new = self._ledger.begin(Text(event.title.strip()), moved, now)
        new = self._ledger.keep(
            replace(new, units=old.units, scene=old.scene, scene_dwell_s=old.scene_dwell_s), now
        )
        listed = [member.ref for member in moved]
        said: dict[str, object] = {"into": new.incident_id, "refs": listed}
        opened: dict[str, object] = {"title": new.title.vi, "from": old.incident_id, "refs": listed}
        return [
            ev.IncidentChange(kept, ev.SPLIT, event.who, said),
            ev.IncidentChange(new, ev.OPENED, event.who, opened),
        ]

    def _join(self, event: ev.Join, now: float) -> ev.IncidentChange:
        incident, item = self._open(event.incident_id), self._loose(event.ref)
        why = Text(f"{event.who} thêm vào", f"added by {event.who}")
        member = new_member(item, now, event.who, why)
        grown = self._ledger.keep(replace(incident, members=(*incident.members, member)), now)
        procedures, cases = self._rules.joined(grown, item, now)
        said: dict[str, object] = {"refs": [item.ref], "title": item.title.vi}
        if procedures:
            said["procedures"] = list(procedures)
        return ev.IncidentChange(grown, ev.JOINED, event.who, said, procedures, cases)

    def _leave(self, event: ev.Leave, now: float) -> ev.IncidentChange:
        incident = self._open(event.incident_id)
        self._check_members(incident, {event.ref})
        if len(incident.members) == 1:
            raise ev.IncidentRefusedError(
                f"Sự cố {incident.incident_id} chỉ có “{_title_of(incident, event.ref)}”. "
                "Hãy đóng sự cố thay vì bỏ nó ra.",
                f"{event.ref} is the only member of {incident.incident_id}: close the incident instead",
            )
        self._rules.left([event.ref], incident.rule_id, now)
        rest = tuple(member for member in incident.members if member.ref != event.ref)
        return self._said(replace(incident, members=rest), ev.LEFT, event.who, now, ref=event.ref)

    def _repeat(self, event: ev.Repeat, now: float) -> list[ev.IncidentChange]:
        """Take a repetition out; what it repeats takes its place where it is in no incident itself."""
        incident, kept = self._ledger.home_of(event.ref), self._find(event.kept)
        if incident is None:
            return []
        changes = []
        if isinstance(kept, Case) and kept.open and self._ledger.home_of(event.kept) is None:
            join = ev.Join(incident_id=incident.incident_id, ref=event.kept, who=event.who)
            changes.append(self._join(join, now))
            incident = changes[-1].incident
        rest = tuple(member for member in incident.members if member.ref != event.ref)
        if rest:  # else the incident would be about nothing
            self._rules.left([event.ref], incident.rule_id, now, spent=False)
            left = replace(incident, members=rest)
            changes.append(self._said(left, ev.LEFT, event.who, now, ref=event.ref, into=event.kept))
        return changes

    def _close(self, event: ev.Close, now: float) -> ev.IncidentChange:
        incident = self._open(event.incident_id)
        if not event.reason.strip():
            raise ev.IncidentRefusedError(
                f"Đóng sự cố {incident.incident_id} phải có lý do. Hãy ghi sự cố kết thúc thế nào.",
                f"closing {incident.incident_id} needs a reason: write how it ended",
            )
        self._rules.left([member.ref for member in incident.members], incident.rule_id, now)
        closed = replace(
            incident, state="closed", closed_at=now, closed_by=event.who, close_reason=event.reason.strip()
        )
        n_active = sum(member.active for member in incident.members)
        return self._said(closed, ev.CLOSED, event.who, now, reason=closed.close_reason, n_active=n_active)

    def _attach(self, event: ev.AttachRun, now: float) -> list[ev.IncidentChange]:
        """Attach a run where the incident is now: it may have been merged since the run was asked for."""
        incident = self._ledger.get(event.incident_id)
        while incident is not None and incident.merged_into:
            incident = self._ledger.get(incident.merged_into)
        if incident is None:
            raise ev.IncidentRefusedError(
                f"Không có sự cố {event.incident_id} cho quy trình {event.run_id}.",
                f"there is no incident '{event.incident_id}' for {event.run_id}",
            )
        if event.run_id in incident.run_ids:
            return []
        incident = replace(incident, run_ids=(*incident.run_ids, event.run_id))
        return [self._said(incident, ev.RUN_ATTACHED, event.who, now, run_id=event.run_id)]

    def _check_members(self, incident: Incident, refs: set[str]) -> None:
        missing = ", ".join(sorted(refs - {member.ref for member in incident.members}))
        if missing:
            raise ev.IncidentRefusedError(
                f"{missing} không thuộc sự cố {incident.incident_id}. Hãy xem lại danh sách của sự cố.",
                f"{missing} is no member of {incident.incident_id}: look at its members again",
            )


def _title_of(incident: Incident, ref: str) -> str:
    return next((member.title.vi for member in incident.members if member.ref == ref), ref)


def _split_off(member: Member, origin: str, who: str, now: float) -> Member:
    was = member.reason
    why = Text(f"tách từ {origin}: {was.vi}", f"split from {origin}: {was.in_language('en')}")
    return replace(member, joined_at=now, joined_by=who, reason=why)

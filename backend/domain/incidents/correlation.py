"""What the correlation rules make of alarms and cases: opened, joined, merged, worse, better."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from backend.contract.state import Text
from backend.contract.work import Incident, Member
from backend.domain.incidents import events as ev
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.item import Item
from backend.domain.incidents.ledger import Ledger, new_member
from backend.domain.incidents.links import BEGAN, Candidate, reason
from backend.domain.incidents.pool import Pool
from backend.domain.incidents.reach import Reach, reach
from backend.domain.incidents.spec import OWN, CorrelationSpec, at_least


class Correlation:
    """Applies correlation rules to a ledger of incidents."""

    def __init__(self, specs: Iterable[CorrelationSpec], ground: Ground, ledger: Ledger) -> None:
        """Start with no candidate; of two rules that take an alarm or case, the first has it."""
        self._ground, self._ledger = ground, ledger
        self._pools = {spec.id: Pool(spec) for spec in specs}
        self._pools_of: dict[str, list[Pool]] = {}
        for pool in self._pools.values():
            for what in pool.whats:
                self._pools_of.setdefault(what, []).append(pool)
        self._spent: dict[str, float] = {}
        """What left or was closed with its incident, until it begins anew."""
        self._started: dict[str, set[str]] = {}
        """Procedures that each open incident has started."""

    def concerns(self, what: str) -> bool:
        """Return whether any rule looks at this rule id or kind of case."""
        return what in self._pools_of

    # ---- what the centre observes -----------------------------------------------------------------

    def changed(self, item: Item, now: float) -> list[ev.IncidentChange]:
        """Return what an alarm or case, as it is now, does to incidents."""
        home = self._ledger.home_of(item.ref)
        if home is not None:
            return self._follow(home, item, now)
        if self._is_spent(item):
            return []
        for pool in self._pools_of.get(item.what, ()):
            candidate = pool.note(item, now)
            changes = self._correlate(pool, candidate, now) if candidate is not None else []
            if changes:
                return changes
        return []

    def _is_spent(self, item: Item) -> bool:
        spent_at = self._spent.get(item.ref)
        if spent_at is None:
            return False
        if item.began_at > spent_at:
            del self._spent[item.ref]
            return False
        return True

    def _follow(self, incident: Incident, item: Item, now: float) -> list[ev.IncidentChange]:
        """Let a member be what its alarm or case is now."""
        changes = []
        old = next(member for member in incident.members if member.ref == item.ref)
        called_anew = item.kind == "case" and old.title != item.title  # an alarm's holds its figure
        if called_anew or (old.active, old.severity) != (item.active, item.severity):
            new = replace(old, title=item.title, active=item.active, severity=item.severity)
            members = tuple(new if member is old else member for member in incident.members)
            kept = self._ledger.keep(replace(incident, members=members), now)
            changes.append(_severity_change(incident, kept, item))
        pool = self._pools.get(incident.rule_id)
        if pool is None:
            return changes
        before = pool.get(item.ref)
        candidate = pool.note(item, now, member=True)
        anew = before is not None and item.began_at > before.item.began_at
        if candidate is not None and anew and candidate.selector.links:
            changes += self._correlate(pool, candidate, now)
        return changes

    # ---- what follows by rule ---------------------------------------------------------------------

    def _correlate(self, pool: Pool, start: Candidate, now: float) -> list[ev.IncidentChange]:
        """Let everything that hangs together with `start` be one incident, if it is one."""
        found = reach(pool, start, self._ledger, now)
        if found.incidents:
            return self._grow(pool, found, start, now)
        if _opens(pool.spec, found.loose):
            return [self._open(pool, found.loose, now)]
        return []

    def _open(self, pool: Pool, loose: Sequence[Candidate], now: float) -> ev.IncidentChange:
        spec = pool.spec
        draft = self._ledger.begin(_title(spec, loose), self._members(pool, (), loose, now), now)
        draft = replace(
            draft,
            rule_id=spec.id,
            lead=spec.lead,
            units=spec.units,
            scene=spec.scene,
            scene_dwell_s=spec.scene_dwell_s,
        )
        incident = self._ledger.keep(draft, now)
        self._started[incident.incident_id] = set()
        return self._entered(pool, incident, ev.OPENED, loose, now)

    def _grow(self, pool: Pool, found: Reach, start: Candidate, now: float) -> list[ev.IncidentChange]:
        target, *others = sorted(found.incidents, key=lambda one: (one.opened_at, one.incident_id))
        called = start.item.called
        why = Text(f"{called.vi} nối hai sự cố", f"{called.in_language('en')} links both incidents")
        changes: list[ev.IncidentChange] = []
        for other in others:
            changes += self.merge(target, other, by=pool.spec.id, why=why, now=now)
            target = changes[-1].incident
        if found.loose:
            new = self._members(pool, [member.ref for member in target.members], found.loose, now)
            incident = self._ledger.keep(replace(target, members=(*target.members, *new)), now)
            changes.append(self._entered(pool, incident, ev.JOINED, found.loose, now))
        return changes

    def merge(
        self, into: Incident, other: Incident, *, by: str, why: Text, now: float
    ) -> list[ev.IncidentChange]:
        """Return the end of `other` and, last, what `into` has become."""
        grown, ended = self._ledger.merge(into, other, by, now)
        for member in other.members:
            self._change_pool(member.ref, other.rule_id, into.rule_id, now)
        started = self._started.pop(other.incident_id, set())
        self._started.setdefault(into.incident_id, set()).update(started)
        reason_ = msgspec.to_builtins(why)
        refs = [member.ref for member in other.members]
        actor = ev.SYSTEM if by in self._pools else by
        gone: dict[str, object] = {"into": into.incident_id, "reason": reason_}
        came: dict[str, object] = {"from": other.incident_id, "reason": reason_, "refs": refs}
        return [
            ev.IncidentChange(ended, ev.MERGED, actor, gone),
            ev.IncidentChange(grown, ev.MERGED, actor, came),
        ]

    def _members(
        self, pool: Pool, known: Collection[str], loose: Sequence[Candidate], now: float
    ) -> list[Member]:
        return [
            new_member(candidate.item, now, pool.spec.id, why)
            for candidate, why in _reasons(pool, known, loose, self._ground)
        ]

    def _entered(
        self, pool: Pool, incident: Incident, kind: str, new: Sequence[Candidate], now: float
    ) -> ev.IncidentChange:
        """Note that `new` belongs to `incident` from now on; say what that starts."""
        for candidate in new:
            pool.note(candidate.item, now, member=True)
            for other in self._pools_of[candidate.item.what]:
                if other is not pool:
                    other.drop(candidate.item.ref)
        in_order = sorted(new, key=lambda candidate: candidate.item.began_at)
        procedures, cases = self._starting(incident, pool.spec, in_order)
        refs = {candidate.item.ref for candidate in new}
        members = [
            {"ref": m.ref, "title": m.title.vi, "reason": msgspec.to_builtins(m.reason)}
            for m in incident.members
            if m.ref in refs
        ]
        said: dict[str, object] = {
            "rule": pool.spec.id,
            "severity": incident.severity,
            "members": members,
        }
        if kind == ev.OPENED:
            said["title"] = incident.title.vi
        if procedures:
            said["procedures"] = list(procedures)
        return ev.IncidentChange(incident, kind, ev.SYSTEM, said, procedures, cases)

    def _starting(
        self, incident: Incident, spec: CorrelationSpec, members: Iterable[Candidate]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the procedures that these members start and that are new, and of which cases."""
        started = self._started.setdefault(incident.incident_id, set())
        new = dict.fromkeys((one for one in spec.procedures if one not in started), "")
        for candidate in members:
            one = _procedure(candidate)
            if one and one not in started:
                new.setdefault(one, candidate.item.ref if candidate.item.kind == "case" else "")
        started.update(new)
        return tuple(new), tuple(new.values())

    # ---- what people do ---------------------------------------------------------------------------

    def restore(self, items: Iterable[Item]) -> None:
        """Take over what is known of alarms and cases after the ledger was restored."""
        for item in items:
            home = self._ledger.home_of(item.ref)
            if home is not None and home.rule_id in self._pools:
                self._pools[home.rule_id].note(item, 0.0, member=True)
            elif home is None and not self._is_spent(item):
                for pool in self._pools_of.get(item.what, ()):
                    pool.note(item, 0.0)
        for incident in self._ledger.open_incidents():
            pool_ = self._pools.get(incident.rule_id)
            if pool_ is not None:
                held = [pool_.get(member.ref) for member in incident.members]
                self._starting(incident, pool_.spec, [one for one in held if one is not None])

    def joined(self, incident: Incident, item: Item, now: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Note what a person joined; return the procedures that it starts, and of which cases."""
        self._spent.pop(item.ref, None)
        for other in self._pools_of.get(item.what, ()):
            other.drop(item.ref)
        pool = self._pools.get(incident.rule_id)
        if pool is None:
            return (), ()
        pool.note(item, now, member=True)
        held = pool.get(item.ref)
        return ((), ()) if held is None else self._starting(incident, pool.spec, (held,))

    def left(self, refs: Iterable[str], rule_id: str, now: float, *, spent: bool = True) -> None:
        """Note that members of an incident of `rule_id` are none any more; `spent`: no rule takes them."""
        for ref in refs:
            if rule_id in self._pools:
                self._pools[rule_id].drop(ref)
            if spent:
                self._spent[ref] = now

    def _change_pool(self, ref: str, old_rule: str, new_rule: str, now: float) -> None:
        if old_rule == new_rule:
            return
        old, new = self._pools.get(old_rule), self._pools.get(new_rule)
        held = old.get(ref) if old is not None else None
        if old is not None:
            old.drop(ref)
        if new is not None and held is not None:
            new.note(held.item, now, member=True)


def _opens(spec: CorrelationSpec, members: Sequence[Candidate]) -> bool:
    """Return whether these are an incident."""
    opens = spec.opens
    linking = [one.item for one in members if one.selector.links and one.item.active]
    if not linking:
        return False
    if opens.severity is not None and any(at_least(item.severity, opens.severity) for item in linking):
        return True
    n_kinds = len({candidate.number for candidate in members})
    return 0 < opens.n_members <= len(members) and n_kinds >= opens.n_kinds


def _title(spec: CorrelationSpec, members: Sequence[Candidate]) -> Text:
    """Return the title, filled in with the first member that links."""
    linking = [candidate.item for candidate in members if candidate.selector.links]
    first = min(linking, key=lambda item: (item.began_at, item.ref))

    def filled(template: str, language: str) -> str:
        name = first.called.in_language(language)
        return template.format(area=first.area_name or name, name=name)

    return Text(filled(spec.title.vi, "vi"), filled(spec.title.en, "en") if spec.title.en else "")


def _procedure(candidate: Candidate) -> str:
    own = candidate.selector.procedure == OWN
    return candidate.item.procedure if own else candidate.selector.procedure


def _reasons(
    pool: Pool, known: Collection[str], members: Sequence[Candidate], ground: Ground
) -> Iterator[tuple[Candidate, Text]]:
    """Yield the new members in the order of their beginning, each with the reason that brings it in."""
    placed = set(known)
    waiting = sorted(members, key=lambda candidate: (candidate.item.began_at, candidate.item.ref))
    while waiting:
        for candidate in waiting:
            found = next((one for one in pool.linked(candidate) if one.ref in placed), None)
            other = pool.get(found.ref) if found is not None else None
            if found is not None and other is not None:
                yield candidate, reason(found, candidate.item, other.item, ground)
                break
        else:
            candidate = waiting[0]
            yield candidate, BEGAN
        waiting.remove(candidate)
        placed.add(candidate.item.ref)


def _severity_change(old: Incident, new: Incident, item: Item) -> ev.IncidentChange:
    if new.severity == old.severity:
        return ev.IncidentChange(new, ev.REFRESHED, ev.SYSTEM, {"ref": item.ref, "active": item.active})
    kind = ev.ESCALATED if at_least(new.severity, old.severity) else ev.EASED
    said: dict[str, object] = {"severity": new.severity, "was": old.severity, "ref": item.ref}
    return ev.IncidentChange(new, kind, ev.SYSTEM, said)

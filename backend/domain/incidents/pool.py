"""The candidates of one correlation: what may belong together, found by place."""

from __future__ import annotations

from backend.domain.incidents.item import Item
from backend.domain.incidents.links import Candidate, Link, link
from backend.domain.incidents.spec import CorrelationSpec, Selector, at_least
from backend.domain.incidents.spots import Spots


class Pool:
    """Alarms and cases that one correlation looks at, in an incident or not."""

    def __init__(self, spec: CorrelationSpec) -> None:
        """Start empty."""
        self.spec = spec
        self._by_what: dict[str, tuple[int, Selector]] = {
            what: (number, selector)
            for number, selector in enumerate(spec.members)
            for what in (*selector.rules, *selector.case_kinds)
        }
        self._reach_m = max((spec.reach_m(selector) for selector in spec.members), default=spec.within_m)
        self._held: dict[str, Candidate] = {}
        self._spots = Spots()
        self._by_area: dict[str, dict[str, None]] = {}
        self._everywhere: dict[str, None] = {}
        self._ended: dict[str, float] = {}
        """When what is in no incident ended, oldest first."""

    @property
    def whats(self) -> tuple[str, ...]:
        """Rule ids and kinds of cases that it looks at."""
        return tuple(self._by_what)

    def get(self, ref: str) -> Candidate | None:
        """Return one candidate."""
        return self._held.get(ref)

    def note(self, item: Item, now: float, *, member: bool = False) -> Candidate | None:
        """Take over what an item is now; return it as a candidate if it may join something new.

        Args:
            item: an alarm or case of `whats`.
            now: s since epoch.
            member: it belongs to an incident of this correlation: it stays, whatever becomes of it.
        """
        self._forget_ended(now)
        if item.what not in self._by_what:
            return None
        number, selector = self._by_what[item.what]
        free = item.active and not item.set_aside and at_least(item.severity, selector.min_severity)
        if not (free or member):
            if item.active or item.ref not in self._held:
                self.drop(item.ref)
                return None
            self._ended.setdefault(item.ref, now)
        else:
            self._ended.pop(item.ref, None)
        candidate = Candidate(item, selector, number)
        self._hold(candidate)
        return candidate if free else None

    def drop(self, ref: str) -> None:
        """Forget a candidate; unknown ones are fine."""
        held = self._held.pop(ref, None)
        if held is None:
            return
        self._spots.drop(ref)
        self._by_area.get(held.item.area_code, {}).pop(ref, None)
        self._everywhere.pop(ref, None)
        self._ended.pop(ref, None)

    def linked(self, candidate: Candidate) -> list[Link]:
        """Return the other candidates that belong together with this one, the strongest reason first."""
        found = [
            link(self.spec, candidate, self._held[ref])
            for ref in self._near(candidate)
            if ref != candidate.item.ref
        ]
        return sorted((one for one in found if one is not None), key=lambda one: one.rank)

    def _near(self, candidate: Candidate) -> dict[str, None]:
        """Return a superset of what `candidate` can be linked to."""
        if self.spec.same_of(candidate.selector) == "centre":
            return dict.fromkeys(self._held)
        refs = dict.fromkeys(self._everywhere)
        refs.update(self._by_area.get(candidate.item.area_code, {}))
        if candidate.item.at is not None:
            refs.update(dict.fromkeys(self._spots.around(candidate.item.at, self._reach_m)))
        return refs

    def _hold(self, candidate: Candidate) -> None:
        item = candidate.item
        old = self._held.get(item.ref)
        if old is not None and old.item.area_code != item.area_code:
            self._by_area.get(old.item.area_code, {}).pop(item.ref, None)
        self._held[item.ref] = candidate
        if item.at is not None:
            self._spots.put(item.ref, item.at)
        else:
            self._spots.drop(item.ref)
        if item.area_code:
            self._by_area.setdefault(item.area_code, {})[item.ref] = None
        if self.spec.same_of(candidate.selector) == "centre":
            self._everywhere[item.ref] = None

    def _forget_ended(self, now: float) -> None:
        while self._ended:
            ref, ended_at = next(iter(self._ended.items()))
            if now - ended_at <= self.spec.within_s:
                return
            self.drop(ref)

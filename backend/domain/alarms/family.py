"""Which alarm hides which: parents and children by rule and place, area, source or centre."""

from __future__ import annotations

from collections.abc import Iterable

from backend.domain.rule import RuleSpec

_Key = tuple[str, str, str]
"""(parent rule, "place" | "area" | "source" | "centre", that place, area or source)."""


class Family:
    """Finds the hiding parent of an alarm and the children of a parent."""

    def __init__(self, rules: Iterable[RuleSpec]) -> None:
        """Read the parents that the rules name."""
        self._parents = {rule.id: rule.inhibited_by for rule in rules if rule.inhibited_by}
        self._is_parent = {parent.rule for parents in self._parents.values() for parent in parents}
        self._up: dict[str, list[_Key]] = {}
        self._down: dict[str, list[_Key]] = {}
        self._hiding: dict[_Key, dict[str, None]] = {}
        self._children: dict[_Key, list[str]] = {}
        self._hides: set[str] = set()

    def place(self, alarm_id: str, rule_id: str, subject: str, area_code: str, source_id: str = "") -> None:
        """Make known where an alarm stands; again where it stands elsewhere now.

        Args:
            alarm_id: of the alarm.
            rule_id: of its rule.
            subject: its place.
            area_code: of the place; empty: it shares no area.
            source_id: of the source of its readings; empty: it shares no source.
        """
        scopes = {"place": subject, "area": area_code, "source": source_id, "centre": "*"}
        up: list[_Key] = [
            (parent.rule, parent.same, scopes[parent.same])
            for parent in self._parents.get(rule_id, ())
            if scopes[parent.same]
        ]
        if up != (known := self._up.get(alarm_id, [])):
            for key in known:
                self._children[key].remove(alarm_id)
            for key in up:
                self._children.setdefault(key, []).append(alarm_id)
            self._up[alarm_id] = up
        if rule_id in self._is_parent:
            self._move_parent(alarm_id, [(rule_id, same, scope) for same, scope in scopes.items() if scope])

    def _move_parent(self, alarm_id: str, down: list[_Key]) -> None:
        if self._down.get(alarm_id) == down:
            return
        hides = self.set_hiding(alarm_id, False)
        self._down[alarm_id] = down
        if hides:
            self.set_hiding(alarm_id, True)

    def set_hiding(self, alarm_id: str, hides: bool) -> bool:
        """Say whether an alarm hides its children now; return whether that is a change."""
        if alarm_id not in self._down or hides == (alarm_id in self._hides):
            return False
        if hides:
            self._hides.add(alarm_id)
        else:
            self._hides.remove(alarm_id)
        for key in self._down[alarm_id]:
            holders = self._hiding.setdefault(key, {})
            if hides:
                holders[alarm_id] = None
            else:
                holders.pop(alarm_id, None)
        return True

    def parent_of(self, alarm_id: str) -> str:
        """Return the id of the alarm that hides this one, empty if none does."""
        for key in self._up.get(alarm_id, ()):
            for parent_id in self._hiding.get(key, ()):
                if parent_id != alarm_id:
                    return parent_id
        return ""

    def children_of(self, alarm_id: str) -> tuple[str, ...]:
        """Return the alarms that this one can hide."""
        keys = self._down.get(alarm_id, ())
        return tuple(child for key in keys for child in self._children.get(key, ()) if child != alarm_id)

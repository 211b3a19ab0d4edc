"""Checks the rules of packs: types, what they point to, and what an alarm owes its operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backend.contract.document import Fault, Lines, check, unknown_cure
from backend.domain.limit_sets import LimitSet
from backend.domain.rule import Ground, RuleSpec, common_problems
from backend.domain.rule_kinds import rule_kinds


class RuleEntry(NamedTuple):
    """One rule as it stands in a file."""

    lines: Lines
    path: str
    """`rules[3]`."""
    data: object

    def fault(self, key: str, found: str, cure: str) -> Fault:
        """Return a fault at a key of the rule."""
        return self.lines.fault(f"{self.path}.{key}", found, cure)


def check_rules(
    entries: Sequence[RuleEntry],
    units: Mapping[str, str],
    place_kinds: Mapping[str, Sequence[str]],
    limit_sets: Mapping[str, LimitSet],
) -> tuple[list[RuleSpec], list[Fault]]:
    """Return the rules that are right, and every fault of the others.

    Args:
        entries: as read.
        units: metric -> unit.
        place_kinds: kind of place -> its metrics.
        limit_sets: by id.
    """
    faults: list[Fault] = []
    read: list[tuple[RuleEntry, RuleSpec]] = []
    for entry in entries:
        spec = _typed(entry, faults)
        if spec is not None:
            read.append((entry, spec))
    by_id: dict[str, RuleSpec] = {}
    for entry, spec in read:
        if spec.id in by_id:
            faults.append(entry.fault("id", f"there is another rule '{spec.id}'", "give it its own id"))
        by_id[spec.id] = spec
    for entry, spec in read:
        faults += _pointing(entry, spec, units, place_kinds)
        ground = Ground(units.get(spec.metric, ""), limit_sets)
        own = rule_kinds()[spec.kind].problems(spec, ground) if spec.metric in units else []
        faults += [
            entry.fault(problem.key, problem.found, problem.cure)
            for problem in (*common_problems(spec, by_id), *own)
        ]
    faults += _cycles(read, by_id)
    return [spec for _, spec in read], faults


def _typed(entry: RuleEntry, faults: list[Fault]) -> RuleSpec | None:
    kinds = rule_kinds()
    if not isinstance(entry.data, dict):
        faults.append(entry.lines.fault(entry.path, "this is no rule", "write '- id: …' and its keys"))
        return None
    kind = entry.data.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        found = "the key 'kind' is missing" if kind is None else f"unknown kind of rule '{kind}'"
        faults.append(entry.fault("kind", found, unknown_cure(str(kind), list(kinds))))
        return None
    spec, found_ = check(entry.data, kinds[kind].Spec, entry.lines, entry.path)
    faults += found_
    return spec


def _pointing(
    entry: RuleEntry,
    spec: RuleSpec,
    units: Mapping[str, str],
    place_kinds: Mapping[str, Sequence[str]],
) -> list[Fault]:
    if spec.metric not in units:
        found = f"no pack declares the metric '{spec.metric}'"
        return [entry.fault("metric", found, unknown_cure(spec.metric, list(units)))]
    if spec.place_kind and spec.place_kind not in place_kinds:
        found = f"no pack declares the kind of place '{spec.place_kind}'"
        return [entry.fault("place_kind", found, unknown_cure(spec.place_kind, list(place_kinds)))]
    if spec.place_kind and spec.metric not in place_kinds[spec.place_kind]:
        found = f"'{spec.place_kind}' has no metric '{spec.metric}'"
        return [entry.fault("metric", found, unknown_cure(spec.metric, list(place_kinds[spec.place_kind])))]
    return []


def _cycles(read: Sequence[tuple[RuleEntry, RuleSpec]], by_id: Mapping[str, RuleSpec]) -> list[Fault]:
    faults = []
    for entry, spec in read:
        reached: set[str] = set()
        above = [parent.rule for parent in spec.inhibited_by]
        while above:
            rule_id = above.pop()
            if rule_id not in reached and rule_id in by_id:
                reached.add(rule_id)
                above += [parent.rule for parent in by_id[rule_id].inhibited_by]
        if spec.id in reached and not any(p.rule == spec.id for p in spec.inhibited_by):
            found = f"'{spec.id}' hides its own parents"
            faults.append(
                entry.fault("inhibited_by", found, "two alarms that hide each other are both unseen")
            )
    return faults

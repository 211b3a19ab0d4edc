"""Correlation rules: which alarms and cases belong together, when they are an incident, what it brings."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

import msgspec

from backend.contract.expected import unknown_cure
from backend.contract.state import SEVERITIES, Severity, Text
from backend.domain.rule import Problem, RuleSpec

Same = Literal["near", "area", "centre"]
OWN = "own"
"""Procedure of a selector: the one that the alarm's rule names."""
PLACEHOLDERS = ("area", "name")
"""What may stand in braces in a title."""


class Selector(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of member: which alarms or cases, and how far they reach."""

    rules: tuple[str, ...] = ()
    """Alarms of these rules."""
    case_kinds: tuple[str, ...] = ()
    """Cases of these kinds."""
    min_severity: Severity = "low"
    """Only while they are at least so bad."""
    within_m: float | None = None
    """Reach, m; empty: the correlation's. Of two members the longer reach counts."""
    same: Same | None = None
    """Empty: the correlation's."""
    links: bool = True
    """False: it joins what others began and links nothing further. A rain station reaches over
    kilometres; if it linked, one storm would chain the whole city into one incident."""
    procedure: str = ""
    """Started when the first such member joins; `own`: the procedure that the alarm's rule names."""


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When members that belong together are an incident; either condition is enough."""

    severity: Severity | None = None
    """One linking member at least so bad, alone."""
    n_members: int = 0
    """So many members together; 0: never by number."""
    n_kinds: int = 1
    """These must be of so many different selectors."""


class CorrelationSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One correlation rule."""

    id: str
    title: Text
    """`{area}` and `{name}` of the first member are filled in."""
    members: tuple[Selector, ...]
    within_m: float
    """Members nearer to one another belong together, m."""
    within_s: float
    """They must have begun within this time of one another, s."""
    same: Same = "near"
    """`near`: by distance; `area`: also in the same ward, where both say so; `centre`: with anything."""
    opens: Opening
    units: tuple[str, ...] = ()
    """Units concerned."""
    lead: str = ""
    """Role that leads until a person takes it."""
    procedures: tuple[str, ...] = ()
    """Started when it opens."""
    scene: str = ""
    """Layout that it opens on the wall."""
    scene_dwell_s: float = 0.0
    """The wall keeps that layout at least so long, s."""
    max_age_s: float = 86_400.0
    """An incident older than this takes no more members by the rule, s."""

    def reach_m(self, selector: Selector) -> float:
        """Return how far a member reaches, m."""
        return self.within_m if selector.within_m is None else selector.within_m

    def same_of(self, selector: Selector) -> Same:
        """Return how a member's place is compared."""
        return self.same if selector.same is None else selector.same


def at_least(severity: Severity, least: Severity) -> bool:
    """Return whether `severity` is as bad as `least` or worse."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(least)


def problems(
    spec: CorrelationSpec, rules: Mapping[str, RuleSpec], case_kinds: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with a correlation beyond its types.

    Args:
        spec: as read.
        rules: of the centre, by id.
        case_kinds: kinds of cases that are declared.
    """
    for key in ("within_m", "within_s", "max_age_s"):
        if getattr(spec, key) <= 0:
            yield Problem(key, f"found {getattr(spec, key):g}", "a number above 0")
    if spec.scene_dwell_s < 0:
        yield Problem("scene_dwell_s", f"found {spec.scene_dwell_s:g}", "seconds, 0 or more")
    if not spec.id.strip():
        yield Problem("id", "it is empty", "fill it in")
    if not spec.title.vi.strip():
        yield Problem("title.vi", "it is empty", "say in words what the incident is")
    yield from _title_problems(spec.title)
    yield from _opening_problems(spec)
    if not spec.members:
        yield Problem("members", "it is empty", "list at least one kind of member")
    for number, selector in enumerate(spec.members):
        yield from _selector_problems(f"members[{number}]", selector, rules, case_kinds)
    if spec.members and not any(selector.links for selector in spec.members):
        yield Problem("members", "no member links", "take 'links: false' away from one of them")
    for what, numbers in _standing(spec).items():
        for number in numbers[1:]:
            found = f"'{what}' stands in members[{numbers[0]}] already"
            yield Problem(f"members[{number}]", found, "keep it in one of them")


def _title_problems(title: Text) -> Iterator[Problem]:
    for language in ("vi", "en"):
        try:
            getattr(title, language).format(**dict.fromkeys(PLACEHOLDERS, ""))
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            allowed = " ".join("{" + word + "}" for word in PLACEHOLDERS)
            yield Problem(f"title.{language}", f"unknown placeholder {error}", f"allowed: {allowed}")


def _opening_problems(spec: CorrelationSpec) -> Iterator[Problem]:
    opens = spec.opens
    if opens.severity is None and opens.n_members < 1:
        yield Problem("opens", "it never opens", "give 'severity', or 'n_members' of at least 1")
    if opens.n_members < 0:
        yield Problem("opens.n_members", f"found {opens.n_members}", "a whole number, 0 or more")
    if opens.n_kinds < 1 or opens.n_kinds > max(len(spec.members), 1):
        cure = f"1 to {len(spec.members)}: so many kinds of members are listed"
        yield Problem("opens.n_kinds", f"found {opens.n_kinds}", cure)
    if 0 < opens.n_members < opens.n_kinds:
        found = f"found {opens.n_kinds}, with n_members {opens.n_members}"
        yield Problem("opens.n_kinds", found, "at most as many kinds as members")


def _selector_problems(
    at: str, selector: Selector, rules: Mapping[str, RuleSpec], case_kinds: Collection[str]
) -> Iterator[Problem]:
    if not selector.rules and not selector.case_kinds:
        yield Problem(at, "it selects nothing", "give 'rules' or 'case_kinds'")
    if selector.within_m is not None and selector.within_m <= 0:
        yield Problem(f"{at}.within_m", f"found {selector.within_m:g}", "metres above 0")
    for number, rule_id in enumerate(selector.rules):
        if rule_id not in rules:
            yield Problem(
                f"{at}.rules[{number}]", f"there is no rule '{rule_id}'", unknown_cure(rule_id, list(rules))
            )
        elif selector.procedure == OWN and rules[rule_id].procedure in ("", "none"):
            found = f"'{OWN}', but the rule '{rule_id}' names no procedure"
            yield Problem(f"{at}.procedure", found, "write the procedure's id, or name one in the rule")
    for number, kind in enumerate(selector.case_kinds):
        if kind not in case_kinds:
            found = f"there is no kind of case '{kind}'"
            yield Problem(f"{at}.case_kinds[{number}]", found, unknown_cure(kind, list(case_kinds)))
    if selector.procedure == OWN and selector.case_kinds:
        cure = "a case has no rule: write the procedure's id"
        yield Problem(f"{at}.procedure", f"'{OWN}' for cases", cure)


def _standing(spec: CorrelationSpec) -> dict[str, list[int]]:
    """Return where each rule and kind of case stands."""
    found: dict[str, list[int]] = {}
    for number, selector in enumerate(spec.members):
        for what in itertools.chain(selector.rules, selector.case_kinds):
            found.setdefault(what, []).append(number)
    return found

"""Which alarms an incident is about: those that made it. A rain station only joins what others began."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backend.contract.state import SEVERITIES, Alarm
from backend.contract.work import Incident, Member
from backend.domain.incidents.spec import CorrelationSpec

Find = Callable[[str], Alarm | None]


def rule_of(incident: Incident, correlations: Iterable[CorrelationSpec]) -> CorrelationSpec | None:
    """Return the rule that joined an incident; None for one that was opened by hand."""
    return next((each for each in correlations if each.id == incident.rule_id), None)


def leading(
    incident: Incident, correlations: Iterable[CorrelationSpec], find: Find
) -> list[tuple[Member, Alarm]]:
    """Return the alarms that an incident is about, the worst first, of equal ones that which began first.

    What joined without linking (`links: false`) tells of something else: the millimetres of a rain station
    are no depth of a street, and its mast is not where the water stands. It counts only alone.

    Args:
        incident: with its members.
        correlations: rules of the centre; an incident opened by hand follows none of them.
        find: returns an alarm as it is now.
    """
    found = [
        (member, alarm)
        for member in incident.members
        if member.kind == "alarm" and (alarm := find(member.ref)) is not None
    ]
    rule = rule_of(incident, correlations)
    linking = [(member, alarm) for member, alarm in found if rule is None or _links(rule, alarm.rule_id)]
    return sorted(linking or found, key=_rank)


def middle(leaders: Iterable[tuple[Member, Alarm]]) -> tuple[float, float] | None:
    """Return the middle of some alarms' places, degrees north and east; None where none has a place."""
    members = [member for member, _alarm in leaders]
    lats = [member.lat for member in members if member.lat is not None]
    lons = [member.lon for member in members if member.lon is not None]
    if not lats or not lons:
        return None
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _links(rule: CorrelationSpec, rule_id: str) -> bool:
    chosen = next((selector for selector in rule.members if rule_id in selector.rules), None)
    return chosen is None or chosen.links


def _rank(found: tuple[Member, Alarm]) -> tuple[int, float, str]:
    member, alarm = found
    return SEVERITIES.index(alarm.severity), member.began_at, member.ref

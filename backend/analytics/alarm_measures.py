"""How good the alarms of a centre are: load, floods, chatter, priorities (ANSI/ISA-18.2-2016, clause 16)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.contract.messages import EntryAppended
from backend.contract.state import SEVERITIES, Alarm, Severity, Text
from backend.contract.work import FloodReport, LoadRow, Measures, TopAlarm
from backend.domain.alarms import events
from backend.domain.alarms.flood import ENTER_ABOVE, LEAVE_BELOW, WINDOW_S
from backend.domain.rule import UNIT_ITSELF

KINDS = (events.RAISED, events.ACKNOWLEDGED, events.FLAPPING)
"""Kinds of journal entries that the measures are made of."""
STALE_S = 24 * 3600.0
"""Active for longer: stale. Source: ANSI/ISA-18.2-2016, 16.5."""
N_TOP = 10


class Names(msgspec.Struct, frozen=True):
    """What journal entries do not say of an alarm."""

    unit_of_rule: Mapping[str, str]
    """Rule id → responsible unit's id."""
    units: Mapping[str, str]
    """Unit id → name."""

    def unit_of(self, alarm_id: str) -> str:
        """Return the unit that answers for an alarm; empty where nothing is known of its rule."""
        rule_id, _, place_id = alarm_id.partition("@")
        unit_id = self.unit_of_rule.get(rule_id, "")
        return place_id.partition("/")[0] if unit_id == UNIT_ITSELF else unit_id


class Raising(msgspec.Struct, frozen=True):
    """One raised alarm."""

    at: float
    alarm_id: str
    severity: Severity
    title: str


def raisings(entries: Iterable[EntryAppended]) -> list[Raising]:
    """Return the raised alarms among journal entries, in their order."""
    return [
        Raising(entry.at, entry.subject, _severity(entry), str(entry.payload.get("title") or entry.subject))
        for entry in entries
        if entry.kind == events.RAISED
    ]


def measures(
    entries: Sequence[EntryAppended],
    alarms: Iterable[Alarm],
    names: Names,
    span: tuple[float, float],
) -> Measures:
    """Return the measures of a span of time.

    Args:
        entries: journal entries of `KINDS` within the span, oldest first.
        alarms: as they are now.
        names: units of rules, names of units.
        span: start and end, s since epoch; the start comes first.
    """
    start_at, end_at = span
    raised = raisings(entries)
    of_unit: dict[str, list[Raising]] = defaultdict(list)
    for each in raised:
        of_unit[names.unit_of(each.alarm_id)].append(each)
    units = [
        _load(unit_id, names.units.get(unit_id, unit_id), found, span)
        for unit_id, found in of_unit.items()
        if unit_id
    ]
    severities = Counter(each.severity for each in raised)
    active = [alarm for alarm in alarms if alarm.active and alarm.operator != "out_of_service"]
    flapped = {entry.subject for entry in entries if entry.kind == events.FLAPPING}
    return Measures(
        start_at=start_at,
        end_at=end_at,
        desk=_load("", "", raised, span),
        units=tuple(sorted(units, key=lambda row: (-row.n_alarms, row.unit_id))),
        top=top(raised),
        stale=tuple(a.alarm_id for a in active if end_at - a.raised_at > STALE_S),
        chattering=tuple(sorted(flapped | {a.alarm_id for a in active if a.flapping})),
        mix={name: severities[name] / len(raised) if raised else 0.0 for name in SEVERITIES},
        per_10min=_per_window(raised, span).astype("<i4").tobytes(),
        median_ack_s=_median_acknowledgement_s(entries),
    )


def top(raised: Sequence[Raising], n: int = N_TOP) -> tuple[TopAlarm, ...]:
    """Return the `n` alarms that were raised most, with their share of all."""
    counted = Counter(each.alarm_id for each in raised)
    titles = {each.alarm_id: each.title for each in raised}
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:n]
    return tuple(TopAlarm(a, Text(titles[a]), count, count / len(raised)) for a, count in ordered)


def flood_report(
    raised: Sequence[Raising], names: Names, span: tuple[float, float], first_out: str
) -> FloodReport:
    """Return what a flood was.

    Args:
        raised: alarms raised in it, oldest first.
        names: units of rules.
        span: when it began and ended, s since epoch.
        first_out: id of its first alarm.
    """
    units = Counter(names.unit_of(each.alarm_id) for each in raised)
    first_title = next((each.title for each in raised if each.alarm_id == first_out), first_out)
    return FloodReport(
        began_at=span[0],
        ended_at=span[1],
        n_alarms=len(raised),
        peak_10min=_peak(_times(raised)),
        first_out=first_out,
        first_title=Text(first_title),
        by_severity=dict(Counter(each.severity for each in raised)),
        by_unit={names.units.get(unit_id, unit_id): n for unit_id, n in units.most_common()},
        top=top(raised),
    )


def _load(unit_id: str, name: str, raised: Sequence[Raising], span: tuple[float, float]) -> LoadRow:
    hours = max(span[1] - span[0], 1.0) / 3600
    times = _times(raised)
    return LoadRow(unit_id, name, len(raised), len(raised) / hours, _peak(times), flood_share(times, span))


def flood_share(at: NDArray[np.float64], span: tuple[float, float]) -> float:
    """Return the share of a span (0 to 1) in flood: from above 10 new alarms in 10 min to below 5.

    Args:
        at: float64[n], instants of new alarms, ascending, s since epoch.
        span: start and end, s since epoch.
    """
    start_at, end_at = span
    # The count within the window changes when an alarm comes, and when it leaves the window again.
    changes = [(float(t), 1) for t in at] + [(float(t) + WINDOW_S, -1) for t in at]
    flooded_s, since_at, n = 0.0, None, 0
    for moment, by in sorted(changes):
        n += by
        if since_at is None and n > ENTER_ABOVE:
            since_at = moment
        elif since_at is not None and n < LEAVE_BELOW:
            flooded_s += max(0.0, min(moment, end_at) - max(since_at, start_at))
            since_at = None
    return min(1.0, flooded_s / max(end_at - start_at, 1.0))


def _times(raised: Sequence[Raising]) -> NDArray[np.float64]:
    return np.sort(np.array([each.at for each in raised], dtype=np.float64))


def _peak(at: NDArray[np.float64]) -> int:
    """Return the most new alarms within any ten minutes."""
    if not at.size:
        return 0
    before = np.searchsorted(at, at - WINDOW_S, side="right")
    return int((np.arange(1, at.size + 1) - before).max())


def _per_window(raised: Sequence[Raising], span: tuple[float, float]) -> NDArray[np.int64]:
    n_windows = max(1, int(np.ceil((span[1] - span[0]) / WINDOW_S)))
    index = ((_times(raised) - span[0]) // WINDOW_S).astype(np.int64)
    inside = index[(index >= 0) & (index < n_windows)]
    return np.bincount(inside, minlength=n_windows)


def _median_acknowledgement_s(entries: Sequence[EntryAppended]) -> float | None:
    waiting: dict[str, float] = {}
    took: list[float] = []
    for entry in entries:
        if entry.kind == events.RAISED:
            waiting.setdefault(entry.subject, entry.at)
        elif entry.kind == events.ACKNOWLEDGED and entry.subject in waiting:
            took.append(max(0.0, entry.at - waiting.pop(entry.subject)))
    return median(took) if took else None


def _severity(entry: EntryAppended) -> Severity:
    said = entry.payload.get("severity")
    return next((severity for severity in SEVERITIES if severity == said), "low")

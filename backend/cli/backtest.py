"""`toancanh backtest`: what a back-test found, in words and tables."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence

import msgspec

from backend.analytics.back_test_report import EventRecord, Proposal, Report, Settings
from backend.engine.backtesting import Wanted, run
from backend.engine.centre import load_centre

N_SHOWN = 12
"""Places, days and events of which so many are shown; --json has all."""


def report_words(wanted: Wanted, *, as_json: bool) -> str:
    """Run a back-test and return what it found, for people or as JSON.

    Raises:
        BackTestError, DocumentError, StoreError: as `backend.engine.backtesting.run`.
    """
    report = run(wanted)
    if as_json:
        return msgspec.json.encode(report).decode()
    return words(report, zoneinfo.ZoneInfo(load_centre(wanted.centre).centre.timezone))


def words(report: Report, zone: zoneinfo.ZoneInfo) -> str:
    """Return a report for people, times in the centre's zone."""
    when = _Clock(zone)
    parts = [_head(report, when), _places(report), _days(report), _longest(report, when)]
    if report.floods:
        parts.append(_floods(report, when))
    if report.events:
        parts.append(_table(("event", "outcome", "lead", "first alarm at"), _events(report.events)))
    if report.unjudged:
        series, why = report.unjudged[0]
        parts.append(f"{len(report.unjudged)} places are not judged, the first {series}: {why}")
    parts.append(
        _proposal(report.proposal, report) if report.proposal else f"No proposal: {report.no_proposal}."
    )
    return "\n\n".join(part for part in parts if part)


class _Clock:
    """Writes instants."""

    def __init__(self, zone: zoneinfo.ZoneInfo) -> None:
        self._zone = zone

    def __call__(self, at: float) -> str:
        return datetime.datetime.fromtimestamp(at, self._zone).strftime("%Y-%m-%d %H:%M")


def duration(seconds: float) -> str:
    """Return a time for people: `45 s`, `12 min`, `3.5 h`, `2.1 d`."""
    size = abs(seconds)
    if size < 120:
        return f"{seconds:.0f} s"
    if size < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if size < 172_800 else f"{seconds / 86_400:.1f} d"


def _head(report: Report, when: _Clock) -> str:
    f = report.figures
    n_seen = sum(1 for place in report.places if place.n_readings)
    n_readings = sum(place.n_readings for place in report.places)
    lines = [
        f"Rule {report.rule_id} ({report.kind}), {when(report.start_at)} to {when(report.end_at)}",
        f"{n_readings} readings at {n_seen} of {len(report.places)} places",
        "",
        f"  episodes              {f.n_episodes}, of which {f.n_rings} would have called an operator",
        f"  chattering            {f.n_chattering} ({f.chattering_share:.0%}): "
        "under 10 min, or again within 10 min",
        f"  longest               {duration(f.longest_s)}",
        f"  time in alarm         {f.active_share:.2%} of a place's time on average",
        f"  floods of alarms      {f.n_floods}, {duration(f.flood_s)} in all",
    ]
    return "\n".join(lines)


def _places(report: Report) -> str:
    ringing = [place for place in report.places if place.n_episodes]
    rows = [
        (
            p.place_id,
            str(p.n_episodes),
            str(p.n_chattering),
            duration(p.longest_s),
            f"{p.active_share:.2%}",
            str(p.n_readings),
        )
        for p in ringing[:N_SHOWN]
    ]
    return _table(("place", "episodes", "chattering", "longest", "in alarm", "readings"), rows, len(ringing))


def _days(report: Report) -> str:
    worst = sorted(report.per_day.items(), key=lambda item: (-item[1], item[0]))
    return _table(("day", "episodes"), [(day, str(n)) for day, n in worst[:N_SHOWN]], len(worst))


def _longest(report: Report, when: _Clock) -> str:
    longest = sorted(report.episodes, key=lambda e: -e.duration_s)[:5]
    rows = [
        (
            e.place_id,
            when(e.raised_at),
            "still holds" if e.cleared_at is None else when(e.cleared_at),
            duration(e.duration_s),
            "" if e.peak_value is None else f"{e.peak_value:g} {report.unit}",
            e.severity,
        )
        for e in longest
    ]
    return _table(("longest at", "raised", "cleared", "for", "peak", "severity"), rows)


def _floods(report: Report, when: _Clock) -> str:
    rows = [
        (when(f.start_at), "still lasts" if f.end_at is None else when(f.end_at))
        for f in report.floods[:N_SHOWN]
    ]
    return _table(("flood from", "to"), rows, len(report.floods))


def _events(events: Sequence[EventRecord]) -> list[tuple[str, ...]]:
    return [(e.event.name, e.outcome, _lead(e.lead_s), e.place_id) for e in events]


def _lead(lead_s: float | None) -> str:
    if lead_s is None:
        return ""
    return f"{duration(lead_s)} before" if lead_s >= 0 else f"{duration(-lead_s)} after the start"


def _proposal(found: Proposal, report: Report) -> str:
    before, after = report.figures, found.figures
    n_caught = sum(e.outcome == "caught" for e in report.events)
    known = (
        f"events caught: {n_caught} of {n_caught} as before" if n_caught else "no named event was at stake"
    )
    lines = [
        f"Proposal: {_change(found.before, found.after, found.unit)}",
        f"  episodes {before.n_episodes} -> {after.n_episodes} ({found.removed_share:.0%} fewer), "
        f"calls {before.n_rings} -> {after.n_rings}, floods {before.n_floods} -> {after.n_floods}, "
        f"time in alarm {before.active_share:.2%} -> {after.active_share:.2%}",
        f"  {known}; other than chatter kept: {found.n_kept} of {found.n_kept}; "
        f"alarms come at most {duration(found.later_s)} later (tolerance {duration(report.tolerance_s)})",
        "",
        f"Write into the rule '{report.rule_id}':",
        f"    hold_s: {found.after.hold_s:g}",
        f"    off_delay_s: {found.after.off_delay_s:g}",
        f"    deadband: {found.after.deadband:g}",
    ]
    return "\n".join(lines)


def _change(before: Settings, after: Settings, unit: str) -> str:
    parts = []
    if after.hold_s != before.hold_s:
        parts.append(f"hold {duration(after.hold_s)} instead of {duration(before.hold_s)}")
    if after.off_delay_s != before.off_delay_s:
        parts.append(f"clear after {duration(after.off_delay_s)} instead of {duration(before.off_delay_s)}")
    if after.deadband != before.deadband:
        parts.append(f"deadband {after.deadband:g} {unit} instead of {before.deadband:g}")
    return ", ".join(parts)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], n_all: int = 0) -> str:
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [
        "  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    if n_all > len(rows):
        lines.append(f"  … and {n_all - len(rows)} more (--json has all)")
    return "\n".join(lines)

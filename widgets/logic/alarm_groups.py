"""Which alarms belong together, and what the head of a group says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from backend.contract.state import Alarm, Severity, Text
from backend.contract.work import Incident
from widgets.logic.alarm_list import is_data_lost
from widgets.logic.limits import rank, worst_severity

NEAR_S = 900.0
"""Alarms of one rule in one area belong together while none comes later than this after the one before."""
NEAR_LEAST = 3
"""Fewer than this stand alone: a head over two rows hides more than it says."""
TITLES_LOOKED_AT = 12
"""The first ones of a group tell what all are about."""

Cell = tuple[str, ...]
"""Where company is looked for: (`incident`, id), (`near`, rule, area code) or (`alone`, alarm id)."""


class Group(msgspec.Struct, frozen=True):
    """Head of several alarms about one thing."""

    group_id: str
    cell: Cell
    title: Text
    severity: Severity
    """Worst of those that nobody has taken, of all where all are taken."""
    alarms: tuple[Alarm, ...]
    """In the order in which they were raised: the first one is the first-out."""
    n_unacknowledged: int
    n_over: int
    """Back to normal."""
    n_suppressed: int
    incident_id: str = ""
    area_name: str = ""
    open: bool = False

    @property
    def first_out(self) -> Alarm:
        """The alarm that came first."""
        return self.alarms[0]

    @property
    def active(self) -> bool:
        """Whether any condition still holds."""
        return self.n_over < len(self.alarms)


class AlarmRow(msgspec.Struct, frozen=True):
    """One alarm on the list."""

    alarm: Alarm
    depth: int = 0
    """1 in an open group, and one more beneath the alarm that hides it."""


Row = Group | AlarmRow


def row_id(row: Row) -> str:
    """Return what a row is known by while the list changes around it."""
    return row.group_id if isinstance(row, Group) else row.alarm.alarm_id


def alarms_of(row: Row | None) -> tuple[Alarm, ...]:
    """Return the alarms that an action on a row is about."""
    if row is None:
        return ()
    return row.alarms if isinstance(row, Group) else (row.alarm,)


def incident_of(row: Row | None) -> str:
    """Return the id of the incident that a row belongs to, empty where it belongs to none."""
    if row is None:
        return ""
    return row.incident_id if isinstance(row, Group) else row.alarm.incident_id


def joinable(row: Row | None) -> tuple[Alarm, ...]:
    """Return the alarms of a row that belong to no incident yet."""
    return tuple(alarm for alarm in alarms_of(row) if not alarm.incident_id)


class Surroundings(msgspec.Struct, frozen=True):
    """What is known around alarms; without it there are no groups by area."""

    area_of: Callable[[str], tuple[str, str]] = lambda _place_id: ("", "")
    """Place id → code and name of its area; empty where it has none."""
    incident_of: Callable[[str], Incident | None] = lambda _incident_id: None


def cell_of(alarm: Alarm, around: Surroundings) -> Cell:
    """Return where an alarm belongs: its incident, else its rule within its area, else itself.

    Alarms that say that data are missing are one subject whatever their rules.
    """
    if alarm.incident_id:
        return ("incident", alarm.incident_id)
    area_code = around.area_of(alarm.subject)[0]
    if area_code:
        return ("near", "data lost" if is_data_lost(alarm) else alarm.rule_id, area_code)
    return ("alone", alarm.alarm_id)


def gathered(cell: Cell, alarms: Iterable[Alarm]) -> list[list[Alarm]]:
    """Return the alarms of one cell in the order of their raising, those that belong together in one list."""
    members = sorted(alarms, key=lambda alarm: (alarm.raised_at, alarm.alarm_id))
    if members and cell[0] == "incident":
        return [members]
    found: list[list[Alarm]] = []
    for run in _runs(members):
        found += [run] if len(run) >= NEAR_LEAST else [[alarm] for alarm in run]
    return found


def _runs(alarms: Sequence[Alarm]) -> list[list[Alarm]]:
    """Cut alarms, ascending by their raising, where more than `NEAR_S` lies between two."""
    runs: list[list[Alarm]] = []
    for alarm in alarms:
        if runs and alarm.raised_at - runs[-1][-1].raised_at <= NEAR_S:
            runs[-1].append(alarm)
        else:
            runs.append([alarm])
    return runs


def head_of(cell: Cell, alarms: Sequence[Alarm], around: Surroundings, n_suppressed: int = 0) -> Group:
    """Return the closed head over alarms of one cell.

    Args:
        cell: of an incident, or of a rule in an area.
        alarms: ascending by their raising, at least one.
        around: names the incident or area.
        n_suppressed: alarms that these hide.
    """
    waiting = [alarm for alarm in alarms if alarm.operator == "unacknowledged"]
    of_incident = cell[0] == "incident"
    area_name = "" if of_incident else around.area_of(alarms[0].subject)[1]
    return Group(
        group_id=":".join((*cell, "" if of_incident else alarms[0].alarm_id)),
        cell=cell,
        title=_incident_title(cell[1], around) if of_incident else _shared_title(alarms, area_name),
        severity=worst_severity(alarm.severity for alarm in waiting or alarms) or "low",
        alarms=tuple(alarms),
        n_unacknowledged=len(waiting),
        n_over=sum(not alarm.active for alarm in alarms),
        n_suppressed=n_suppressed,
        incident_id=cell[1] if of_incident else "",
        area_name=area_name,
    )


def _incident_title(incident_id: str, around: Surroundings) -> Text:
    incident = around.incident_of(incident_id)
    return incident.title if incident is not None else Text(incident_id)


def _shared_title(alarms: Sequence[Alarm], area_name: str) -> Text:
    looked_at = alarms[:TITLES_LOOKED_AT]
    vi = common_words(alarm.title.in_language("vi") for alarm in looked_at)
    en = common_words(alarm.title.in_language("en") for alarm in looked_at)
    if not vi:
        return min(alarms, key=lambda alarm: rank(alarm.severity)).title
    place = f" — {area_name}" if area_name else ""
    return Text(vi + place, en + place if en else "")


def common_words(titles: Iterable[str]) -> str:
    """Return the words that all titles begin with, up to their dash: `Ngập` of `Ngập 62 cm — Mẹ Suốt`."""
    heads = [title.partition(" — ")[0].split() for title in titles]
    shared: list[str] = []
    for words in zip(*heads, strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    return " ".join(shared)

"""How a row of the alarm list is said: title, second line, badge."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.state import Alarm
from widgets.logic import formats
from widgets.logic.alarm_groups import Group
from widgets.logic.alarm_list import is_data_lost
from widgets.parts.words import operator_word
from widgets.theme.shapes import Shape

translate = QCoreApplication.translate


class RowWords(msgspec.Struct, frozen=True):
    """The words of one row, and how they look."""

    title: str
    detail: str
    badge: str
    shape: Shape
    waiting: bool
    """Nobody has taken it: the badge is solid."""
    calm: bool
    """The condition is over: the title stands back."""
    depth: int = 0
    hidden: bool = False
    """Another alarm hides it: the whole row stands back."""
    folded: bool | None = None
    """Of a group's head: whether its members are out of sight."""


class Saying(msgspec.Struct, frozen=True):
    """When and in which words a row is said."""

    now: float
    timezone: str
    language: str
    area: str = ""
    """Said where the title does not name it."""
    parent: str = ""
    """Title of what hides the alarm."""

    def time(self, at: float) -> str:
        """Return an instant as this reader's time of day."""
        return formats.moment(at, self.now, self.timezone)


def alarm_words(alarm: Alarm, saying: Saying, depth: int = 0) -> RowWords:
    """Return the words of an alarm.

    What changes how the line is to be read comes first, then the limit and since when, then what
    people did with it.
    """
    title = alarm.title.in_language(saying.language)
    said = [
        translate("Alarm", "first of the flood") if alarm.first_out else "",
        _hidden_words(alarm, saying),
        _signal_words(alarm),
        _flapping_words(alarm, saying),
        _over_words(alarm, saying),
        alarm.detail.in_language(saying.language),
        translate("Alarm", "since {time}").format(time=saying.time(alarm.raised_at)) if alarm.active else "",
        _given_words(alarm),
        _operator_words(alarm, saying),
        f"“{alarm.note}”" if alarm.note and alarm.note != alarm.comment else "",
        saying.area if saying.area not in title else "",
    ]
    return RowWords(
        title,
        _joined(said),
        operator_word(alarm.operator),
        "lost" if is_data_lost(alarm) else alarm.severity,
        waiting=alarm.operator == "unacknowledged",
        calm=not alarm.active,
        depth=depth,
        hidden=depth > 0 and alarm.operator == "suppressed",
    )


def group_words(group: Group, saying: Saying) -> RowWords:
    """Return the words of a group's head: how many, what came first, what nobody has taken."""
    count = translate("Alarm", "{count} alarms").format(count=len(group.alarms))
    first, n_new, n_over = group.first_out, group.n_unacknowledged, group.n_over
    said = [
        translate("Alarm", "first at {time}: {title}").format(
            time=saying.time(first.raised_at), title=first.title.in_language(saying.language)
        ),
        translate("Alarm", "{count} back to normal").format(count=n_over) if n_over else "",
        translate("Alarm", "{count} hidden").format(count=group.n_suppressed) if group.n_suppressed else "",
        group.incident_id,
    ]
    taken = operator_word("acknowledged")
    return RowWords(
        f"{group.title.in_language(saying.language)} · {count}",
        _joined(said),
        translate("Alarm", "{count} NEW").format(count=n_new) if n_new else taken,
        "lost" if all(is_data_lost(alarm) for alarm in group.alarms) else group.severity,
        waiting=bool(n_new),
        calm=not group.active,
        folded=not group.open,
    )


def given_name(name: str) -> str:
    """Return what colleagues call a person: the last word of a Vietnamese name (`Trần Minh Hà`: `Hà`)."""
    return name.rsplit(maxsplit=1)[-1] if name.strip() else ""


def _joined(said: list[str]) -> str:
    return " · ".join(part for part in said if part)


def _hidden_words(alarm: Alarm, saying: Saying) -> str:
    if alarm.operator != "suppressed" or not alarm.suppressed_by:
        return ""
    return translate("Alarm", "hidden by {parent}").format(parent=saying.parent or alarm.suppressed_by)


def _signal_words(alarm: Alarm) -> str:
    if alarm.signal == "fresh" or is_data_lost(alarm):
        return ""
    return translate("Alarm", "data lost") if alarm.signal == "lost" else translate("Alarm", "data late")


def _flapping_words(alarm: Alarm, saying: Saying) -> str:
    if not alarm.flapping:
        return ""
    if not alarm.n_changes:
        return translate("Alarm", "flapping")
    count = formats.number(alarm.n_changes, 0, saying.language)
    return translate("Alarm", "flapping, {count} times").format(count=count)


def _over_words(alarm: Alarm, saying: Saying) -> str:
    if alarm.active:
        return ""
    time = saying.time(alarm.cleared_at or alarm.changed_at)
    if alarm.incident_id and alarm.operator == "acknowledged":
        return translate("Alarm", "over since {time}, waits for its procedure").format(time=time)
    return translate("Alarm", "back to normal {time}").format(time=time)


def _given_words(alarm: Alarm) -> str:
    return translate("Alarm", "given to {name}").format(name=alarm.assignee) if alarm.assignee else ""


def _operator_words(alarm: Alarm, saying: Saying) -> str:
    if alarm.operator == "suppressed":
        return ""
    until = ""
    if alarm.until_at is not None:
        until = translate("Alarm", "until {time}").format(time=saying.time(alarm.until_at))
    quoted = f"“{alarm.comment}”" if alarm.comment else ""
    owner = given_name(alarm.owner)
    looks = alarm.operator == "acknowledged" and until
    if looks:
        until = translate("Alarm", "looks {until}").format(until=until)
    if owner and quoted:
        return f"{owner}: {quoted}" + (f" · {until}" if until else "")
    if owner and looks:
        return f"{owner}: {until}"
    return _joined([owner, quoted, until])

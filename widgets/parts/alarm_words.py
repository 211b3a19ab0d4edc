"""How one alarm is said: title, second line, badge."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.state import Alarm
from widgets.logic import formats
from widgets.logic.alarm_list import is_data_lost
from widgets.parts.words import operator_word

translate = QCoreApplication.translate


class AlarmWords(msgspec.Struct, frozen=True):
    """The words of one row."""

    title: str
    detail: str
    badge: str
    calm: bool
    """The condition is over: the title stands back."""


def alarm_words(alarm: Alarm, now: float, timezone: str, language: str, area: str = "") -> AlarmWords:
    """Return the words of an alarm at `now`; `area` is said where the title does not name it.

    What changes how the line is to be read comes first, then the limit and since when, then what
    people did with it.
    """
    title = alarm.title.in_language(language)
    said = [
        _signal_words(alarm),
        translate("Alarm", "flapping") if alarm.flapping else "",
        _over_words(alarm, now, timezone),
        alarm.detail.in_language(language),
        _since_words(alarm, now, timezone),
        translate("Alarm", "first of the flood") if alarm.first_out else "",
        _operator_words(alarm, now, timezone),
        area if area not in title else "",
    ]
    badge = operator_word(alarm.operator)
    return AlarmWords(title, " · ".join(part for part in said if part), badge, not alarm.active)


def _signal_words(alarm: Alarm) -> str:
    if alarm.signal == "fresh" or is_data_lost(alarm):
        return ""
    return translate("Alarm", "data lost") if alarm.signal == "lost" else translate("Alarm", "data late")


def _over_words(alarm: Alarm, now: float, timezone: str) -> str:
    if alarm.active:
        return ""
    time = formats.moment(alarm.cleared_at or alarm.changed_at, now, timezone)
    return translate("Alarm", "back to normal {time}").format(time=time)


def _since_words(alarm: Alarm, now: float, timezone: str) -> str:
    if not alarm.active:
        return ""
    return translate("Alarm", "since {time}").format(time=formats.moment(alarm.raised_at, now, timezone))


def given_name(name: str) -> str:
    """Return what colleagues call a person: the last word of a Vietnamese name (`Trần Minh Hà`: `Hà`)."""
    return name.rsplit(maxsplit=1)[-1] if name.strip() else ""


def _operator_words(alarm: Alarm, now: float, timezone: str) -> str:
    until = ""
    if alarm.until_at is not None:
        time = formats.moment(alarm.until_at, now, timezone)
        until = translate("Alarm", "until {time}").format(time=time)
    if alarm.operator == "suppressed":
        return (
            translate("Alarm", "by {parent}").format(parent=alarm.suppressed_by)
            if alarm.suppressed_by
            else ""
        )
    quoted = f"“{alarm.comment}”" if alarm.comment else ""
    owner = given_name(alarm.owner)
    if owner and quoted:
        return f"{owner}: {quoted}" + (f" · {until}" if until else "")
    if owner and until and alarm.operator == "acknowledged":
        return f"{owner}: " + translate("Alarm", "looks {until}").format(until=until)
    return " · ".join(part for part in (owner, quoted, until) if part)

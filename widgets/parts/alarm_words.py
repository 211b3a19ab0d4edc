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


def alarm_words(alarm: Alarm, now: float, timezone: str, language: str) -> AlarmWords:
    """Return the words of an alarm at `now`."""
    said = [alarm.detail.in_language(language)]
    if not alarm.active:
        over = translate("Alarm", "back to normal {time}")
        said.insert(0, over.format(time=formats.moment(alarm.cleared_at or alarm.changed_at, now, timezone)))
    if alarm.first_out:
        said.insert(0, translate("Alarm", "first of the flood"))
    if alarm.flapping:
        said.insert(0, translate("Alarm", "flapping"))
    if alarm.signal != "fresh" and not is_data_lost(alarm):
        lost = alarm.signal == "lost"
        said.insert(0, translate("Alarm", "data lost") if lost else translate("Alarm", "data late"))
    said.append(_operator_words(alarm, now, timezone))
    badge = operator_word(alarm.operator)
    return AlarmWords(
        alarm.title.in_language(language), " · ".join(part for part in said if part), badge, not alarm.active
    )


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
    if alarm.owner and quoted:
        return f"{alarm.owner}: {quoted}" + (f" · {until}" if until else "")
    return " · ".join(part for part in (alarm.owner, quoted, until) if part)

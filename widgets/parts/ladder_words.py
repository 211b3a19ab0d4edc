"""An escalation ladder, drawn live: who is told when, by which way, and who stopped it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication

from backend.contract.work import Ladder, Rung
from widgets.logic import formats
from widgets.logic.incident_lines import Line, Mark
from widgets.logic.incident_view import climb_share, next_rung
from widgets.parts.incident_messages import channel_word

translate = QCoreApplication.translate


def ladder_lines(ladders: list[Ladder], now: float, timezone: str, language: str) -> list[Line]:
    """Return the lines of ladders: those that climb first, each with its rungs on a rail."""
    found: list[Line] = []
    for ladder in sorted(ladders, key=lambda one: (not one.open, -one.started_at)):
        found.append(_head_line(ladder, now, timezone))
        count = len(ladder.rungs)
        for number, rung in enumerate(ladder.rungs):
            rail: Literal["first", "middle", "last", ""] = (
                "" if count == 1 else "first" if not number else "last" if number == count - 1 else "middle"
            )
            found.append(_rung_line(ladder, number, rung, rail, (now, timezone, language)))
    return found


def _head_line(ladder: Ladder, now: float, timezone: str) -> Line:
    started = formats.moment(ladder.started_at, now, timezone)
    if ladder.open:
        state, tone = translate("Ladder", "climbing since {time}").format(time=started), "age"
    elif ladder.stopped_by == "end":
        state, tone = translate("Ladder", "last rung reached, nobody answered"), "bad"
    else:
        at = ladder.stopped_at if ladder.stopped_at is not None else ladder.changed_at
        words = translate("Ladder", "stopped {time} by {name}")
        state = words.format(time=formats.moment(at, now, timezone), name=ladder.stopped_by)
        tone = "done"
    return Line(ladder.title, right=state, right_tone=tone, head=True)  # type: ignore[arg-type]


def _rung_line(
    ladder: Ladder,
    number: int,
    rung: Rung,
    rail: Literal["first", "middle", "last", ""],
    when: tuple[float, str, str],
) -> Line:
    now, timezone, language = when
    names = ", ".join(rung.names)
    channels = ", ".join(dict.fromkeys(channel_word(channel) for channel in rung.channels))
    if rung.state == "sent":
        at = rung.sent_at if rung.sent_at is not None else rung.due_at
        sent = translate("Ladder", "told {time}").format(time=formats.clock(at, timezone))
        return Line(names, detail=channels, right=sent, mark="sent", rail=rail)
    if rung.state == "stopped" or not ladder.open:
        never = translate("Ladder", "not needed")
        return Line(names, detail=channels, right=never, right_tone="dim", mark="halt", tone="dim", rail=rail)
    is_next = number == next_rung(ladder)
    left_s = rung.due_at - now
    words = translate("Ladder", "in {left}").format(left=formats.duration(left_s, language))
    mark: Mark = "open" if is_next else "next"
    return Line(
        names,
        detail=channels,
        right=words if left_s > 0 else translate("Ladder", "now"),
        right_tone="age" if is_next else "second",
        mark=mark,
        tone="plain" if is_next else "second",
        share=climb_share(ladder, number, now) if is_next else None,
        rail=rail,
    )

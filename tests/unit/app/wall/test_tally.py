"""Each raising of an alarm counts once."""

from __future__ import annotations

import msgspec

from app.wall.tally import AlarmTally
from backend.contract.messages import AlarmsChanged, Snapshot, Values
from backend.contract.state import Alarm, Centre, DeskLoad, Text

from .test_shown import live


def alarm(alarm_id: str, occurrence: int = 1, active: bool = True) -> Alarm:
    words = Text(alarm_id)
    return Alarm(
        alarm_id, "r", "p", "p.depth_cm", words, words, "high", "high", active, "unacknowledged", "fresh",
        raised_at=1.0, changed_at=1.0, occurrence=occurrence,
    )  # fmt: skip


def test_raisings_are_counted_once(qapp: object) -> None:
    made = live()
    tally = AlarmTally(made)
    old = alarm("old")
    nothing = Values(b"", b"", b"", b"")
    made.take_snapshot(Snapshot(1, "e", 0, 1.0, {}, Centre("c", ""), (), (), nothing, (old,), DeskLoad(), ()))
    assert tally.n_raised == 1
    made.take(
        AlarmsChanged((alarm("new"), msgspec.structs.replace(old, operator="acknowledged")), DeskLoad())
    )
    assert tally.n_raised == 2
    made.take(AlarmsChanged((alarm("new", active=False),), DeskLoad()))
    made.take(AlarmsChanged((alarm("new", occurrence=2),), DeskLoad()))
    assert tally.n_raised == 3

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from backend.contract.state import Alarm, DeskLoad, Text
from backend.domain.alarms.load import DeskCount, listed

ALARM = Alarm(
    alarm_id="r@p",
    rule_id="r",
    subject="p",
    series_id="p.m",
    title=Text("x"),
    detail=Text("x"),
    severity="high",
    peak_severity="high",
    active=True,
    operator="unacknowledged",
    signal="fresh",
    raised_at=0.0,
    changed_at=0.0,
    occurrence=1,
)


def test_an_alarm_is_listed_by_its_state() -> None:
    assert listed(ALARM)
    assert listed(replace(ALARM, active=False))
    assert listed(replace(ALARM, active=False, operator="none", flapping=True))
    assert not listed(replace(ALARM, active=False, operator="none"))


def test_counts_move_with_the_alarm() -> None:
    count = DeskCount(frozenset({"self-test"}))
    count.move(None, replace(ALARM, rule_id="self-test"))
    assert count.load(0, None, "") == DeskLoad()
    path: list[tuple[Any, DeskLoad]] = [
        ("unacknowledged", DeskLoad(n_active=1, n_unacknowledged=1)),
        ("acknowledged", DeskLoad(n_active=1)),
        ("shelved", DeskLoad(n_shelved=1)),
        ("suppressed", DeskLoad(n_suppressed=1)),
        ("out_of_service", DeskLoad()),
    ]
    old = None
    for operator, expected in path:
        new = replace(ALARM, operator=operator)
        count.move(old, new)
        assert count.load(0, None, "") == expected
        old = new
    assert count.load(12, 5.0, "r@p") == DeskLoad(
        n_new_10min=12, flood=True, flood_since_at=5.0, first_out="r@p"
    )

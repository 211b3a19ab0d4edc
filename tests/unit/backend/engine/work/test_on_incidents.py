from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from backend.contract.messages import EntryAppended
from backend.contract.state import Text
from backend.contract.work import Incident, Member
from backend.engine.work.on_incidents import AFTERWARDS_S, story

ALARM = "diem-so-tan-gan-day@truong"
OPENED, CLOSED = 1000.0, 5000.0


def incident() -> Incident:
    full = Member(
        ALARM, "alarm", Text("Điểm sơ tán đã đầy"), "medium", active=True, began_at=2000.0, joined_at=2100.0,
        joined_by="Hà", reason=Text("Hà thêm vào"), subject="truong",
    )  # fmt: skip
    return Incident(
        "SC.1", Text("Ngập"), "critical", "closed", OPENED, CLOSED, (full,), closed_at=CLOSED, closed_by="Hà"
    )


def told(*entries: tuple[float, str, str]) -> list[tuple[float, str]]:
    """Return what the story keeps of entries: instant and kind."""
    appended = [
        EntryAppended(n, at, "Hà", kind, subject, {}) for n, (at, kind, subject) in enumerate(entries, 1)
    ]
    work = SimpleNamespace(
        by_id=lambda ids: [incident()] if "SC.1" in ids else [],
        newest=lambda **_asked: [],
        timeline=lambda subjects, _limit: [entry for entry in appended if entry.subject in subjects],
    )
    store: Any = SimpleNamespace(work=work)
    found = story(store, "SC.1", 100)
    assert found is not None
    return [(entry.at, entry.kind) for entry in found]


def test_what_people_counted_at_a_members_place_belongs_to_the_story_before_it_rang_too() -> None:
    assert told((1500.0, "reading.entered", "truong"), (1600.0, "reading.entered", "elsewhere")) == [
        (1500.0, "reading.entered")
    ]


@pytest.mark.parametrize(
    "entry",
    [
        (OPENED - 1.0, "reading.entered", "truong"),
        (CLOSED + 1.0, "reading.entered", "truong"),
        (1500.0, "camera.moved", "truong"),
    ],
)
def test_nothing_else_of_a_place_does(entry: tuple[float, str, str]) -> None:
    assert told(entry) == []


def test_a_members_alarm_is_told_from_its_beginning_until_an_hour_after_the_end() -> None:
    last = CLOSED + AFTERWARDS_S
    kept = told(
        (1990.0, "alarm.raised", ALARM), (2000.0, "alarm.raised", ALARM), (last, "alarm.cleared", ALARM),
        (last + 1.0, "alarm.raised", ALARM), (CLOSED, "incident.closed", "SC.1"),
    )  # fmt: skip
    assert kept == [(2000.0, "alarm.raised"), (last, "alarm.cleared"), (CLOSED, "incident.closed")]


def test_an_incident_that_nobody_knows_has_no_story() -> None:
    nothing: Any = SimpleNamespace(work=SimpleNamespace(by_id=lambda _ids: []))
    assert story(nothing, "SC.9", 10) is None

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.contract.state import Text
from backend.contract.work import Incident, Member
from backend.engine.work.on_incidents import AFTERWARDS_S, story
from backend.store import Batch, EntryDraft, Store, WorkRow

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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/t.db")
    opened.migrate()
    opened.write(Batch(work=[WorkRow(incident())]))
    yield opened
    opened.close()


Told = Callable[..., list[tuple[float, str]]]


@pytest.fixture
def told(store: Store) -> Told:
    """Return what writes entries and tells what the story keeps of them: instant and kind."""

    def tell(*entries: tuple[float, str, str], limit: int = 100) -> list[tuple[float, str]]:
        store.write(Batch(entries=[EntryDraft(at, "Hà", kind, subject) for at, kind, subject in entries]))
        found = story(store, "SC.1", limit)
        assert found is not None
        return [(entry.at, entry.kind) for entry in found]

    return tell


def test_what_people_counted_at_a_members_place_belongs_to_the_story_before_it_rang_too(
    told: Told,
) -> None:
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
def test_nothing_else_of_a_place_does(told: Told, entry: tuple[float, str, str]) -> None:
    assert told(entry) == []


def test_a_members_alarm_is_told_from_its_beginning_until_an_hour_after_the_end(told: Told) -> None:
    last = CLOSED + AFTERWARDS_S
    kept = told(
        (1990.0, "alarm.raised", ALARM), (2000.0, "alarm.raised", ALARM), (last, "alarm.cleared", ALARM),
        (last + 1.0, "alarm.raised", ALARM), (CLOSED, "incident.closed", "SC.1"),
    )  # fmt: skip
    assert kept == [(2000.0, "alarm.raised"), (last, "alarm.cleared"), (CLOSED, "incident.closed")]


def test_a_call_that_another_one_stands_for_stays_in_the_story(store: Store, told: Told) -> None:
    left: dict[str, object] = {"incident_id": "SC.1", "ref": "SOS.2", "into": "SOS.1"}
    gone: dict[str, object] = {"incident_id": "SC.1", "ref": "SOS.3"}
    store.write(
        Batch(
            entries=[
                EntryDraft(2600.0, "Hà", "incident.left", "SC.1", left),
                EntryDraft(2600.0, "Hà", "incident.left", "SC.1", gone),
            ]
        )
    )
    kept = told(
        (2500.0, "case.note", "SOS.2"), (2500.0, "case.note", "SOS.3"), (2600.0, "case.merged", "SOS.2")
    )
    assert kept == [
        (2600.0, "incident.left"), (2600.0, "incident.left"), (2500.0, "case.note"), (2600.0, "case.merged"),
    ]  # fmt: skip


def test_what_came_later_at_a_place_does_not_push_the_story_out(told: Told) -> None:
    later = [(CLOSED + 10.0 + n, "reading.entered", "truong") for n in range(30)]
    rings_on = [(CLOSED + AFTERWARDS_S + 10.0 + n, "alarm.raised", ALARM) for n in range(30)]
    own = [(OPENED, "incident.opened", "SC.1"), (1500.0, "reading.entered", "truong")]
    assert told(*own, *later, *rings_on, limit=10) == [(at, kind) for at, kind, _ in own]


def test_of_a_story_that_is_too_long_the_newest_part_is_told(told: Told) -> None:
    assert told(*((OPENED + n, "incident.note", "SC.1") for n in range(5)), limit=2) == [
        (OPENED + 3, "incident.note"), (OPENED + 4, "incident.note"),
    ]  # fmt: skip


def test_an_incident_that_nobody_knows_has_no_story(store: Store) -> None:
    assert story(store, "SC.9", 10) is None

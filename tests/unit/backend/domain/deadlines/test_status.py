from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.contract.state import Text
from backend.domain.calendar.hours import DatedHours, parse_week
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.deadline import DeadlineError, apply, set_due, start
from backend.domain.deadlines.events import Done, Event, Merged, Paused, Resumed, Transferred
from backend.domain.deadlines.spec import DeadlineSpec
from backend.domain.deadlines.status import Status, status

At = Callable[[str], float]
HOUR_S, DAY_S = 3600.0, 86_400.0
SPEC = DeadlineSpec(amount="PT15H", near_share=0.2, pauses={"5": Text("Yêu cầu bổ sung giấy tờ")})
"""Two working days of the office; near in the last three hours."""


@pytest.fixture
def seen(office: WorkingCalendar, at: At) -> Callable[..., Status]:
    """Return the status of a deadline accepted on Monday 02/03 at 07:30 after some events."""

    def look(now: str, *events: Event, spec: DeadlineSpec = SPEC) -> Status:
        deadline = start(spec, at("02/03 07:30"), office)
        for event in events:
            deadline = apply(deadline, event, office)
        return status(deadline, at(now), office)

    return look


Look = Callable[..., Status]


def test_working_and_elapsed_time_stand_side_by_side(seen: Look, at: At) -> None:
    found = seen("02/03 16:00")
    assert found == Status(
        state="running",
        due_at=at("03/03 17:00"),
        near_at=at("03/03 14:00"),
        left_working_s=8.5 * HOUR_S,
        left_elapsed_s=25 * HOUR_S,
        used_working_s=6.5 * HOUR_S,
        used_elapsed_s=8.5 * HOUR_S,
    )


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("02/03 07:30", "running"),
        ("03/03 13:59", "running"),
        ("03/03 14:00", "near"),
        ("03/03 17:00", "near"),
        ("03/03 17:01", "overdue"),
        ("20/03 17:01", "overdue"),
    ],
)
def test_states_follow_the_clock(seen: Look, now: str, state: str) -> None:
    assert seen(now).state == state


def test_overdue_time_is_negative_in_both_counts(seen: Look) -> None:
    found = seen("04/03 08:30")
    assert (found.left_working_s, found.left_elapsed_s) == (-HOUR_S, -15.5 * HOUR_S)
    assert found.near_at is None


def test_the_evening_after_the_due_instant_is_late_by_no_working_time(seen: Look) -> None:
    found = seen("03/03 20:00")
    assert (found.state, found.left_working_s, found.left_elapsed_s) == ("overdue", 0.0, -3 * HOUR_S)


def test_before_its_clock_begins_everything_is_left(office: WorkingCalendar, at: At) -> None:
    deadline = start(SPEC, at("01/03 09:00"), office)
    found = status(deadline, at("01/03 10:00"), office)
    assert (found.state, found.used_working_s, found.used_elapsed_s) == ("running", 0.0, 0.0)
    assert (found.left_working_s, found.left_elapsed_s) == (15 * HOUR_S, 33.5 * HOUR_S)


def test_a_paused_deadline_stands_still(seen: Look, at: At) -> None:
    pause = Paused(at("02/03 16:00"), "5")
    early, later = seen("02/03 17:00", pause), seen("11/03 16:00", pause)
    assert (early.state, later.state, later.pause_reason) == ("paused", "paused", "5")
    assert early.left_working_s == later.left_working_s == 8.5 * HOUR_S
    assert later.used_working_s == 6.5 * HOUR_S
    assert (later.due_at, later.near_at) == (at("12/03 17:00"), None)


def test_a_pause_after_the_due_instant_hides_nothing(seen: Look, at: At) -> None:
    found = seen("05/03 16:00", Paused(at("04/03 10:00"), "5"))
    assert (found.state, found.due_at) == ("overdue", at("03/03 17:00"))


def test_near_counts_from_the_moved_due_instant(seen: Look, at: At) -> None:
    found = seen("05/03 10:00", Paused(at("02/03 16:00"), "5"), Resumed(at("05/03 09:00")))
    assert (found.due_at, found.near_at) == (at("06/03 10:00"), at("05/03 16:30"))


@pytest.mark.parametrize(
    ("near_left", "near"), [("PT4H", "03/03 11:00"), ("P1D", "02/03 17:00"), ("P9D", "02/03 07:30")]
)
def test_near_by_an_amount_left(seen: Look, at: At, near_left: str, near: str) -> None:
    found = seen("02/03 07:30", spec=DeadlineSpec(amount="PT15H", near_left=near_left))
    assert found.near_at == at(near)


def test_of_two_ways_of_being_near_the_earlier_counts(seen: Look, at: At) -> None:
    spec = DeadlineSpec(amount="PT15H", near_share=0.2, near_left="PT7H")
    assert seen("02/03 07:30", spec=spec).near_at == at("03/03 08:00")


def test_near_by_a_share_of_elapsed_time(seen: Look, at: At) -> None:
    spec = DeadlineSpec(amount="PT10H", mode="elapsed", near_share=0.5)
    assert seen("02/03 07:30", spec=spec).near_at == at("02/03 12:30")
    assert seen("02/03 12:30", spec=spec).state == "near"


def test_without_a_near_rule_it_runs_until_it_is_overdue(seen: Look) -> None:
    found = seen("03/03 17:00", spec=DeadlineSpec(amount="PT15H"))
    assert (found.state, found.near_at) == ("running", None)


@pytest.mark.parametrize(("done", "state"), [("03/03 17:00", "done_on_time"), ("03/03 17:01", "done_late")])
def test_what_is_done_stays_as_it_was_then(seen: Look, at: At, done: str, state: str) -> None:
    found = seen("03/04 10:00", Done(at(done)))
    assert (found.state, found.near_at) == (state, None)
    assert found.left_elapsed_s == at("03/03 17:00") - at(done)
    assert found.used_working_s == 15 * HOUR_S


def test_done_during_a_pause_is_on_time_if_the_pause_began_in_time(seen: Look, at: At) -> None:
    found = seen("03/04 10:00", Paused(at("02/03 16:00"), "5"), Done(at("20/03 10:00")))
    assert (found.state, found.left_working_s) == ("done_on_time", 8.5 * HOUR_S)


def test_a_late_deadline_may_go_to_a_unit_on_duty(office: WorkingCalendar, at: At) -> None:
    """More working time lies behind the due instant for the new unit than the old one ever used."""
    duty = WorkingCalendar([DatedHours(parse_week({"mon-sun": ["00:00-24:00"]}))])
    deadline = start(DeadlineSpec(amount="PT1H", near_share=0.5), at("06/03 15:00"), office)
    deadline = apply(deadline, Transferred(at("08/03 15:00"), "truc-ban"), office)
    found = status(deadline, at("08/03 16:00"), duty)
    assert (found.state, found.left_working_s, found.near_at) == ("overdue", -48 * HOUR_S, None)


def test_a_due_instant_on_a_day_off_is_kept(office: WorkingCalendar, at: At) -> None:
    deadline = set_due(SPEC, at("02/03 07:30"), at("08/03 12:00"), office)
    assert status(deadline, at("08/03 12:00"), office).state == "near"
    assert status(deadline, at("08/03 12:01"), office).state == "overdue"


def test_a_merged_deadline_has_no_status_of_its_own(seen: Look, at: At) -> None:
    with pytest.raises(DeadlineError, match="follows the deadline 'A'; ask for that one's status"):
        seen("03/03 10:00", Merged(at("02/03 10:00"), "A"))


def test_the_past_is_not_asked_for(seen: Look, at: At) -> None:
    with pytest.raises(DeadlineError, match="before the last event"):
        seen("02/03 08:00", Paused(at("02/03 10:00"), "5"))

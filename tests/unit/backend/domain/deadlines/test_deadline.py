from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.contract.state import Text
from backend.domain.calendar.hours import DatedHours, parse_week
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.deadline import Deadline, DeadlineError, account, apply, follow, set_due, start
from backend.domain.deadlines.events import Done, Event, Extended, Merged, Paused, Resumed, Transferred
from backend.domain.deadlines.spec import DeadlineSpec

At = Callable[[str], float]
Play = Callable[..., Deadline]
HOUR_S = 3600.0
PAUSES = {"5": Text("Yêu cầu bổ sung giấy tờ"), "8": Text("Dừng xử lý")}
DAYS = DeadlineSpec(amount="P3D", pauses=PAUSES)
ELAPSED = DeadlineSpec(amount="P3D", mode="elapsed", begin="at_once", pauses=PAUSES)
DUTY = WorkingCalendar([DatedHours(parse_week({"mon-sun": ["00:00-24:00"]}))])


@pytest.fixture
def play(office: WorkingCalendar) -> Play:
    def run(deadline: Deadline, *events: Event) -> Deadline:
        for event in events:
            deadline = apply(deadline, event, office)
        return deadline

    return run


def test_it_starts_by_its_rule(office: WorkingCalendar, at: At) -> None:
    deadline = start(DAYS, at("02/03 18:00"), office, "van-phong")
    assert (deadline.accepted_at, deadline.begins_at) == (at("02/03 18:00"), at("03/03 07:30"))
    assert deadline.due_at == deadline.original_due_at == at("05/03 17:00")
    assert deadline.unit_id == "van-phong"


def test_a_pause_moves_the_due_instant_by_its_working_time(
    office: WorkingCalendar, at: At, play: Play
) -> None:
    deadline = start(DAYS, at("10/02 10:00"), office)
    assert deadline.due_at == at("13/02 10:00")
    paused = play(deadline, Paused(at("12/02 10:00"), "5"))
    assert (paused.pause_reason, paused.paused_since_at) == ("5", at("12/02 10:00"))
    resumed = play(paused, Resumed(at("24/02 10:00")))
    assert resumed.due_at == at("25/02 10:00")
    assert resumed.original_due_at == at("13/02 10:00")
    assert resumed.paused_working_s == office.working_between(at("12/02 10:00"), at("24/02 10:00"))
    assert resumed.paused_elapsed_s == 12 * 86_400.0
    assert (resumed.pause_reason, resumed.paused_since_at, resumed.n_pauses) == ("", None, 1)


def test_a_pause_of_elapsed_time_moves_it_by_the_clock(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(ELAPSED, at("02/03 10:00"), office)
    moved = play(deadline, Paused(at("03/03 10:00"), "8"), Resumed(at("03/03 22:00")))
    assert moved.due_at == at("05/03 22:00")


def test_a_pause_on_days_off_changes_nothing(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(DAYS, at("12/02 10:00"), office)
    moved = play(deadline, Paused(at("13/02 18:00"), "5"), Resumed(at("22/02 18:00")))
    assert moved.due_at == deadline.due_at


def test_a_pause_before_the_clock_begins_counts_from_its_beginning(
    office: WorkingCalendar, at: At, play: Play
) -> None:
    deadline = start(DAYS, at("02/03 18:00"), office)
    early = play(deadline, Paused(at("02/03 19:00"), "5"), Resumed(at("02/03 20:00")))
    assert early.due_at == deadline.due_at
    longer = play(deadline, Paused(at("02/03 19:00"), "5"), Resumed(at("03/03 08:30")))
    assert longer.due_at == at("06/03 08:30")
    assert (longer.used_working_s, longer.paused_working_s) == (0.0, HOUR_S)


def test_what_has_expired_is_not_revived_by_a_pause(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(DAYS, at("02/03 10:00"), office)
    late = play(deadline, Paused(at("05/03 10:00"), "5"), Resumed(at("10/03 10:00")))
    assert late.due_at == deadline.due_at == at("05/03 10:00")
    assert late.paused_working_s == 0.0
    assert late.used_working_s == office.working_between(at("02/03 10:00"), at("10/03 10:00"))


def test_a_transfer_keeps_the_due_instant_and_counts_on_by_the_new_unit(
    office: WorkingCalendar, at: At
) -> None:
    deadline = start(DeadlineSpec(amount="PT10H", pauses=PAUSES), at("02/03 10:00"), office, "mot-cua")
    moved = apply(deadline, Transferred(at("02/03 16:00"), "truc-ban"), office)
    assert (moved.unit_id, moved.n_transfers) == ("truc-ban", 1)
    assert moved.due_at == deadline.due_at == deadline.original_due_at
    done = apply(moved, Done(at("02/03 20:00")), DUTY)
    assert done.used_working_s == 4 * HOUR_S + 4 * HOUR_S, "four hours of the office, four of the duty unit"


def test_a_pause_lasts_over_a_transfer(office: WorkingCalendar, at: At) -> None:
    deadline = start(DeadlineSpec(amount="PT10H", pauses=PAUSES), at("02/03 10:00"), office)
    deadline = apply(deadline, Paused(at("02/03 15:00"), "5"), office)
    deadline = apply(deadline, Transferred(at("02/03 17:00"), "truc-ban"), office)
    assert deadline.paused_since_at == at("02/03 15:00")
    before_at = deadline.due_at
    deadline = apply(deadline, Resumed(at("02/03 20:00")), DUTY)
    assert deadline.due_at == before_at + 3 * HOUR_S
    assert deadline.paused_working_s == 5 * HOUR_S


def test_an_extension_adds_to_what_was_due(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(DAYS, at("02/03 10:00"), office)
    longer = play(deadline, Extended(at("04/03 10:00"), decision="15/TB", amount="P2D"))
    assert longer.due_at == at("09/03 10:00")
    assert (longer.n_extensions, longer.original_due_at) == (1, at("05/03 10:00"))
    fixed = play(deadline, Extended(at("04/03 10:00"), decision="15/TB", until_at=at("12/03 17:00")))
    assert fixed.due_at == at("12/03 17:00")


def test_an_extension_of_calendar_days_gives_way_to_working_days_too(
    office: WorkingCalendar, at: At, play: Play
) -> None:
    spec = DeadlineSpec(amount="P3D", mode="elapsed", on_day_off="next_working_day", begin="at_once")
    deadline = start(spec, at("10/02 10:00"), office)
    assert play(deadline, Extended(at("12/02 10:00"), decision="1", amount="P3D")).due_at == at("23/02 17:00")


@pytest.mark.parametrize(
    "extension",
    [Extended(0.0, decision="15/TB"), Extended(0.0, decision="15/TB", amount="P2D", until_at=1.0)],
)
def test_an_extension_has_an_amount_or_an_end(
    office: WorkingCalendar, at: At, play: Play, extension: Extended
) -> None:
    deadline = start(DAYS, at("02/03 10:00"), office)
    event = msgspec.structs.replace(extension, at=at("03/03 10:00"))
    with pytest.raises(DeadlineError, match="'15/TB' needs an amount or a new due instant; give one"):
        play(deadline, event)


def test_an_extension_does_not_shorten(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(DAYS, at("02/03 10:00"), office)
    with pytest.raises(
        DeadlineError, match=r"to 17:00 04/03/2026 ends no later than now \(10:00 05/03/2026\)"
    ):
        play(deadline, Extended(at("03/03 10:00"), decision="15/TB", until_at=at("04/03 17:00")))


def test_done_ends_a_pause(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(DAYS, at("02/03 10:00"), office)
    done = play(deadline, Paused(at("03/03 10:00"), "5"), Done(at("20/03 10:00")))
    assert (done.done_at, done.paused_since_at) == (at("20/03 10:00"), None)
    assert done.done_at is not None
    assert done.done_at < done.due_at, "one working day was used of three"


def test_a_given_due_instant_is_taken_as_it_is(office: WorkingCalendar, at: At) -> None:
    deadline = set_due(DAYS, at("02/03 10:00"), at("08/03 12:00"), office, unit_id="so-xay-dung")
    assert (deadline.due_at, deadline.original_due_at) == (at("08/03 12:00"),) * 2
    with pytest.raises(
        DeadlineError, match="due at 10:00 01/03/2026, before its acceptance at 10:00 02/03/2026"
    ):
        set_due(DAYS, at("02/03 10:00"), at("01/03 10:00"), office)


def test_a_pause_in_the_gap_before_a_given_due_instant_stays_a_pause(
    office: WorkingCalendar, at: At, play: Play
) -> None:
    """Due on a Sunday at noon, paused on Saturday, handed on on Monday: all of Monday is paused time."""
    deadline = set_due(DAYS, at("02/03 10:00"), at("08/03 12:00"), office)
    events = [Paused(at("07/03 10:00"), "5"), Transferred(at("09/03 08:30"), "b"), Resumed(at("09/03 09:30"))]
    resumed = play(deadline, *events)
    assert resumed.paused_working_s == 2 * HOUR_S
    assert resumed.due_at == at("09/03 09:30")


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([Resumed(1.0)], "resumed: it is not paused"),
        ([Paused(1.0, "5"), Paused(2.0, "8")], "paused: it already is, since .* for '5'; resume it first"),
        ([Paused(1.0, "7")], "'7' is no legal reason here; expected one of: 5, 8"),
        (
            [Paused(5.0, "5"), Resumed(4.0)],
            "resumed at .* comes before the last event at .* in the order of time",
        ),
        ([Done(1.0), Paused(2.0, "5")], "paused: it was done at .* start a new deadline"),
        ([Done(1.0), Done(2.0)], "done: it was done at"),
        ([Merged(1.0, "B"), Done(2.0)], "done: it follows the deadline 'B'; apply the event to that one"),
        ([Merged(1.0, "")], "no parent is named"),
        ([Transferred(-1.0, "x")], "transferred at .* comes before"),
    ],
)
def test_what_cannot_happen_is_refused_in_words(
    office: WorkingCalendar, at: At, play: Play, events: list[Event], words: str
) -> None:
    begun_at = at("02/03 10:00")
    deadline = start(DAYS, begun_at, office)
    shifted = [msgspec.structs.replace(event, at=begun_at + 3600 * event.at) for event in events]
    with pytest.raises(DeadlineError, match=words):
        play(deadline, *shifted)


def test_a_deadline_without_legal_reasons_cannot_be_paused(
    office: WorkingCalendar, at: At, play: Play
) -> None:
    deadline = start(DeadlineSpec(amount="P3D"), at("02/03 10:00"), office)
    with pytest.raises(DeadlineError, match="none: this deadline cannot be paused"):
        play(deadline, Paused(at("03/03 10:00"), "5"))


def test_a_refused_event_leaves_the_deadline_as_it_was(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = start(DAYS, at("02/03 10:00"), office)
    with pytest.raises(DeadlineError):
        play(deadline, Resumed(at("03/03 10:00")))
    assert deadline == start(DAYS, at("02/03 10:00"), office)


def test_a_merged_deadline_goes_by_its_parent_and_the_parents_parent(
    office: WorkingCalendar, at: At, play: Play
) -> None:
    first, second, third = (start(DAYS, at(f"0{day}/03 10:00"), office) for day in (2, 3, 4))
    deadlines = {
        "A": first,
        "B": play(second, Merged(at("04/03 10:00"), "A")),
        "C": play(third, Merged(at("04/03 10:00"), "B")),
    }
    assert follow("C", deadlines) is follow("B", deadlines) is follow("A", deadlines) is first
    deadlines["A"] = play(first, Extended(at("04/03 10:00"), decision="1", amount="P1D"))
    assert follow("C", deadlines).due_at == at("06/03 10:00")


def test_a_missing_parent_and_a_circle_are_named(office: WorkingCalendar, at: At, play: Play) -> None:
    child = start(DAYS, at("02/03 10:00"), office)
    deadlines = {"A": play(child, Merged(at("03/03 10:00"), "B"))}
    with pytest.raises(DeadlineError, match="'B' is not known; load it"):
        follow("A", deadlines)
    deadlines["B"] = play(child, Merged(at("03/03 10:00"), "A"))
    with pytest.raises(DeadlineError, match="A → B → A follow one another in a circle"):
        follow("A", deadlines)


def test_state_survives_writing_and_reading(office: WorkingCalendar, at: At, play: Play) -> None:
    deadline = play(start(DAYS, at("02/03 10:00"), office), Paused(at("03/03 10:00"), "5"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(deadline), type=Deadline) == deadline


HOURS = st.lists(st.integers(1, 200), max_size=8)


@given(st.integers(0, 24 * 60), HOURS, st.integers(1, 60))
@settings(deadline=None)
def test_what_is_left_before_a_pause_is_left_after_it(
    office: WorkingCalendar, minute: int, hours: list[int], amount: int
) -> None:
    now = 1_770_570_000.0 + 60 * minute
    deadline = start(DeadlineSpec(amount=f"PT{amount}H", pauses=PAUSES), now, office)
    for i, wait in enumerate(hours):
        now += wait * HOUR_S
        left_s = office.working_between(max(now, deadline.begins_at), account(deadline, now, office).due_at)
        deadline = apply(deadline, Paused(now, "5") if i % 2 == 0 else Resumed(now), office)
        assert office.working_between(max(now, deadline.begins_at), deadline.due_at) == left_s
        if left_s > 0:
            assert deadline.used_working_s + left_s == amount * HOUR_S


@given(st.integers(0, 24 * 60), st.integers(1, 400), st.lists(st.integers(1, 400), max_size=5))
@settings(deadline=None)
def test_looking_in_between_changes_nothing(
    office: WorkingCalendar, minute: int, first: int, looks: list[int]
) -> None:
    now = 1_770_570_000.0 + 60 * minute
    begun = start(DAYS, now, office)
    paused = apply(begun, Paused(now + HOUR_S, "5"), office)
    end_at = now + HOUR_S * (1 + first + sum(looks))
    looked = paused
    for look in looks:
        looked = account(looked, looked.counted_at + look * HOUR_S, office)
    assert apply(looked, Resumed(end_at), office) == apply(paused, Resumed(end_at), office)

"""Trial: 100,000 random deadlines over Tết 2024 to 2027, swapped days and Saturday mornings equal a minute-by-minute judge.

Half of the cases begin within three weeks of Tết or of a swapped day. Every figure is compared for equality: the
due instant, working and elapsed time used and left, and the state.
"""

from __future__ import annotations

import datetime
import random
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from backend.contract.state import Text
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.amount import parse_duration
from backend.domain.deadlines.deadline import apply, start
from backend.domain.deadlines.events import Done, Event, Extended, Paused, Resumed, Transferred
from backend.domain.deadlines.spec import DeadlineSpec
from backend.domain.deadlines.status import status
from backend.usecases.calendars import load_calendars
from tests.usecases.deadline_oracle import (
    CENTRE_CALENDAR,
    DAY,
    FIRST,
    LAST,
    ORIGIN_S,
    RULES,
    Judged,
    Minutes,
    add_months,
)

pytestmark = pytest.mark.timeout(300)

N_CASES = 100_000
NEAR_DAYS = [
    (datetime.date.fromisoformat(day) - FIRST).days
    for day in (
        "2024-02-10",
        "2024-05-01",
        "2025-01-29",
        "2025-04-29",
        "2026-01-05",
        "2026-02-17",
        "2026-08-28",
        "2027-02-06",
    )
]
LAST_START_DAY = (datetime.date(2027, 12, 31) - FIRST).days
PAUSES = {
    "5": Text("Yêu cầu bổ sung giấy tờ"),
    "6": Text("Yêu cầu thực hiện nghĩa vụ tài chính"),
    "8": Text("Dừng xử lý"),
}


def at(minute: int) -> float:
    return float(ORIGIN_S + 60 * minute)


def random_start(rng: random.Random) -> int:
    if rng.random() < 0.5:
        return (rng.choice(NEAR_DAYS) + rng.randint(-21, 21)) * DAY + rng.randrange(DAY)
    return rng.randrange(60, LAST_START_DAY) * DAY + rng.randrange(DAY)


@pytest.fixture(scope="module")
def calendars(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, WorkingCalendar]:
    file = tmp_path_factory.mktemp("centre") / "calendar.yaml"
    file.write_text(CENTRE_CALENDAR, encoding="utf-8")
    loaded = load_calendars(root / "resources" / "calendars", file)
    return {unit_id: loaded.of(unit_id) for unit_id in RULES}


@pytest.fixture(scope="module")
def tables() -> dict[str, Minutes]:
    return {unit_id: Minutes(unit_id) for unit_id in RULES}


def random_spec(rng: random.Random) -> DeadlineSpec:
    time = f"PT{rng.randrange(1, 60)}H{rng.randrange(60)}M"
    days = f"P{rng.randrange(1, 16)}D"
    return DeadlineSpec(
        amount=rng.choice((time, time, days, "P1M", f"P2DT{rng.randrange(1, 9)}H")),
        mode=rng.choice(("working", "working", "working", "elapsed")),
        begin=rng.choice(("at_once", "next_working", "next_working_day")),
        on_day_off=rng.choice(("keep", "next_working_day")),
        near_share=rng.choice((0.0, 0.25, 0.5)),
        near_left=rng.choice(("", "PT4H")),
        pauses=PAUSES,
    )


def judged_begin(spec: DeadlineSpec, accepted: int, minutes: Minutes) -> int:
    if spec.begin == "next_working":
        return minutes.next_working(accepted)
    return minutes.opening_after(accepted) if spec.begin == "next_working_day" else accepted


def judged_due(spec: DeadlineSpec, begin: int, minutes: Minutes) -> int:
    amount = parse_duration(spec.amount)
    time = round(amount.time_s) // 60
    if spec.mode == "elapsed":
        due = (add_months(begin, amount.n_months) if amount.n_months else begin) + amount.n_days * DAY + time
        return minutes.off_to_closing(due) if spec.on_day_off == "next_working_day" else due
    due = begin
    if amount.n_months:
        due = minutes.settle(minutes.off_to_closing(add_months(begin, amount.n_months)))
    if amount.n_days:
        due = minutes.add_days(due, amount.n_days)
    return minutes.add(due, time)


class Case:
    """One random deadline, told to the engine and to the judge event by event."""

    def __init__(
        self, seed: int, calendars: Mapping[str, WorkingCalendar], tables: Mapping[str, Minutes]
    ) -> None:
        self.rng = random.Random(seed)
        self.calendars, self.tables = calendars, tables
        unit_id = self.rng.choices(list(RULES), weights=[4, 4, 1])[0]
        calendar, minutes = calendars[unit_id], tables[unit_id]
        self.accepted = random_start(self.rng)
        self.spec = random_spec(self.rng)
        self.deadline = start(self.spec, at(self.accepted), calendar, unit_id)
        begin = judged_begin(self.spec, self.accepted, minutes)
        due = judged_due(self.spec, begin, minutes)
        working = self.spec.mode == "working"
        self.judged = Judged(minutes, working, begin, minutes.between(begin, due) if working else due - begin)
        self.events: list[Event] = []
        self.first = (self.deadline.begins_at, self.deadline.due_at), (at(begin), at(due))

    def tell(self, event: Event) -> None:
        self.events.append(event)
        self.deadline = apply(self.deadline, event, self.calendars[self.deadline.unit_id])

    def step(self, now: int) -> None:
        """Let one random thing happen at minute `now`."""
        rng, paused = self.rng, self.deadline.paused_since_at is not None
        kind = rng.choice(("pause", "pause", "pause", "transfer", "extend"))
        if kind == "transfer":
            unit_id = rng.choice(list(RULES))
            self.tell(Transferred(at(now), unit_id))
            self.judged.transfer(now, self.tables[unit_id])
        elif paused:
            self.tell(Resumed(at(now)))
            self.judged.resume(now)
        elif kind == "extend" and self.spec.on_day_off == "keep":
            hours = rng.randrange(1, 30)
            self.tell(Extended(at(now), decision="12/QĐ", amount=f"PT{hours}H"))
            self.judged.extend(60 * hours)
        else:
            self.tell(Paused(at(now), rng.choice(list(PAUSES))))
            self.judged.pause(now)

    def expected(self, now: int) -> tuple[str, float, float, float, float, float]:
        """Return what the judge says at minute `now`."""
        judged, spec = self.judged, self.spec
        paused = judged.open_pause is not None
        if paused:
            judged.pauses.append((judged.open_pause or 0, now))
        due = judged.due
        left = {working: judged.left(now, working=working) for working in (True, False)}
        used = {working: judged.used(now, working=working) for working in (True, False)}
        if self.deadline.done_at is not None:
            state = "done_on_time" if now <= due else "done_late"
        elif now > due:
            state = "overdue"
        elif self.deadline.paused_since_at is not None:
            state = "paused"
        else:
            allowed = left[judged.working] + used[judged.working]
            soon = max(spec.near_share * allowed, 240 if spec.near_left else 0)
            near = now >= judged.begin and soon > 0 and left[judged.working] <= soon
            state = "near" if near else "running"
        return state, at(due), 60.0 * left[True], 60.0 * left[False], 60.0 * used[True], 60.0 * used[False]

    def found(self, now: int) -> tuple[str, float, float, float, float, float]:
        """Return what the engine says at minute `now`."""
        s = status(self.deadline, at(now), self.calendars[self.deadline.unit_id])
        return s.state, s.due_at, s.left_working_s, s.left_elapsed_s, s.used_working_s, s.used_elapsed_s

    def play(self) -> str:
        """Run the case and return its last state."""
        assert self.first[0] == self.first[1], f"beginning and due instant differ: {self}"
        rng, now = self.rng, self.accepted
        for _ in range(rng.choice((0, 1, 2, 2, 3, 4))):
            now += rng.choice((rng.randrange(1, 600), rng.randrange(1, 12 * DAY)))
            self.step(now)
        now += rng.choice((0, rng.randrange(600), rng.randrange(12 * DAY)))
        if rng.random() < 0.3:
            self.tell(Done(at(now)))
        found, expected = self.found(now), self.expected(now)
        assert found == expected, f"the engine says {found}, the judge {expected}: {self}"
        return found[0]

    def __str__(self) -> str:
        return f"{self.deadline.unit_id} accepted {self.accepted} {self.spec} {self.events}"


def test_a_hundred_thousand_deadlines_equal_the_judge(
    calendars: dict[str, WorkingCalendar], tables: dict[str, Minutes]
) -> None:
    states = Counter(Case(seed, calendars, tables).play() for seed in range(N_CASES))
    assert states.total() == N_CASES
    assert set(states) == {"running", "near", "paused", "overdue", "done_on_time", "done_late"}
    assert min(states.values()) > N_CASES // 100, "a state is hardly ever tried"
    sys.stdout.write(f"\n{N_CASES:,} deadlines equal: {dict(states)}\n")


@pytest.mark.parametrize("unit_id", RULES)
def test_every_day_has_the_hours_that_the_judge_gives_it(
    unit_id: str, calendars: dict[str, WorkingCalendar]
) -> None:
    for ordinal in range(FIRST.toordinal() + 61, LAST.toordinal() + 1):
        date = datetime.date.fromordinal(ordinal)
        spans = [(span.from_s // 60, span.to_s // 60) for span in calendars[unit_id].day(date).spans]
        assert spans == list(RULES[unit_id](date)), date

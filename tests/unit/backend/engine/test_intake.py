from __future__ import annotations

import asyncio
import logging
import math

import pytest
from msgspec.structs import replace

from backend.contract.state import Quality, Text
from backend.contract.work import Case
from backend.domain.cases.update import CaseUpdate
from backend.domain.checks.checker import Checker
from backend.domain.checks.spec import Checks, SpikeCheck
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine.intake import MAX_PENDING, Slot, SourceIntake
from backend.engine.pending import Pending
from backend.sources.base import Refusal, SourceConfig


class Hand:
    """A clock that is set by hand."""

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        return self.at


def make(at: float = 1000.0) -> tuple[SourceIntake, Pending, Hand]:
    clock, pending = Hand(at), Pending({"s": "line 7"})
    config = SourceConfig(id="s", kind="mqtt", name="Nguồn", max_age_s=10)
    slots = {"p1.depth_cm": Slot(3, 0.0, 300.0), "p1.free": Slot(4, -math.inf, math.inf)}
    return SourceIntake(config, slots, {"depth_cm": "cm", "free": "1"}, pending, clock), pending, clock


def test_known_plausible_readings_wait_for_the_commit_in_their_order() -> None:
    intake, pending, _ = make()
    readings = [Observation("p1.depth_cm", 999.0, 5.0), Observation("p1.free", 999.0, -7.0)]
    intake.accept(readings)
    assert pending.readings == [(3, readings[0]), (4, readings[1])]
    assert intake.received == 2


def test_it_is_known_who_sent_the_newest_reading_that_was_taken() -> None:
    intake, _, _ = make()
    intake.senders = {"p1.depth_cm": "other"}
    intake.accept([Observation("p1.depth_cm", 999.0, 5.0), Observation("p9.depth_cm", 999.0, 5.0)])
    intake.accept([Observation("p1.free", 1e9, 5.0)])
    assert intake.senders == {"p1.depth_cm": "s"}


def test_an_impossible_value_is_kept_as_uncertain_and_a_censored_one_as_it_is() -> None:
    intake, pending, _ = make()
    intake.accept(
        [Observation("p1.depth_cm", 999.0, 999.0), Observation("p1.depth_cm", 999.5, -1.0, Quality.BELOW)]
    )
    assert [r.quality for _, r in pending.readings] == [Quality.UNCERTAIN, Quality.BELOW]


def test_what_fails_a_check_is_kept_as_uncertain_with_its_reason() -> None:
    intake, pending, _ = make()
    facts = SeriesFacts(
        series_id="p1.depth_cm",
        place_id="p1",
        place_name="P1",
        kind="post",
        metric="depth_cm",
        unit="cm",
        max_age_s=60.0,
    )
    checker = Checker([facts], {"depth_cm": Checks(spike=SpikeCheck(max_step=50, within_s=60))})
    intake._slots = {"p1.depth_cm": Slot(3, 0.0, 300.0, checker.of("p1.depth_cm"))}
    intake.accept(
        [Observation("p1.depth_cm", 990.0 + i, value) for i, value in enumerate((5.0, 90.0, 999.0))]
    )
    kept = [(r.quality, r.doubt.check if r.doubt else "") for _, r in pending.readings]
    assert kept == [
        (Quality.GOOD, ""),
        (Quality.UNCERTAIN, "spike"),
        (Quality.UNCERTAIN, "range"),
    ]


def test_unknown_places_metrics_and_the_future_are_refused_each_with_its_cure_and_lose_nothing_else() -> None:
    intake, pending, _ = make()
    intake.accept(
        [
            Observation("p9.depth_cm", 999.0, 1.0),
            Observation("p1.colour", 999.0, 1.0),
            Observation("p1.depth_cm", 1000.0 + 3600, 1.0),
            Observation("p1.depth_cm", 1000.0 + 5, 2.0),
        ]
    )
    assert [r.value for _, r in pending.readings] == [2.0]
    reasons = [r.reason for r in pending.refused]
    assert "places.csv" in reasons[0]
    assert "no pack declares the metric 'colour'" in reasons[1]
    assert "3600 s ahead" in reasons[2]
    assert (intake.received, intake.refused) == (1, 3)


def test_cases_wait_for_the_commit_and_prove_that_the_source_lives() -> None:
    intake, pending, clock = make()
    case = CaseUpdate(Case("S1", "sos", Text("SOS"), "high", 900.0, 990.0))
    ahead = replace(case, case=replace(case.case, case_id="S2", opened_at=5000.0))
    intake.accept_cases([case, ahead])
    intake.accept([], mark="v2")
    assert (intake.received, intake.refused) == (1, 1)
    assert "4000 s ahead" in pending.refused[0].reason
    work = pending.take()
    pending.give_back(work, 1)
    assert (work.cases, work.marks) == ([case], {"s": "v2"})
    assert intake.state(clock.at + 5).state == "fresh"


def test_a_flood_of_garbage_is_counted_but_not_hoarded() -> None:
    intake, pending, _ = make()
    for _ in range(10):
        intake.refuse([Refusal("x", "not JSON", b"?" * 10_000)] * 1000)
    assert intake.refused == 10_000
    assert len(pending.refused) == 2000
    assert max(len(r.raw) for r in pending.refused) == 2000


def test_a_silent_source_turns_late_then_lost_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    intake, _, clock = make()
    intake.accept([Observation("p1.free", 1000.0, 1.0)])
    states = []
    for at in (1005.0, 1011.0, 1031.0, 1032.0, 1033.0):
        clock.at = at
        states.append(intake.state(at).state)
    assert states == ["fresh", "late", "lost", "lost", "lost"]
    clock.at = 1034.0
    intake.accept([Observation("p1.free", 1034.0, 1.0)])
    assert intake.state(1034.0).state == "fresh"
    assert [r.levelname for r in caplog.records] == ["WARNING", "INFO"]


def test_a_source_that_never_sent_is_not_fresh() -> None:
    intake, _, _ = make()
    assert intake.state(1001.0).state == "late"
    assert intake.state(1100.0).state == "lost"


def test_an_unreachable_peer_is_one_line_in_the_log_and_a_reason_in_the_state(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    intake, _, _ = make()
    for _ in range(5):
        intake.disconnected("broker does not answer")
    assert intake.state(1001.0).reason == "broker does not answer"
    intake.connected()
    intake.connected()
    assert intake.state(1001.0).reason == ""
    assert len(caplog.records) == 2


def test_the_mark_is_the_committed_one_until_the_next_commit() -> None:
    intake, pending, _ = make()
    assert intake.mark() == "line 7"
    intake.accept([], mark="line 9")
    assert intake.mark() == "line 7"
    pending.committed(pending.take())
    assert intake.mark() == "line 9"


def test_a_source_waits_while_too_much_is_pending() -> None:
    async def scene() -> None:
        intake, pending, _ = make()
        intake.accept([Observation("p1.free", 999.0, 1.0)] * (MAX_PENDING + 1))
        waiting = asyncio.ensure_future(intake.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        work = pending.take()
        await asyncio.sleep(0)
        assert not waiting.done()
        pending.committed(work)
        await asyncio.wait_for(waiting, 5)

    asyncio.run(scene())


class OfCases(SourceConfig, frozen=True, kw_only=True):
    """A source of cases alone."""

    @property
    def holds_readings(self) -> bool:
        return False


def test_a_source_of_cases_is_alive_as_long_as_it_answers() -> None:
    clock, pending = Hand(1000.0), Pending({})
    intake = SourceIntake(OfCases(id="s", kind="x", name="S", max_age_s=10), {}, {}, pending, clock)
    clock.at = 1009.0
    intake.connected()
    clock.at = 1018.0
    assert intake.state(clock.at).state == "fresh"
    measuring, _, hand = make()
    hand.at = 1009.0
    measuring.connected()
    assert measuring.state(1018.0).state == "late"


def test_what_a_source_has_listed_is_told_after_the_cases_that_it_gave_before() -> None:
    intake, pending, _ = make()
    told: list[object] = []
    intake.on_listed = lambda *what: told.append(what)
    intake.accept_cases([CaseUpdate(Case("S1", "sos", Text("SOS"), "high", 900.0, 990.0))])
    intake.listed_all("sos", frozenset({"S1"}))
    work = pending.take()
    assert told == []
    pending.give_back(work, len(work.cases))
    for then in work.then:
        then()
    assert told == [("s", "sos", frozenset({"S1"}))]


def test_after_a_restart_a_daily_source_is_as_old_as_what_it_has_read() -> None:
    intake, _, clock = make(at=1000.0)
    intake.connected(993.0)
    assert intake.state(clock.now()).state == "fresh"
    assert intake.state(clock.now()).last_at == 993.0
    clock.at = 1004.0
    intake.connected(993.0)
    assert intake.state(clock.now()).state == "late"


def test_what_comes_in_counts_for_more_than_what_was_read_before() -> None:
    intake, _, clock = make(at=1000.0)
    intake.accept([Observation("p1.free", 999.0, 1.0)])
    intake.connected(200.0)
    assert intake.state(clock.now()).last_at == 1000.0
    other, _, clock = make(at=1000.0)
    other.connected(5000.0)
    assert other.state(clock.now()).last_at == 1000.0

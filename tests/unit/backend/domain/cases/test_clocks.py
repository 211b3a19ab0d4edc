from __future__ import annotations

import pytest
from msgspec.structs import replace

from backend.domain.cases.change import CaseState
from backend.domain.cases.clocks import Clocks
from backend.domain.cases.spec import CaseKindSpec, TermSpec
from backend.domain.cases.terms import FOREIGN
from tests.unit.backend.domain.cases.conftest import OFFICE, MakeFile, instant, make_kind

BEGUN = instant("02/11 08:00")


@pytest.fixture
def clocks(kind: CaseKindSpec) -> Clocks:
    return Clocks(kind, lambda _unit: OFFICE)


@pytest.fixture
def running(clocks: Clocks, file: MakeFile) -> CaseState:
    state = CaseState(file(opened_at=BEGUN, unit_id="so-xd"))
    return clocks.finishing_from(clocks.accepting_from(state, BEGUN), BEGUN)


def due(clocks: Clocks, state: CaseState) -> tuple[float | None, float | None, float | None]:
    file = clocks.shown(state).file
    return file.accept_due_at, file.due_at, file.near_at


def test_both_run_in_the_working_time_of_the_unit(clocks: Clocks, running: CaseState) -> None:
    # 8 h before its end: half an hour of Monday and the whole Friday, so from the closing of Thursday on
    assert due(clocks, running) == (instant("02/11 10:00"), instant("09/11 08:00"), instant("05/11 17:00"))


def test_when_it_was_near_is_known_after_it_has_expired(clocks: Clocks, running: CaseState) -> None:
    moved = clocks.transferred(running, instant("12/11 09:00"), "cong-an")
    assert due(clocks, moved)[1:] == due(clocks, running)[1:]
    settled = clocks.finished(moved, instant("12/11 10:00"))
    assert due(clocks, settled)[1:] == (instant("09/11 08:00"), None)


def test_elapsed_terms_run_by_the_clock(file: MakeFile, clocks: Clocks) -> None:
    state = CaseState(file(field="jam", opened_at=instant("07/11 20:00")))  # a Saturday
    state = clocks.finishing_from(
        clocks.accepting_from(state, instant("07/11 20:00")), instant("07/11 20:00")
    )
    assert due(clocks, state)[:2] == (instant("07/11 20:15"), instant("08/11 00:00"))


def test_a_pause_stops_both_and_a_reason_that_is_none_stops_nothing(
    clocks: Clocks, running: CaseState
) -> None:
    paused = clocks.paused(running, instant("02/11 09:00"), "asked")
    assert clocks.shown(paused).file.near_at is None
    assert due(clocks, clocks.resumed(paused, instant("03/11 09:00")))[:2] == (
        instant("03/11 10:00"), instant("10/11 08:00"),
    )  # fmt: skip
    assert clocks.paused(running, instant("02/11 09:00"), "working") == running


def test_a_transfer_changes_who_holds_it_and_nothing_else(clocks: Clocks, running: CaseState) -> None:
    moved = clocks.transferred(running, instant("03/11 09:00"), "cong-an")
    assert due(clocks, moved)[1] == due(clocks, running)[1]
    assert moved.finish is not None
    assert (moved.finish.unit_id, moved.finish.n_transfers) == ("cong-an", 1)
    assert clocks.transferred(running, instant("03/11 09:00"), "so-xd") == running


def test_what_happens_before_the_last_event_happens_with_it(clocks: Clocks, running: CaseState) -> None:
    later = clocks.transferred(running, instant("04/11 09:00"), "cong-an")
    back = clocks.transferred(later, instant("03/11 09:00"), "so-xd")
    assert back.finish is not None
    assert back.finish.counted_at == instant("04/11 09:00")


def test_what_is_over_stays_over(clocks: Clocks, running: CaseState) -> None:
    done = clocks.finished(running, instant("03/11 09:00"))
    assert clocks.paused(done, instant("04/11 09:00"), "asked") == done
    assert clocks.finished(done, instant("05/11 09:00")) == done
    accepted = clocks.accepted(running, instant("02/11 09:00"))
    assert accepted.accept is not None
    assert (accepted.accept.done_at, accepted.finish) == (instant("02/11 09:00"), running.finish)


def test_a_merged_case_has_no_deadline_until_it_is_its_own_again(clocks: Clocks, running: CaseState) -> None:
    merged = clocks.merged(running, instant("03/11 09:00"), "P")
    assert due(clocks, merged) == (None, None, None)
    assert due(clocks, clocks.unmerged(merged))[1] == instant("09/11 08:00")


def test_an_extension_of_what_has_no_deadline_sets_the_first(clocks: Clocks, file: MakeFile) -> None:
    state = clocks.extended(CaseState(file(opened_at=BEGUN)), BEGUN, instant("20/11 17:00"), "hẹn")
    assert due(clocks, state)[1] == instant("20/11 17:00")
    assert state.finish is not None
    assert state.finish.n_extensions == 1


def test_another_systems_deadline_replaces_the_own_one(clocks: Clocks, running: CaseState) -> None:
    told = clocks.told(running, instant("03/11 09:00"), instant("30/11 17:00"))
    assert due(clocks, told)[1] == instant("30/11 17:00")
    assert told.finish is not None
    assert told.finish.spec.amount == FOREIGN
    paused = clocks.resumed(clocks.paused(told, instant("04/11 09:00"), "asked"), instant("20/11 09:00"))
    assert due(clocks, paused)[1] == instant("30/11 17:00")


def test_a_deadline_before_its_beginning_is_kept_as_it_is_told(clocks: Clocks, file: MakeFile) -> None:
    told = clocks.told(CaseState(file(opened_at=BEGUN)), BEGUN, instant("01/11 17:00"))
    assert clocks.shown(told).file.due_at == instant("01/11 17:00")


def test_a_new_class_has_its_terms_from_the_beginning_on(clocks: Clocks, running: CaseState) -> None:
    paused = clocks.paused(running, instant("03/11 08:00"), "asked")
    resumed = clocks.resumed(paused, instant("04/11 08:00"))  # 7.5 h stood still
    severe = clocks.classified(replace(resumed, file=replace(resumed.file, severity="high")))
    assert severe.finish is not None
    assert severe.finish.original_due_at == instant("03/11 08:00")
    assert due(clocks, severe)[1] == instant("04/11 08:00")
    assert severe.finish.n_pauses == 1


def test_a_new_class_leaves_decisions_and_other_systems_deadlines(clocks: Clocks, running: CaseState) -> None:
    extended = clocks.extended(running, BEGUN, instant("20/11 17:00"), "hẹn")
    told = clocks.told(running, BEGUN, instant("30/11 17:00"))
    for state in (extended, told):
        severe = clocks.classified(replace(state, file=replace(state.file, severity="high")))
        assert severe.finish == state.finish


def test_a_class_without_terms_has_no_deadline_and_gets_one_with_terms(file: MakeFile) -> None:
    clocks = Clocks(make_kind(terms=(TermSpec(field="road", finish="5d"),)), lambda _unit: OFFICE)
    state = clocks.classified(CaseState(file(opened_at=BEGUN, unit_id="so-xd")))
    assert state.finish is None
    road = clocks.classified(replace(state, file=replace(state.file, field="road")))
    assert due(clocks, road)[1] == instant("09/11 08:00")
    assert road.finish is not None
    assert road.finish.unit_id == "so-xd"
    assert clocks.classified(replace(road, file=replace(road.file, field="jam"))).finish is None


def test_some_terms_wait_for_the_acceptance(file: MakeFile) -> None:
    clocks = Clocks(make_kind(terms=(TermSpec(finish="5d", finish_from="accepted"),)), lambda _unit: OFFICE)
    assert clocks.finish_waits(CaseState(file()))
    assert not Clocks(make_kind(terms=()), lambda _unit: OFFICE).finish_waits(CaseState(file()))

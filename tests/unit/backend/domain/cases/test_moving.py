from __future__ import annotations

import pytest
from msgspec.structs import replace

from backend.domain.cases.change import CaseState
from backend.domain.cases.clocks import Clocks
from backend.domain.cases.moving import accepted, moved
from backend.domain.cases.opening import begun
from backend.domain.cases.spec import CaseKindSpec, TermSpec
from tests.unit.backend.domain.cases.conftest import OFFICE, MakeFile, instant, make_kind, make_rules

BEGUN = instant("02/11 08:00")


class Walk:
    """A case that goes from status to status."""

    def __init__(self, kind: CaseKindSpec, file: MakeFile) -> None:
        self.clocks = Clocks(kind, lambda _unit: OFFICE)
        self.statuses = {status.id: status for status in kind.statuses}
        self.state = begun(CaseState(file(opened_at=BEGUN)), make_rules(terms=kind.terms)._parts, BEGUN)

    def to(self, status: str, when: str) -> CaseState:
        self.state = moved(self.state, self.statuses[status], instant(when), self.clocks)
        return self.state


@pytest.fixture
def walk(kind: CaseKindSpec, file: MakeFile) -> Walk:
    return Walk(kind, file)


def test_the_first_status_of_work_is_the_acceptance(walk: Walk) -> None:
    assert walk.to("working", "02/11 09:00").file.accepted_at == instant("02/11 09:00")
    assert walk.to("new", "02/11 10:00").file.accepted_at == instant("02/11 09:00")
    assert walk.to("working", "03/11 09:00").file.accepted_at == instant("02/11 09:00")


def test_a_refused_case_was_not_accepted_but_decided(walk: Walk) -> None:
    state = walk.to("refused", "02/11 09:00")
    assert (state.file.accepted_at, state.file.finished_at) == (None, instant("02/11 09:00"))
    assert state.accept is not None
    assert state.accept.done_at == instant("02/11 09:00")


def test_finishing_counts_from_the_entry_of_the_group(walk: Walk) -> None:
    walk.to("done", "03/11 09:00")
    assert walk.to("paid", "05/11 09:00").file.finished_at == instant("03/11 09:00")
    assert walk.to("refused", "06/11 09:00").file.finished_at == instant("06/11 09:00")


def test_from_pause_to_pause_the_clock_stands_with_each_reason(walk: Walk) -> None:
    walk.to("asked", "02/11 09:00")
    stopped = walk.to("stopped", "03/11 09:00")
    assert stopped.finish is not None
    assert (stopped.finish.pause_reason, stopped.finish.n_pauses) == ("stopped", 2)
    assert stopped.file.paused_at == instant("03/11 09:00")
    assert walk.to("working", "04/11 09:00").file.due_at == instant("11/11 08:00")


def test_a_pause_before_the_acceptance_gives_its_time_back_too(walk: Walk) -> None:
    walk.to("asked", "02/11 09:00")
    assert walk.to("new", "03/11 09:00").file.accept_due_at == instant("03/11 10:00")


def test_an_overdue_case_stays_overdue_through_a_pause(walk: Walk) -> None:
    walk.to("asked", "10/11 09:00")
    assert walk.to("working", "20/11 09:00").file.due_at == instant("09/11 08:00")


def test_terms_from_the_acceptance_begin_with_it(file: MakeFile) -> None:
    walk = Walk(make_kind(terms=(TermSpec(accept="4h", finish="5d", finish_from="accepted"),)), file)
    assert (walk.state.file.due_at, walk.state.file.accept_due_at) == (None, instant("02/11 14:00"))
    assert walk.to("working", "03/11 09:00").file.due_at == instant("10/11 09:00")
    walk.to("done", "04/11 09:00")
    again = walk.to("working", "05/11 09:00")
    assert (again.file.due_at, again.file.n_reopened) == (instant("12/11 09:00"), 1)


def test_reopened_to_wait_terms_from_the_acceptance_wait_as_well(file: MakeFile) -> None:
    walk = Walk(make_kind(terms=(TermSpec(accept="4h", finish="5d", finish_from="accepted"),)), file)
    walk.to("working", "02/11 09:00")
    walk.to("done", "03/11 09:00")
    again = walk.to("new", "04/11 09:00")
    assert (again.file.due_at, again.file.accepted_at) == (None, None)
    assert again.file.accept_due_at is not None
    assert walk.to("working", "05/11 09:00").file.due_at == instant("12/11 09:00")


def test_accepting_twice_changes_nothing(walk: Walk) -> None:
    state = walk.to("working", "02/11 09:00")
    assert accepted(state, instant("02/11 10:00"), walk.clocks) == state


def test_a_case_that_had_ended_and_was_deleted_begins_anew(walk: Walk) -> None:
    walk.to("done", "03/11 09:00")
    walk.to("deleted", "04/11 09:00")
    again = walk.to("new", "05/11 09:00")
    assert (again.file.finished_at, again.file.n_reopened, again.file.due_at) == (
        None,
        1,
        instant("12/11 09:00"),
    )


@pytest.mark.parametrize("finish_from", ["opened", "accepted"])
def test_a_duplicate_that_is_reopened_has_no_clock_of_its_own(file: MakeFile, finish_from: str) -> None:
    term = TermSpec(accept="2h", finish="5d", finish_from=finish_from)  # type: ignore[arg-type]
    walk = Walk(make_kind(terms=(term,)), file)
    walk.to("refused", "02/11 09:00")
    walk.state = replace(walk.state, file=replace(walk.state.file, parent="P"))
    for status, when in (("new", "02/11 10:00"), ("working", "02/11 11:00"), ("asked", "02/11 12:00")):
        state = walk.to(status, when)
        assert (state.file.accept_due_at, state.file.due_at) == (None, None)
        assert state.finish is None or (state.finish.merged_into, state.finish.paused_since_at) == ("P", None)
    assert state.finish is not None

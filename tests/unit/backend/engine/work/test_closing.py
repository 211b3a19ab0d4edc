"""What a procedure ends with itself: its own alarms, never what others work on or nobody has looked at."""

from __future__ import annotations

from typing import Any

import pytest

from backend.contract.work import Run
from backend.domain.alarms import events as alarm_events
from backend.procedures import events
from tests.unit.backend.engine.work.test_acting import draw, step_of

STREET, CALLS = "ngap-duong@ngap-1", "sos-chua-co-nguoi@ngap-2"


@pytest.fixture
def flood(office: Any) -> Any:
    """A flooded street, and calls in it to which nobody goes: two procedures run."""
    office.rings("ngap-duong", "ngap-1", "critical")
    office.rings("sos-chua-co-nguoi", "ngap-2", "critical", 1.0)
    assert {run.procedure_id for run in office.runs} == {"ngap-cuc-bo", "sos"}
    return office


def begin(office: Any, procedure_id: str = "thu") -> Run:
    run_id = office.work.start_run(procedure_id, office.incident, "Hà", office.now)
    office._settle([])
    return office.rows[run_id].item  # type: ignore[no-any-return]


def cancel(office: Any, *procedures: str) -> None:
    for run in office.work.procedures.open_runs():
        if run.procedure_id in procedures:
            office.work.on_run(events.Cancel(run.run_id, "Hà", "bằng tay"), office.now)
    office._settle([])


def asking(office: Any) -> set[str]:
    return {ref for ref in (STREET, CALLS) if office.alarm(ref).operator == "unacknowledged"}


def test_one_that_leads_closes_all_but_what_another_works_on(flood: Any) -> None:
    flood.does("xac_minh", outcome="Không ngập")
    assert asking(flood) == {CALLS}
    assert flood.incident.open


def test_another_closes_nothing_of_the_one_that_leads(flood: Any) -> None:
    draw(flood, ("close_alarm", {"which": "all"}))
    begin(flood)
    assert asking(flood) == {STREET, CALLS}


def test_own_ones_are_closed_when_their_condition_is_over(flood: Any) -> None:
    cancel(flood, "ngap-cuc-bo")
    flood.does("goi_lai", outcome="Báo nhầm")
    assert asking(flood) == {STREET, CALLS}, "somebody else may still call"
    begin(flood, "sos")
    flood.clears("sos-chua-co-nguoi", "ngap-2")
    flood.does("goi_lai", outcome="Báo nhầm")
    assert asking(flood) == {STREET}
    assert flood.alarm(CALLS).operator == "none"
    assert flood.incident.open


def test_the_first_alarm_is_closed_by_whoever_says_so(flood: Any) -> None:
    draw(flood, ("close_alarm", {"which": "first"}))
    begin(flood)
    assert asking(flood) == {CALLS}


def test_an_incident_of_which_something_goes_on_stays_open_and_says_what(flood: Any) -> None:
    cancel(flood, "ngap-cuc-bo", "sos")
    draw(flood, ("close_incident", {}))
    run = begin(flood)
    assert flood.incident.open
    assert step_of(flood, run.run_id).state == "done"
    (note,) = [entry for entry in flood.entries if entry.kind == "incident.note"]
    assert note.subject == flood.incident.incident_id
    assert note.payload["text"] == (
        "Chưa đóng sự cố, còn 2 việc chưa xong: ngap-duong ngap-1, sos-chua-co-nguoi ngap-2"
    )


def test_the_procedure_that_leads_closes_the_incident_when_it_ends_last(flood: Any) -> None:
    cancel(flood, "sos")
    flood.does("xac_minh", outcome="Không ngập")
    assert flood.incident.state == "closed"
    assert asking(flood) == set()


@pytest.mark.parametrize("end", ["clears", "closes", "shelves"])
def test_what_is_over_or_put_aside_or_closed_in_the_same_breath_holds_no_incident(
    flood: Any, end: str
) -> None:
    cancel(flood, "ngap-cuc-bo", "sos")
    steps = [("close_incident", {"reason": "xong"})]
    if end == "clears":
        flood.clears("ngap-duong", "ngap-1")
        flood.clears("sos-chua-co-nguoi", "ngap-2")
    elif end == "closes":
        steps.insert(0, ("close_alarm", {}))
    else:
        for ref in (STREET, CALLS):
            shelve = alarm_events.Shelve(alarm_id=ref, who="Hà", reason="sửa trụ", until_at=flood.now + 600.0)
            flood._settle(flood.book.apply(shelve, flood.now))
    draw(flood, *steps)
    begin(flood)
    assert (flood.incident.state, flood.incident.close_reason) == ("closed", "xong")

"""How one thing sets off the other: read each test as a sequence."""

from __future__ import annotations

from typing import Any

import pytest

from backend.contract.work import Incident, Ladder
from backend.domain.incidents import events as incident_events
from backend.procedures import events as run_events
from backend.procedures.findings import ProcedureRefusedError


def test_a_flood_becomes_an_incident_with_a_procedure_messages_and_an_end(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    incident = office.incident
    assert (incident.severity, incident.state, incident.cameras[0]) == ("critical", "open", "cam-1")
    assert office.alarm("ngap-duong@ngap-1").incident_id == incident.incident_id
    assert [run.procedure_id for run in office.runs] == ["ngap-cuc-bo"]
    assert office.open_steps() == {"xac_minh"}
    office.rings("mua-1-gio", "mua-1", "high", 72.0)
    office.case("SOS.1", 16.0703, 108.1503)
    assert {m.ref for m in office.incident.members} == {"ngap-duong@ngap-1", "mua-1-gio@mua-1", "SOS.1"}
    assert {run.procedure_id for run in office.runs} >= {"ngap-cuc-bo", "sos"}
    office.takes("ngap-duong@ngap-1")
    office.does("xac_minh", outcome="Có ngập")
    assert {"rao_chan", "bom"} <= office.open_steps()
    told = {(m.to_name, m.template_id) for m in office.messages}
    assert {
        ("Lê An", "ngap-bao-phuong"),
        ("Võ Bình", "ngap-bao-phuong"),
        ("Đặng Phúc", "thoat-nuoc-xu-ly"),
    } <= told
    office.does("rao_chan")
    office.does("bom")
    office.clears("ngap-duong", "ngap-1")
    assert office.alarm("ngap-duong@ngap-1").operator == "acknowledged"
    office.does("goi_lai", outcome="Cần cứu")
    for element in ("xuat_phat", "an_toan", "bao_lai"):
        office.does(element)
    assert office.incident.state == "open"
    office.does("nuoc_rut")
    assert {run.state for run in office.runs} == {"finished"}
    assert (office.incident.state, office.incident.closed_by) == ("closed", "Xử lý ngập cục bộ")
    assert office.alarm("ngap-duong@ngap-1").operator == "none"
    kinds = office.kinds()
    for kind in ("incident.opened", "incident.joined", "procedure.started", "step.opened", "message.queued", "step.done", "procedure.finished", "incident.closed"):  # fmt: skip
        assert kind in kinds, kind


def test_every_join_says_why(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    office.after(180)
    office.case("SOS.1", 16.0703, 108.1503)
    reason = next(m.reason.vi for m in office.incident.members if m.ref == "SOS.1")
    assert "Mẹ Suốt" in reason
    assert "3 phút" in reason


def test_a_critical_alarm_climbs_until_somebody_takes_it(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    (ladder,) = office.ladders
    assert ladder.open
    assert {m.to_name for m in office.messages if m.ladder_id} == {"Trần Hà"}
    office.after(200)
    assert "Phạm Thu" in {m.to_name for m in office.messages if m.ladder_id}
    office.takes("ngap-duong@ngap-1")
    (ladder,) = office.ladders
    assert (ladder.open, ladder.stopped_by) == (False, "Hà")
    mine = {m.message_id for m in office.messages if m.ladder_id == ladder.ladder_id}
    assert {m.state for m in office.messages if m.message_id in mine} == {"cancelled"}
    office.after(3600)
    assert not mine & {m.message_id for m in office.sends()}


def test_what_left_before_it_was_taken_stays_sent(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    gone = [m.message_id for m in office.sends() if m.ladder_id]
    assert gone
    office.takes("ngap-duong@ngap-1")
    assert {m.state for m in office.messages if m.message_id in gone} == {"sent"}


def test_a_late_step_goes_to_the_supervisor_until_it_is_done(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    office.after(601)
    late = [run for run in office.runs if any(step.late for step in run.steps)]
    assert late
    assert "step.late" in office.kinds()
    ladder = next(x for x in office.ladders if x.ladder_id.startswith("buoc-qua-han/"))
    assert (ladder.open, ladder.rungs[0].names) == (True, ("Phạm Thu",))
    office.does("xac_minh", outcome="Có ngập")
    ladder = next(x for x in office.ladders if x.ladder_id.startswith("buoc-qua-han/"))
    assert not ladder.open


def test_messages_that_fail_are_an_alarm_and_go_to_the_call_sheet(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    failed = office.sends("failed")
    assert failed
    alarm = office.alarm("tin-nhan-hong@sms")
    assert (alarm.active, alarm.operator) == (True, "unacknowledged")
    assert "SMS" in alarm.title.vi
    assert {m.channel for m in office.messages if m.open} == {"phieu"}
    office.sends("sent")
    office.rings("ngap-duong", "ngap-9", "critical", area="20300")
    office.sends("sent")
    assert not office.alarm("tin-nhan-hong@sms").active


def test_nothing_leaves_a_house_with_no_channel_switched_on(made: Any) -> None:
    office = made(enabled=False)
    office.rings("ngap-duong", "ngap-1", "critical")
    assert office.messages
    assert {m.state for m in office.messages} == {"failed"}
    assert office.sends() == []
    assert office.alarm("tin-nhan-hong@khong-co-kenh").active


def test_an_incident_with_running_procedures_is_not_closed_by_hand(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    close = incident_events.Close(incident_id=office.incident.incident_id, who="Hà", reason="xong")
    with pytest.raises(incident_events.IncidentRefusedError, match="still run"):
        office.work.close_by_hand(close, office.now)
    (run,) = office.runs
    office.work.on_run(run_events.Cancel(run.run_id, "Thu", "báo nhầm"), office.now)
    office.work.close_by_hand(close, office.now)
    office._settle([])
    assert office.incident.state == "closed"
    assert office.alarm("ngap-duong@ngap-1").operator == "acknowledged"


def test_nobody_needed_the_wrong_answer_ends_it_at_once(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    office.does("xac_minh", outcome="Không ngập")
    assert office.incident.state == "closed"
    assert "incident.note" in office.kinds()


def test_after_a_restart_everything_goes_on_and_nothing_is_said_twice(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    office.does("xac_minh", outcome="Có ngập")
    office.takes("ngap-duong@ngap-1")
    before = {m.message_id for m in office.messages}
    office.restart()
    assert {m.message_id for m in office.messages} == before
    assert {"rao_chan", "bom"} <= office.open_steps()
    office.does("rao_chan")
    office.does("bom")
    office.restart()
    office.clears("ngap-duong", "ngap-1")
    office.does("nuoc_rut")
    assert office.incident.state == "closed"
    keys = [m.key for m in office.messages]
    assert len(keys) == len(set(keys))


def test_numbers_go_on_after_a_restart(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    (first,) = office.runs
    office.restart()
    run_id = office.work.start_run("so-tan", office.incident, "Thu", office.now)
    assert int(run_id.rsplit(".", 1)[1]) == int(first.run_id.rsplit(".", 1)[1]) + 1


def test_evacuation_needs_two_people_and_time_never_approves(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    office.work.start_run("so-tan", office.incident, "Thu", office.now)
    office._settle([])
    office.does("lap")
    office.does("duyet", "approved", who="long")
    assert "duyet" in office.open_steps()
    with pytest.raises(ProcedureRefusedError):
        office.does("duyet", "approved", who="long")
    office.after(7200)
    assert "duyet" in office.open_steps()
    assert "to_chuc" not in office.open_steps()
    office.does("duyet", "approved", who="mai")
    _run, step = office.open_step("bao")
    assert (step.kind, step.confirm) == ("send", True)
    # without a register no draft can be opened: the order goes out all the same, and somebody writes the message
    assert "tu_soan" in office.open_steps()
    assert not [ladder for ladder in office.items(Ladder) if "mo_tin" in ladder.subject]
    office.does("bao", "confirmed")
    assert "to_chuc" in office.open_steps()


def test_merged_incidents_take_their_procedures_along(office: Any) -> None:
    office.rings("ngap-duong", "ngap-1", "critical")
    office.rings("ngap-duong", "ngap-9", "critical", area="20300")
    one, two = sorted(i.incident_id for i in office.items(Incident))
    office.work.on_incident(incident_events.Merge(into=one, other=two, who="Hà"), office.now)
    office._settle([])
    assert {run.incident_id for run in office.work.procedures.open_runs()} == {one}
    assert office.alarm("ngap-duong@ngap-9").incident_id == one


def test_an_alarm_without_an_incident_has_its_procedure_started_by_hand(office: Any) -> None:
    office.rings("ngap-duong", "ngap-9", "medium", area="20300")
    alarm = office.alarm("ngap-duong@ngap-9")
    assert not alarm.incident_id
    office.work.start_run(alarm.procedure, alarm, "Hà", office.now)
    office._settle([])
    assert office.open_steps() == {"xem"}
    office.does("xem", outcome="Sai")
    assert office.alarm("ngap-duong@ngap-9").operator == "acknowledged"


def test_what_its_source_no_longer_lists_is_over(office: Any) -> None:
    office.case("SOS.1", 16.0703, 108.1503)
    office.case("SOS.2", 16.0704, 108.1503)
    source = office.work.cases.get("SOS.1").source_id
    office.work.listed_all("another", "sos", frozenset(), office.now)
    office.work.listed_all(source, "sos", frozenset({"SOS.2"}), office.now)
    assert [case.case_id for case in office.work.cases.open_cases()] == ["SOS.2"]
    gone = office.work.cases.get("SOS.1")
    assert gone.status == "không còn trong danh sách của nguồn"


def test_the_procedure_of_a_unit_s_alarm_starts_by_itself_once(office: Any) -> None:
    office.work.setup.starting_rules = frozenset({"mua-1-gio"})
    office.rings("mua-1-gio", "mua-1", "high", 72.0)
    started = [run.alarm_id for run in office.work.procedures.open_runs()]
    office.clears("mua-1-gio", "mua-1")
    office.rings("mua-1-gio", "mua-1", "high", 75.0)
    assert started == ["mua-1-gio@mua-1"]
    assert [run.alarm_id for run in office.work.procedures.open_runs()] == started

"""Playbooks: what people and actions do to a run, and what comes of it."""

from __future__ import annotations

import pytest

from backend.contract.work import Evidence
from backend.procedures.events import (
    ActionDone,
    ActionFailed,
    AddEvidence,
    Cancel,
    CaseMoved,
    Retry,
)
from backend.procedures.findings import ProcedureRefusedError
from tests.unit.backend.procedures.kit import (
    END,
    ERROR,
    MODELS,
    ROOTS,
    START,
    T0,
    Desk,
    boundary,
    bpmn,
    chain,
    flows,
    line,
    node,
    service,
    user,
)


def photo() -> Evidence:
    return Evidence(
        digest="ab", name="a.jpg", media_type="image/jpeg", n_bytes=1, kind="photo", at=T0, by="An"
    )


def refused(desk: Desk, *args: str, **more: str) -> str:
    with pytest.raises(ProcedureRefusedError) as caught:
        desk.do(*args, **more)
    return caught.value.text.en


def test_the_flood_procedure_from_alarm_to_end() -> None:
    desk = Desk(
        (MODELS / "ngap-phuong.bpmn").read_bytes(), procedure_id="ngap-phuong", place_name="Mẹ Suốt", value=62
    )
    assert desk.kinds == ["procedure.started", "step.opened"]
    step = desk.step("xem")
    assert (step.role, step.text, step.places) == (
        "truc-ban",
        "Xem camera gần Mẹ Suốt, mực nước 62 cm.",
        ("nearest_cameras",),
    )
    assert step.due_at == T0 + 300
    assert step.left_working_s == 150
    assert desk.run.upcoming == ("Đặt rào chắn", "Duyệt tin gửi dân", "Báo người dân", "Nhắc người duyệt")
    assert desk.run.due_at == T0 + 4 * 3600

    desk.do("xem", "outcome", outcome="Có ngập")
    assert desk.open == ["giao", "rao"]
    assert desk.acts[0].parameters == {"unit": "thoat-nuoc"}
    assert "bằng chứng" in refused(desk, "rao") or "evidence" in refused(desk, "rao")
    desk.apply(AddEvidence("QT.1", desk.step("rao").step_id, photo()))
    desk.do("rao")
    desk.apply(ActionDone("QT.1/giao.1"))
    assert desk.open == ["duyet"]
    desk.wait(600)
    assert desk.open == ["duyet", "nhac"]
    desk.do("duyet", "approved")
    desk.do("duyet", "approved", user="binh")
    assert desk.step("duyet").approvals == ("An", "Binh")
    assert desk.open == ["nhac", "gui"]
    assert desk.step("gui").text == "Gửi tin theo mẫu ngap-phuong tới citizen"
    assert not desk.acts
    desk.do("gui", "confirmed")
    assert [a.action for a in desk.acts] == ["send"]
    assert desk.step("gui").closed_by == "An"
    desk.apply(ActionDone("QT.1/gui.1"))
    desk.do("nhac")
    assert desk.open == ["dong"]
    desk.apply(ActionDone("QT.1/dong.1"))
    assert (desk.run.state, desk.run.outcome, desk.run.ended_at) == ("finished", "Đã xử lý", desk.now)
    assert desk.all.open_runs() == []


def test_not_applicable_needs_a_reason_and_goes_on() -> None:
    desk = Desk(line(user("a", tc_outcomes="Có;Không"), user("b", tc_required="true")))
    assert "why" in refused(desk, "a", "not_applicable")
    desk.do("a", "not_applicable", note="không có nước")
    assert desk.states == {"a": "not_applicable", "b": "open"}
    assert "must be done" in refused(desk, "b", "not_applicable", note="lười")


def test_skipping_goes_to_the_supervisor() -> None:
    desk = Desk(line(user("a", tc_mayskip="true"), user("b")))
    desk.do("a", "skipped", note="thiếu người")
    assert desk.step("a").supervisor
    assert desk.kinds[0] == "step.skipped"
    assert "may not be skipped" in refused(desk, "b", "skipped", note="thiếu người")


def test_an_answer_must_be_one_of_the_outcomes() -> None:
    desk = Desk(line(user("a", tc_outcomes="Có;Không")))
    assert "Có, Không" in refused(desk, "a")
    desk.do("a", "outcome", outcome="Không")
    assert desk.step("a").outcome == "Không"


def test_a_closed_step_and_an_ended_run_refuse() -> None:
    desk = Desk(line(user("a"), user("b")))
    desk.do("a")
    assert "closed already" in refused(desk, "a")
    desk.do("b")
    assert "has ended" in refused(desk, "b")


def test_two_people_approve_and_one_rejects() -> None:
    gate = node("exclusiveGateway", "g", default="g-end")
    xml = bpmn(START, user("d", tc_approvals="2"), gate, user("x"), END,
               flows("start > d", "d > g", "g > x : d == 'approved'", "g > end", "x > end"))  # fmt: skip
    desk = Desk(xml)
    assert "approve or reject" in refused(desk, "d")
    assert "approve or reject" in refused(desk, "d", "not_applicable", note="x")
    desk.do("d", "approved")
    assert desk.kinds == ["step.approved"]
    assert "another person" in refused(desk, "d", "approved")
    assert desk.open == ["d"]
    desk.do("d", "rejected", user="binh")
    assert (desk.step("d").outcome, desk.run.state) == ("rejected", "finished")
    twice = Desk(xml)
    twice.do("d", "approved")
    twice.restart()
    assert "another person" in refused(twice, "d", "approved")
    twice.do("d", "approved", user="binh")
    assert twice.open == ["x"]


def test_cancelling_closes_everything() -> None:
    desk = Desk(
        bpmn(START, service("s"), user("a"), END, flows("start > s", "start > a", "s > end", "a > end"))
    )
    assert sorted(desk.open) == ["a", "s"]
    desk.apply(Cancel("QT.1", "An", "báo động giả"))
    assert set(desk.states.values()) == {"cancelled"}
    assert (desk.run.state, desk.run.outcome) == ("cancelled", "báo động giả")
    assert desk.all.pending_acts() == []
    assert desk.apply(ActionDone("QT.1/s.1")) == []


def test_cancelling_needs_no_words() -> None:
    desk = Desk(line(user("a")))
    desk.apply(Cancel("QT.1", "An", ""))
    assert desk.run.state == "cancelled"
    assert desk.all.open_runs() == []


def test_a_variable_without_outcomes_keeps_the_note() -> None:
    desk = Desk(
        line(user("a", tc_variable="so_ho"), user("b", "<bpmn:documentation>{so_ho} hộ</bpmn:documentation>"))
    )
    desk.do("a", note="12")
    assert desk.step("b").text == "12 hộ"


def test_a_result_taken_twice_changes_nothing() -> None:
    desk = Desk(line(service("goi", "http", parameters="url=http://a/{incident_id}"), user("b", "<bpmn:documentation>{goi.muc}</bpmn:documentation>")), incident_id="SC.1")  # fmt: skip
    assert desk.acts[0].parameters == {"url": "http://a/SC.1"}
    first = desk.apply(ActionDone("QT.1/goi.1", {"muc": 3}))
    assert desk.step("b").text == "3"
    assert first
    assert desk.apply(ActionDone("QT.1/goi.1", {"muc": 4})) == []
    assert desk.apply(ActionDone("QT.9/goi.1")) == []
    assert desk.step("b").text == "3"


def test_pending_actions_come_back_with_the_same_key() -> None:
    desk = Desk(line(service("s", parameters="text={title}")), title="Ngập")
    key, handed_out = desk.acts[0].key, desk.acts
    desk.restart()
    assert desk.all.pending_acts() == handed_out
    desk.apply(ActionFailed(key, "mạng đứt"))
    assert desk.run.state == "failed"
    assert desk.run.outcome == "S: mạng đứt"
    desk.restart()
    assert desk.run.state == "failed"
    assert desk.all.pending_acts() == []
    desk.apply(Retry("QT.1", "s.1", "An"))
    assert [act.key for act in desk.acts] == [key]
    desk.apply(ActionDone(key))
    assert desk.run.state == "finished"


def test_a_failed_action_can_be_called_not_applicable() -> None:
    desk = Desk(line(service("s"), user("b")))
    desk.apply(ActionFailed("QT.1/s.1", "mạng đứt"))
    desk.do("s", "not_applicable", note="đã gọi điện")
    assert (desk.run.state, desk.open) == ("running", ["b"])


def test_a_missing_variable_fails_the_step_only() -> None:
    desk = Desk(bpmn(START, service("s", parameters="text={muc.cao}"), user("a"), END, node("businessRuleTask", "muc", tc_expression="1"),
                     flows("start > s", "start > a", "s > muc", "muc > end", "a > end")))  # fmt: skip
    assert desk.step("s").state == "failed"
    assert "muc" in desk.step("s").note
    desk.do("a")
    assert desk.states["a"] == "done"


def test_an_error_event_takes_a_failed_action() -> None:
    xml = bpmn(START, service("s"), boundary("loi", "s", ERROR), user("goi"), END,
               flows("start > s", "s > end", "loi > goi", "goi > end"), roots=ROOTS)  # fmt: skip
    desk = Desk(xml)
    desk.apply(ActionFailed("QT.1/s.1", "từ chối"))
    assert desk.kinds == ["step.failed", "procedure.event", "step.opened"]
    assert (desk.run.state, desk.open) == ("running", ["goi"])
    desk.do("goi")
    assert desk.run.state == "finished"


def test_an_error_leaves_a_sub_process() -> None:
    inside = node("startEvent", "s0") + service("s") + node("endEvent", "e0") + chain("s0", "s", "e0")
    xml = bpmn(START, node("subProcess", "con", inside), boundary("loi", "con", ERROR), user("goi"), END,
               flows("start > con", "con > end", "loi > goi", "goi > end"), roots=ROOTS)  # fmt: skip
    desk = Desk(xml)
    desk.apply(ActionFailed("QT.1/s.1", "từ chối"))
    assert desk.open == ["goi"]


# ---- the case that a run is about -----------------------------------------------------------------------

RESCUE = bpmn(
    START,
    node("exclusiveGateway", "re", default="re-dieu"),
    service("dieu"),
    user("di", tc_until="going; there"),
    boundary("mat", "di", '<bpmn:messageEventDefinition messageRef="C"/>'),
    user("an_toan", tc_until="safe"),
    END,
    flows("start > re", "re > di : status == 'assigned'", "re > dieu", "dieu > di", "mat > re", "di > an_toan", "an_toan > end"),
    roots='<bpmn:message id="C" name="case.confirmed"/>',
)  # fmt: skip


def moved(status: str) -> CaseMoved:
    return CaseMoved("QT.1", status, f"Đang {status}", "Xuồng 1")


def sent(desk: Desk) -> None:
    (act,) = desk.all.pending_acts()
    desk.apply(ActionDone(act.key))


def test_a_step_is_done_when_the_case_comes_into_a_status_that_says_so() -> None:
    desk = Desk(RESCUE, status="new")
    sent(desk)
    desk.apply(moved("assigned"))
    assert (desk.open, desk.kinds) == (["di"], ["procedure.event"])
    desk.apply(moved("going"))
    assert desk.open == ["an_toan"]
    assert (desk.step("di").state, desk.step("di").note) == ("done", "Đang going")
    assert desk.kinds == ["procedure.event", "step.done", "step.opened"]
    desk.apply(moved("safe"))
    assert desk.run.state == "finished"


def test_what_was_so_before_the_step_opened_counts_and_drawings_may_ask_for_it() -> None:
    desk = Desk(RESCUE, status="new")
    desk.apply(moved("there"))
    sent(desk)
    assert desk.open == ["an_toan"], "somebody is there already"
    assert Desk(RESCUE, status="assigned").open == ["di"], "nobody else is sent"
    assert Desk(RESCUE, status="").open == ["dieu"]


def test_news_of_a_case_is_heard_by_who_waits_for_it_and_kept_for_nobody() -> None:
    desk = Desk(RESCUE, status="new")
    desk.apply(moved("confirmed"))
    sent(desk)
    assert desk.open == ["di"], "what was before the crew was sent is no news of the crew"
    desk.apply(moved("assigned"))
    desk.apply(moved("confirmed"))
    assert desk.open == ["dieu"], "another one is sent"
    sent(desk)
    assert desk.open == ["di"]


def test_the_same_status_again_is_nothing_new_and_a_restart_knows_it() -> None:
    desk = Desk(RESCUE, status="new")
    desk.apply(moved("new"))
    assert desk.kinds == []
    desk.apply(moved("there"))
    desk.restart()
    (act,) = desk.all.pending_acts()
    desk.apply(ActionDone(act.key))
    assert desk.open == ["an_toan"]


def test_an_ended_run_follows_no_case() -> None:
    desk = Desk(RESCUE, status="safe")
    sent(desk)
    desk.do("di")
    assert desk.run.state == "finished", "what the case says already needs nobody's tick"
    with pytest.raises(ProcedureRefusedError):
        desk.apply(moved("new"))

"""Dry runs: what would happen, with time skipped."""

from __future__ import annotations

from backend.procedures.dry_run import MAX_TRACE, dry_run
from backend.procedures.library import Library
from backend.procedures.model import read_model
from tests.unit.backend.procedures.kit import (
    END,
    MODELS,
    START,
    boundary,
    bpmn,
    flows,
    line,
    node,
    service,
    timer,
    user,
)

FLOOD = read_model((MODELS / "ngap-phuong.bpmn").read_bytes())


def played(xml: bytes, answers: dict[str, str] | None = None) -> list[tuple[float, str, str]]:
    return [(step.at_s, step.element_id, step.what) for step in dry_run(read_model(xml), answers)]


def test_the_first_answers_lead_to_the_end() -> None:
    trace = dry_run(FLOOD)
    assert trace[-1].what == "kết thúc: Đã xử lý"
    assert [step.what for step in trace if step.element_id == "gui"][1] == (
        "sẽ làm: Gửi tin theo mẫu ngap-phuong tới citizen [send: template=ngap-phuong, to=citizen]"
    )
    assert {step.at_s for step in trace} == {0.0}


def test_other_answers_lead_elsewhere() -> None:
    assert dry_run(FLOOD, {"xem": "Không ngập"})[-1].what == "kết thúc: Không ngập"
    rejected = dry_run(FLOOD, {"duyet": "rejected"})
    assert "gui" not in {step.element_id for step in rejected}
    assert rejected[-1].what == "kết thúc: Đã xử lý"
    assert "không áp dụng" in [step.what.split(":")[0] for step in dry_run(FLOOD, {"rao": "not_applicable"})]


def test_who_does_not_answer_lets_time_pass() -> None:
    trace = dry_run(FLOOD, {"duyet": "-"})
    assert (600.0, "cham-duyet", "sự kiện xảy ra") in [(s.at_s, s.element_id, s.what) for s in trace]
    assert (14_400.0, "cả quy trình quá hạn") in [(s.at_s, s.what) for s in trace]
    assert trace[-1].what == "không đi tiếp được, đang chờ: Duyệt tin gửi dân"


def test_time_is_skipped_to_what_is_due() -> None:
    trace = played(
        line(node("intermediateCatchEvent", "cho", timer("P3D")), user("a", tc_deadline="PT1H"))[:],
        {"a": "-"},
    )
    assert (3 * 86_400.0, "cho", "xong") in trace
    assert (3 * 86_400.0 + 3600, "a", "quá hạn, chuyển người giám sát") in trace


def test_results_of_actions_and_messages_can_be_given() -> None:
    gate = node("exclusiveGateway", "g", default="g-end")
    roots = '<bpmn:message id="M" name="tra-loi"/>'
    xml = bpmn(START, service("goi", "http", parameters="url=u"), node("receiveTask", "r", messageRef="M"), gate, user("a"), END,
               flows("start > goi", "goi > r", "r > g", "g > a : r.text == 'ok' && goi.muc == 3", "g > end", "a > end"), roots=roots)  # fmt: skip
    assert "a" in {element for _, element, _ in played(xml, {"goi": '{"muc": 3}', "r": "ok"})}
    failed = played(xml, {"r": "ok"})
    assert any(what.startswith("lỗi: r.text == 'ok'") for _, _, what in failed)
    assert failed[-1][2] == "không đi tiếp được, đang chờ: G"


def test_variables_of_the_starter_can_be_given() -> None:
    gate = node("exclusiveGateway", "g", default="g-end")
    xml = bpmn(
        START,
        gate,
        user("a"),
        END,
        flows("start > g", "g > a : muc > 3", "g > end", "a > end"),
        tc_variables="muc",
    )
    assert "a" in {element for _, element, _ in played(xml, {"muc": "5"})}


def test_a_called_procedure_is_played_too() -> None:
    inner = read_model(line(user("trong"), process_id="con"))
    outer = read_model(line(node("callActivity", "c", calledElement="con")))
    assert "trong" in {step.element_id for step in dry_run(outer, None, Library([inner]))}
    assert "con" in dry_run(outer)[0].what


def test_endless_procedures_are_bounded() -> None:
    gate = node("exclusiveGateway", "g", default="g-a")
    xml = bpmn(START, user("a"), gate, END, flows("start > a", "a > g", "g > a", "g > end : false"))
    trace = played(xml)
    assert len(trace) <= MAX_TRACE
    assert trace[-1][2].startswith("dừng sau")
    cycle = boundary("c", "a", timer("R/PT1M", "timeCycle"), interrupts=False)
    forever = bpmn(
        START,
        user("a"),
        cycle,
        user("b"),
        node("endEvent", "e"),
        END,
        flows("start > a", "a > end", "c > b", "b > e"),
    )
    assert len(played(forever, {"a": "-"})) <= MAX_TRACE

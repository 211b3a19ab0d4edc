"""A procedure that can run."""

from __future__ import annotations

import hashlib

import pytest

from backend.procedures.findings import ProcedureError
from backend.procedures.model import in_order, read_model
from tests.unit.backend.procedures.kit import END, MODELS, START, bpmn, chain, line, node, service, user


def test_what_a_model_says_of_itself() -> None:
    xml = (MODELS / "ngap-phuong.bpmn").read_bytes()
    model = read_model(xml, version=3, pack_id="flooding")
    assert (model.procedure_id, model.title, model.version, model.pack_id) == (
        "ngap-phuong",
        "Xử lý ngập cấp phường",
        3,
        "flooding",
    )
    assert model.digest == hashlib.sha256(xml).hexdigest()
    assert model.xml == xml
    assert [(step.name, step.role, step.person) for step in model.steps] == [
        ("Xác minh qua camera", "truc-ban", True),
        ("Giao đội thoát nước", "truc-ban", False),
        ("Đặt rào chắn", "thoat-nuoc", True),
        ("Duyệt tin gửi dân", "lanh-dao", True),
        ("Báo người dân", "truc-ban", True),
        ("Nhắc người duyệt", "lanh-dao", True),
        ("Đóng cảnh báo", "truc-ban", False),
    ]


def test_order_is_that_of_the_flow_not_of_the_file() -> None:
    model = read_model(
        bpmn(user("c"), END, user("b"), START, user("a"), chain("start", "a", "b", "c", "end"))
    )
    assert [found.element_id for found in in_order(model.drawing)] == ["start", "a", "b", "c", "end"]


def test_what_may_still_come() -> None:
    model = read_model(line(user("a"), service("s"), user("b")))
    assert model.upcoming(["a"]) == ("B",)
    assert model.upcoming(["s"]) == ("B",)
    assert model.upcoming(["b"]) == ()


def test_a_message_start_names_its_message() -> None:
    start = node("startEvent", "start", '<bpmn:messageEventDefinition messageRef="M"/>')
    xml = bpmn(
        start, user("a"), END, chain("start", "a", "end"), roots='<bpmn:message id="M" name="cuu-ho"/>'
    )
    assert read_model(xml).start_message == "cuu-ho"
    assert read_model(line(user("a"))).start_message == ""


def test_calls_of_other_files() -> None:
    assert read_model(line(node("callActivity", "c", calledElement="con"))).calls == ("con",)


def test_what_cannot_run_is_no_model() -> None:
    with pytest.raises(ProcedureError) as caught:
        read_model(line(node("scriptTask", "s"), user("a", tc_deadline="x")))
    assert {found.element_id for found in caught.value.findings} == {"s", "a"}
    assert "does not run" in str(caught.value)

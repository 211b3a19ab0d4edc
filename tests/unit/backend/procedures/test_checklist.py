"""Elements as steps."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from backend.contract.work import Evidence, Step
from backend.procedures.checklist import check, is_open, is_stuck, kind_of, new_act, new_step, with_deadline
from backend.procedures.drawing import Element
from backend.procedures.events import DoStep, Result
from backend.procedures.expressions import ExpressionError
from backend.procedures.findings import ProcedureRefusedError


def element(tag: str = "userTask", **settings: str) -> Element:
    return Element("a", tag, "Làm", "qt", role="truc-ban", settings=settings)


def step(
    tag: str = "userTask", *, state: Any = "", given: tuple[Evidence, ...] = (), **settings: str
) -> Step:
    drawn = element(tag, **settings)
    made = new_step("a.1", drawn, kind_of(drawn), {}, 5.0)
    return msgspec.structs.replace(made, state=state or made.state, evidence=given)


@pytest.mark.parametrize(
    ("drawn", "receives", "kind"),
    [
        (element("userTask"), False, "user"),
        (element("task"), False, "manual"),
        (element("userTask", approvals="2"), False, "approval"),
        (element("sendTask"), False, "send"),
        (element("callActivity"), False, "call"),
        (element("intermediateCatchEvent"), True, "receive"),
        (element("intermediateCatchEvent"), False, "wait"),
        (element("eventBasedGateway"), False, "wait"),
    ],
)
def test_kinds(drawn: Element, receives: bool, kind: str) -> None:
    assert kind_of(drawn, receives=receives) == kind


def test_what_a_new_step_shows() -> None:
    drawn = Element("a", "userTask", "Xem\n camera", "qt", role="truc-ban", text="Ở {noi}",
                    settings={"outcomes": "Có; Không;", "evidence": "photo", "places": "cam1, cam2"})  # fmt: skip
    made = new_step("a.2", drawn, "user", {"noi": "cầu"}, 7.0)
    assert (made.name, made.text, made.outcomes, made.places) == (
        "Xem camera",
        "Ở cầu",
        ("Có", "Không"),
        ("cam1", "cam2"),
    )
    assert (made.state, made.opened_at, made.role, made.evidence_needed) == ("open", 7.0, "truc-ban", "photo")
    late = with_deadline(made, element(mode="working"), 100.0, lambda start, end, unit: (end - start) / 3)
    assert (late.due_at, late.due_mode, late.left_working_s) == (100.0, "working", 31.0)


@pytest.mark.parametrize(
    ("action", "parameters", "text"),
    [
        ("send", {"template": "t", "to": "{unit}"}, "Gửi tin theo mẫu t tới dien"),
        ("assign", {"lead": "An"}, "Giao việc cho An"),
        ("http", {"url": "u"}, "Gọi  u"),
        ("close_incident", {}, "Đóng sự cố:"),
        ("khac", {}, "khac"),
    ],
)
def test_an_automatic_step_says_what_it_will_do(action: str, parameters: dict[str, str], text: str) -> None:
    drawn = Element("a", "serviceTask", "x", "qt", settings={"action": action}, parameters=parameters)
    made = new_step("a.1", drawn, "service", {"unit": "dien"}, 0.0)
    assert (made.text, made.state) == (text, "acting")
    act = new_act("QT.1", made, drawn, {"unit": "dien"})
    assert (act.key, act.action, act.text) == ("QT.1/a.1", action, text)
    if "{unit}" in parameters.values():
        with pytest.raises(ExpressionError):
            new_act("QT.1", made, drawn, {})


def test_one_that_is_confirmed_waits() -> None:
    assert step("serviceTask", confirm="true").state == "open"
    assert not step("userTask", confirm="true").confirm


def photo(kind: Any) -> Evidence:
    return Evidence(digest="", name="", media_type="", n_bytes=0, kind=kind, at=0, by="")


REFUSED: list[tuple[Step, Result, dict[str, str], str]] = [
    (step(state="done"), "done", {}, "closed already"),
    (step("serviceTask"), "done", {}, "being carried out"),
    (step("serviceTask", state="failed"), "done", {}, "automatic"),
    (step("callActivity"), "done", {}, "nothing for a person"),
    (step("businessRuleTask", state="failed"), "not_applicable", {"note": "x"}, "nothing for a person"),
    (step(), "confirmed", {}, "needs no confirmation"),
    (step(), "approved", {}, "no approval"),
    (step(approvals="2"), "done", {}, "approve or reject"),
    (step(approvals="2"), "skipped", {"note": "x"}, "approve or reject"),
    (step(), "skipped", {"note": "x"}, "may not be skipped"),
    (step(), "not_applicable", {"note": "  "}, "Say why"),
    (step("receiveTask"), "done", {}, "Note the answer"),
    (step(outcomes="x;y"), "outcome", {"outcome": "z"}, "Choose an answer"),
    (step(evidence="file"), "done", {}, "needs evidence"),
]


@pytest.mark.parametrize(("about", "result", "more", "words"), REFUSED)
def test_what_is_refused(about: Step, result: Result, more: dict[str, str], words: str) -> None:
    drawn = element("userTask")
    with pytest.raises(ProcedureRefusedError) as caught:
        check(about, drawn, DoStep("QT.1", "a.1", "An", "an", result, **more), ())
    assert words in caught.value.text.en
    assert about.name in caught.value.text.vi


@pytest.mark.parametrize(
    ("need", "given", "passes"),
    [("photo", "photo", True), ("any", "file", True), ("photo", "file", False), ("snapshot", "photo", False)],
)
def test_evidence_must_be_of_the_kind(need: str, given: str, passes: bool) -> None:
    about, drawn = step(evidence=need, given=(photo(given),)), element(evidence=need)
    event = DoStep("QT.1", "a.1", "An", "an", "done")
    if passes:
        check(about, drawn, event, ())
    else:
        with pytest.raises(ProcedureRefusedError):
            check(about, drawn, event, ())


def test_open_and_stuck() -> None:
    assert is_open(step())
    assert is_open(step(state="failed"))
    assert is_stuck(step(state="failed"))
    assert not is_stuck(step())
    assert not is_open(step(state="cancelled"))

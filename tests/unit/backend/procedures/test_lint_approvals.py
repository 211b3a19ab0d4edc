"""A timeout never approves, and nothing goes to the public past two people."""

from __future__ import annotations

import pytest

from backend.procedures.lint import lint
from tests.unit.backend.procedures.kit import END, START, boundary, bpmn, flows, node, service, timer, user

GATE = node("exclusiveGateway", "g", default="g-end")
APPROVAL = user("duyet", tc_approvals="2", tc_variable="ok")
EVACUATE = service("so-tan")
APPROVED = ("start > duyet", "duyet > g", "g > so-tan : ok == 'approved'", "g > end", "so-tan > end")


def about_approvals(xml: bytes) -> list[tuple[str, str]]:
    found = [(f.element_id, f.message.en) for f in lint(xml) if f.level == "error"]
    assert all("past" in words for _, words in found), found
    return found


def test_a_timeout_that_leads_to_the_guarded_action_is_an_error() -> None:
    xml = bpmn(
        START,
        APPROVAL,
        boundary("t", "duyet", timer("PT10M")),
        GATE,
        EVACUATE,
        END,
        flows(*APPROVED, "t > so-tan"),
    )
    assert about_approvals(xml) == [("t", "the timeout leads to So-tan past the approval Duyet.")]


@pytest.mark.parametrize("interrupts", [True, False])
def test_so_is_one_that_leads_there_by_detours(interrupts: bool) -> None:
    timeout = boundary("t", "duyet", timer("PT10M"), interrupts=interrupts)
    xml = bpmn(
        START,
        APPROVAL,
        timeout,
        GATE,
        EVACUATE,
        END,
        user("goi"),
        flows(*APPROVED, "t > goi", "goi > so-tan"),
    )
    assert [where for where, _ in about_approvals(xml)] == ["t"]


def test_one_that_leads_back_to_the_gateway_of_the_approval_is_an_error() -> None:
    xml = bpmn(
        START,
        APPROVAL,
        boundary("t", "duyet", timer("PT10M")),
        GATE,
        EVACUATE,
        END,
        flows(*APPROVED, "t > g"),
    )
    assert [where for where, _ in about_approvals(xml)] == ["t"]


def test_a_timer_on_the_sub_process_around_it_counts_too() -> None:
    inside = node("startEvent", "s0") + APPROVAL + node("endEvent", "e0") + flows("s0 > duyet", "duyet > e0")
    xml = bpmn(START, node("subProcess", "con", inside), boundary("t", "con", timer("PT10M")), GATE, EVACUATE, END,
               flows("start > con", "con > g", "g > so-tan : ok == 'approved'", "g > end", "so-tan > end", "t > so-tan"))  # fmt: skip
    assert [where for where, _ in about_approvals(xml)] == ["t"]


def test_a_reminder_and_another_approval_are_no_way_past() -> None:
    remind = boundary("t", "duyet", timer("PT10M"), interrupts=False) + user("nhac") + node("endEvent", "e")
    assert (
        about_approvals(
            bpmn(START, APPROVAL, remind, GATE, EVACUATE, END, flows(*APPROVED, "t > nhac", "nhac > e"))
        )
        == []
    )
    second = user("cap-tren", tc_approvals="2", tc_variable="ok")
    timeout = boundary("t", "duyet", timer("PT10M"))
    ways = flows(*APPROVED, "t > cap-tren", "cap-tren > g")
    assert about_approvals(bpmn(START, APPROVAL, timeout, second, GATE, EVACUATE, END, ways)) == []


def test_what_happens_after_a_rejection_too_is_not_guarded() -> None:
    timeout = boundary("t", "duyet", timer("PT10M"))
    xml = bpmn(START, APPROVAL, timeout, GATE, EVACUATE, service("ghi"), END,
               flows("start > duyet", "duyet > g", "g > so-tan : ok == 'approved'", "g > ghi", "so-tan > ghi", "t > ghi", "ghi > end")
               .replace("g-end", "g-ghi"))  # fmt: skip
    assert about_approvals(xml.replace(b'default="g-end"', b'default="g-ghi"')) == []


PUBLIC = service("gui", "send", parameters="template=t|to=citizen")


def test_a_message_to_the_public_needs_two_people_before_it() -> None:
    bare = bpmn(START, user("a"), PUBLIC, END, flows("start > a", "a > gui", "gui > end"))
    assert about_approvals(bare) == [("gui", "it goes to the public past two approvals.")]
    for n, expected in (("1", ["gui"]), ("2", []), ("3", [])):
        approval = user("duyet", tc_approvals=n, tc_variable="ok")
        ways = flows("start > duyet", "duyet > g", "g > gui : ok == 'approved'", "g > end", "gui > end")
        assert [
            where for where, _ in about_approvals(bpmn(START, approval, GATE, PUBLIC, END, ways))
        ] == expected


def test_a_rejection_must_not_lead_to_the_public() -> None:
    straight = bpmn(START, APPROVAL, PUBLIC, END, flows("start > duyet", "duyet > gui", "gui > end"))
    assert [where for where, _ in about_approvals(straight)] == ["gui"]
    default = node("exclusiveGateway", "g", default="g-gui")
    ways = flows("start > duyet", "duyet > g", "g > gui", "g > end : ok == 'rejected'", "gui > end")
    assert about_approvals(bpmn(START, APPROVAL, default, PUBLIC, END, ways)) == []

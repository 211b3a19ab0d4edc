from __future__ import annotations

import pytest

from backend.contract.case_requests import ActOnCases, GetCase, NoteCase, OpenCase, SetCaseData
from backend.contract.messages import (
    AcknowledgeAlarm,
    GetSnapshot,
    RequestBody,
    SetOutOfService,
    ShelveAlarm,
    UnshelveAlarm,
)
from backend.contract.work_requests import DoStep
from backend.engine.sessions import IDLE_LIMIT_S, Sessions, may, may_decide
from backend.store import ROLES

ACTS: list[RequestBody] = [AcknowledgeAlarm("a"), ShelveAlarm("a", "r", 1.0), UnshelveAlarm("a")]


def test_a_session_is_known_by_its_token_until_it_idles_too_long() -> None:
    sessions = Sessions()
    one = sessions.start("ha", "Hà", "duty_officer", 0.0)
    two = sessions.start("ha", "Hà", "duty_officer", 0.0)
    assert one.token != two.token
    assert sessions.of(one.token, IDLE_LIMIT_S - 1) is one
    assert sessions.of(one.token, 2 * IDLE_LIMIT_S - 2) is one
    assert sessions.of(two.token, IDLE_LIMIT_S + 1) is None
    assert sessions.of("", 0.0) is None


@pytest.mark.parametrize(
    ("role", "acts", "supervises"),
    [
        ("viewer", False, False),
        ("leader", False, False),
        ("duty_officer", True, False),
        ("unit_officer", True, False),
        ("shift_supervisor", True, True),
        ("administrator", True, True),
    ],
)
def test_every_role_reads_some_act_fewer_supervise(role: str, *, acts: bool, supervises: bool) -> None:
    session = Sessions().start("u", "U", role, 0.0)
    assert may(session, GetSnapshot())
    assert [may(session, body) for body in ACTS] == [acts] * 3
    assert may(session, SetOutOfService("a", True, "r")) == supervises


@pytest.mark.parametrize(
    ("role", "answers", "opens"),
    [
        ("viewer", False, False),
        ("leader", True, False),
        ("unit_officer", True, True),
        ("duty_officer", True, True),
        ("administrator", True, True),
    ],
)
def test_leaders_answer_cases_whose_kind_lets_them_and_officers_enter_them(
    role: str, *, answers: bool, opens: bool
) -> None:
    session = Sessions().start("u", "U", role, 0.0, "roads")
    assert session.unit_id == "roads"
    assert may(session, GetCase("A"))
    assert [may(session, body) for body in (ActOnCases(("A",), "x"), NoteCase("A", "t"))] == [answers] * 2
    assert [may(session, body) for body in (OpenCase("report", "t"), SetCaseData("A", {}))] == [opens] * 2


@pytest.mark.parametrize(
    ("role", "decides", "does"),
    [
        ("viewer", False, False),
        ("leader", True, False),
        ("duty_officer", True, True),
        ("unit_officer", True, True),
    ],
)
def test_leaders_approve_or_reject_a_step_and_do_no_other(role: str, *, decides: bool, does: bool) -> None:
    session = Sessions().start("u", "U", role, 0.0)
    assert may(session, DoStep("r", "s", "approved")) == decides
    assert may(session, DoStep("r", "s", "rejected")) == decides
    assert [
        may(session, DoStep("r", "s", result)) for result in ("done", "confirmed", "skipped", "retry")
    ] == [does] * 4


@pytest.mark.parametrize(
    ("lane", "roles"),
    [
        ("leader", {"leader"}),
        ("shift_supervisor", {"leader", "shift_supervisor", "administrator"}),
        ("thoat-nuoc", {"leader", "shift_supervisor", "administrator", "duty_officer"}),
    ],
)
def test_who_decides_a_step_follows_from_its_lane(lane: str, roles: set[str]) -> None:
    assert {role for role in ROLES if may_decide(role, lane)} - {"unit_officer"} == roles

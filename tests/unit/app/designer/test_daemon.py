from __future__ import annotations

from collections.abc import Callable

from app.designer.daemon import DaemonJudge
from app.designer.judge import Refusal
from backend.contract.messages import Done, Failure, ReplyBody, RequestBody
from backend.contract.state import Text
from backend.contract.work import ProcedureInfo
from backend.contract.work_requests import (
    DryRunProcedure,
    Findings,
    GetProcedure,
    LintProcedure,
    Procedures,
    ProcedureText,
    Published,
    PublishProcedure,
    Trace,
)
from tests.unit.app.designer.conftest import FINDINGS, TRACE


class Daemon:
    """Answers every request with the next answer."""

    def __init__(self, *answers: ReplyBody) -> None:
        self.answers = list(answers)
        self.asked: list[RequestBody] = []

    def __call__(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], deadline_s: float) -> None:
        assert deadline_s > 0
        self.asked.append(body)
        on_reply(self.answers.pop(0))


def test_each_question_is_a_request_of_the_contract() -> None:
    known = (ProcedureInfo("a", "A", 2, "", 0, 0),)
    text, published = ProcedureText("a", 2, "<a/>"), Published("a", 3)
    daemon = Daemon(Findings(FINDINGS), Trace(TRACE), Procedures(known), text, published)
    judge = DaemonJudge(daemon)
    got: list[object] = []
    judge.lint("<a/>", got.append)
    judge.dry_run("<a/>", {"x": "Có"}, got.append)
    judge.procedures(got.append)
    judge.text("a", 2, got.append)
    judge.publish("<a/>", "Bản đầu", got.append)
    assert got == [FINDINGS, TRACE, known, text, published]
    assert daemon.asked[0] == LintProcedure("<a/>")
    assert daemon.asked[1] == DryRunProcedure("<a/>", {"x": "Có"})
    assert daemon.asked[3:] == [GetProcedure("a", 2), PublishProcedure("<a/>", "Bản đầu")]


def test_a_failure_or_another_answer_is_a_refusal(vietnamese: None) -> None:
    judge = DaemonJudge(Daemon(Failure("not_allowed", "cần vai trò trưởng ca", "đăng nhập lại"), Done(1)))
    got: list[object] = []
    judge.publish("<a/>", "x", got.append)
    judge.lint("<a/>", got.append)
    assert got == [
        Refusal("cần vai trò trưởng ca", "đăng nhập lại"),
        Refusal("máy chủ trả lời sang việc khác"),
    ]


def test_a_failure_is_told_in_vietnamese(vietnamese: None) -> None:
    failure = Failure.of(
        "invalid", Text("Bản vẽ quá dài.", "the drawing is too long"), Text("Hãy rút gọn.", "shorten it")
    )
    got: list[Refusal] = []
    DaemonJudge(Daemon(failure)).publish("<a/>", "x", got.append)  # type: ignore[arg-type]
    assert got[0].words == "Bản vẽ quá dài — Hãy rút gọn."

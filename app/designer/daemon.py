"""The daemon as judge and shelf: the designer's questions as requests of the contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from app.designer.judge import OnFindings, OnProcedures, OnPublished, OnText, OnTrace, Refusal
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.work_requests import (
    DryRunProcedure,
    Findings,
    GetProcedure,
    GetProcedures,
    LintProcedure,
    Procedures,
    ProcedureText,
    Published,
    PublishProcedure,
    Trace,
)
from widgets import i18n
from widgets.live import Requester

tr = QCoreApplication.translate

DEADLINE_S = 15.0
Answer = TypeVar("Answer")


class DaemonJudge:
    """Judges and keeps procedures through a link to the daemon."""

    quick = True

    def __init__(self, request: Requester) -> None:
        """Ask by `request` (`Link.request`)."""
        self._request = request

    def lint(self, xml: str, on_answer: OnFindings) -> None:
        """Look for what keeps the procedure from running."""
        self._ask(LintProcedure(xml), Findings, lambda found: found.findings, on_answer)

    def dry_run(self, xml: str, answers: dict[str, str], on_answer: OnTrace) -> None:
        """Run the procedure without doing anything."""
        self._ask(DryRunProcedure(xml, answers), Trace, lambda trace: trace.steps, on_answer)

    def procedures(self, on_answer: OnProcedures) -> None:
        """List the published procedures."""
        self._ask(GetProcedures(), Procedures, lambda answer: answer.procedures, on_answer)

    def text(self, procedure_id: str, version: int, on_answer: OnText) -> None:
        """Fetch one version; 0 is the newest."""
        self._ask(GetProcedure(procedure_id, version), ProcedureText, _whole, on_answer)

    def publish(self, xml: str, note: str, on_answer: OnPublished) -> None:
        """Publish a new version."""
        self._ask(PublishProcedure(xml, note), Published, _whole, on_answer)

    def _ask(
        self,
        body: RequestBody,
        kind: type[Answer],
        take: Callable[[Answer], object],
        on_answer: Callable[..., None],
    ) -> None:
        def answer(reply: ReplyBody) -> None:
            if isinstance(reply, kind):
                on_answer(take(reply))
            elif isinstance(reply, Failure):
                on_answer(Refusal(*reply.told(i18n.spoken())))
            else:
                on_answer(Refusal(tr("Designer", "the daemon gave an answer to another question")))

        self._request(body, answer, DEADLINE_S)


def _whole(reply: Answer) -> Answer:
    return reply

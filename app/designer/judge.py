"""Who judges, keeps and publishes procedures: the daemon, or a command of this machine. Only the shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from backend.contract.work import Finding, ProcedureInfo, TraceStep
from backend.contract.work_requests import ProcedureText, Published


class Refusal(msgspec.Struct, frozen=True):
    """What was asked was not done."""

    message: str
    """What happened, to which item."""
    cure: str = ""
    """What to do."""

    @property
    def words(self) -> str:
        """Return both in one sentence."""
        return f"{self.message.removesuffix('.')} — {self.cure}" if self.cure else self.message


OnFindings = Callable[[tuple[Finding, ...] | Refusal], None]
OnTrace = Callable[[tuple[TraceStep, ...] | Refusal], None]
OnProcedures = Callable[[tuple[ProcedureInfo, ...] | Refusal], None]
OnText = Callable[[ProcedureText | Refusal], None]
OnPublished = Callable[[Published | Refusal], None]


class Judge(Protocol):
    """Says whether a procedure can run, and how it would. Answers come on the GUI thread, once each."""

    quick: bool
    """Cheap enough to ask after every change."""

    def lint(self, xml: str, on_answer: OnFindings) -> None:
        """Look for what keeps the procedure from running."""
        ...

    def dry_run(self, xml: str, answers: dict[str, str], on_answer: OnTrace) -> None:
        """Run the procedure without doing anything; `answers` are outcomes by element id."""
        ...


class Shelf(Protocol):
    """Where published procedures are kept."""

    def procedures(self, on_answer: OnProcedures) -> None:
        """List them."""
        ...

    def text(self, procedure_id: str, version: int, on_answer: OnText) -> None:
        """Fetch one version."""
        ...

    def publish(self, xml: str, note: str, on_answer: OnPublished) -> None:
        """Publish a new version; the note says what changed."""
        ...

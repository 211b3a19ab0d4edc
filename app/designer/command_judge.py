"""Lint and dry run without a daemon: by the command `procedure` of this installation, as a child process."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTemporaryDir, QTimer

from app.designer.judge import OnFindings, OnTrace, Refusal
from backend.contract.work import Finding, TraceStep

log = logging.getLogger(__name__)
tr = QCoreApplication.translate

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "backend", "procedure")
FILE = "designed.procedure.bpmn"
DEADLINE_MS = 60_000

OnOutput = Callable[[bytes | Refusal], None]


class _Report(msgspec.Struct, frozen=True):
    """What `procedure lint --json` says of one file."""

    findings: tuple[Finding, ...]


class CommandJudge(QObject):
    """Asks `procedure lint` and `procedure dry-run`."""

    quick = False
    """Starting Python takes a second or two: only on request."""

    def __init__(
        self, opened: Callable[[], Path | None], language: str, command: tuple[str, ...] = COMMAND
    ) -> None:
        """Judge by `command`.

        Args:
            opened: gives the procedure's file, None while it has none: procedures beside it may be called.
            language: of what the command says.
            command: its first part is the program.
        """
        super().__init__()
        self._opened, self._language, self._command = opened, language, command

    def lint(self, xml: str, on_answer: OnFindings) -> None:
        """Look for what keeps the procedure from running."""

        def take(output: bytes | Refusal) -> None:
            on_answer(output if isinstance(output, Refusal) else read_findings(output))

        self._run("lint", xml, None, take)

    def dry_run(self, xml: str, answers: dict[str, str], on_answer: OnTrace) -> None:
        """Run the procedure without doing anything."""

        def take(output: bytes | Refusal) -> None:
            on_answer(output if isinstance(output, Refusal) else read_trace(output))

        self._run("dry-run", xml, answers, take)

    def _run(self, word: str, xml: str, answers: dict[str, str] | None, on_output: OnOutput) -> None:
        folder = QTemporaryDir()
        file = self._lay_out(Path(folder.path()), xml)
        words = [*self._command[1:], word, "--json", "--language", self._language]
        if answers is not None:
            given = file.with_suffix(".json")
            given.write_text(json.dumps(answers), encoding="utf-8")
            words += ["--answers", str(given)]
        process = QProcess(self)
        process.setWorkingDirectory(str(ROOT))
        deadline = QTimer(process, singleShot=True)
        deadline.timeout.connect(process.kill)

        def finish(*_: object) -> None:
            deadline.stop()
            output = bytes(process.readAllStandardOutput().data())
            errors = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip()
            folder.remove()
            process.deleteLater()
            on_output(output if output.strip() else failure(word, errors or process.errorString()))

        process.finished.connect(finish)
        process.errorOccurred.connect(
            lambda error: finish() if error == QProcess.ProcessError.FailedToStart else None
        )
        process.start(self._command[0], [*words, str(file)])
        deadline.start(DEADLINE_MS)

    def _lay_out(self, folder: Path, xml: str) -> Path:
        """Write the procedure and copy those that lie beside its file: it may call them."""
        opened = self._opened()
        for beside in sorted(opened.parent.glob("*.bpmn")) if opened is not None else ():
            if beside != opened and beside.is_file():
                shutil.copyfile(beside, folder / beside.name)
        file = folder / FILE
        file.write_text(xml, encoding="utf-8")
        return file


def read_findings(output: bytes) -> tuple[Finding, ...] | Refusal:
    """Return the findings in the output of `procedure lint`, or why there are none."""
    try:
        reports = msgspec.json.decode(output, type=tuple[_Report, ...])
    except msgspec.DecodeError as error:
        return failure("lint", str(error))
    return tuple(found for report in reports for found in report.findings)


def read_trace(output: bytes) -> tuple[TraceStep, ...] | Refusal:
    """Return the steps in the output of `procedure dry-run`, or why there are none."""
    try:
        return msgspec.json.decode(output, type=tuple[TraceStep, ...])
    except msgspec.DecodeError as error:
        return failure("dry-run", str(error))


def failure(command: str, words: str) -> Refusal:
    """Return the refusal of a command that wrote no answer; the log has all that it said."""
    log.info("procedure %s: %s", command, words)
    lines = [line for line in words.splitlines() if line.strip()]
    message = tr("Designer", "The command “procedure {command}” gave no answer: {words}")
    cure = tr("Designer", "correct this, or check the installation with: toancanh doctor")
    return Refusal(message.format(command=command, words="\n".join(lines[-6:])), cure)

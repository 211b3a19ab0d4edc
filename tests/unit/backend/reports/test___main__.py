"""The printing process as the daemon starts it."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from backend.reports.__main__ import REFUSED
from backend.reports.paper import PrintJob
from tests.unit.backend.reports.report_kit import FONT, ROOT
from tests.unit.backend.reports.test_printing import PAPER
from tests.unit.backend.reports.test_template import template


def run(job: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "backend.reports"]
    return subprocess.run(command, input=job, capture_output=True, check=False, cwd=ROOT)


def test_a_job_comes_in_and_a_document_goes_out() -> None:
    ran = run(msgspec.msgpack.encode(PrintJob(PAPER, "pdf", FONT)))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(b"%PDF")


def test_a_bad_template_is_refused_with_its_reason() -> None:
    ran = run(msgspec.msgpack.encode(PrintJob(PAPER, "docx", FONT, template("{{ x }}"))))
    assert (ran.returncode, ran.stdout) == (REFUSED, b"")
    assert b"'x' is undefined" in ran.stderr


def test_the_daemons_side_does_not_load_what_draws() -> None:
    words = "import sys, backend.engine.reporting.desk; print([m for m in ('matplotlib', 'docx', 'docxtpl') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout.strip() == "[]"

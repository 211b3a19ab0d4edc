from __future__ import annotations

import io

import msgspec
from docx import Document

from backend.reports.composing import compose
from backend.reports.paper import PrintJob
from backend.reports.printing import print_job
from tests.unit.backend.reports.report_kit import FONT, SPEC, facts
from tests.unit.backend.reports.test_template import template

PAPER = compose(msgspec.structs.replace(SPEC, sections=SPEC.sections[:1]), facts())


def test_each_format_is_printed() -> None:
    assert print_job(PrintJob(PAPER, "pdf", FONT)).startswith(b"%PDF")
    assert "BÁO CÁO" in [
        p.text for p in Document(io.BytesIO(print_job(PrintJob(PAPER, "docx", FONT)))).paragraphs
    ]


def test_a_packs_own_document_is_filled_instead() -> None:
    job = PrintJob(PAPER, "docx", FONT, template("Kỳ {{ period }}"), {"period": "tháng 11"})
    assert [p.text for p in Document(io.BytesIO(print_job(job))).paragraphs] == ["Kỳ tháng 11"]
    assert print_job(msgspec.structs.replace(job, format="pdf")).startswith(b"%PDF")

"""Prints one job. Only the printing process loads this."""

from __future__ import annotations

from backend.reports import charts, docx_paper, pdf_paper, template
from backend.reports.paper import PrintJob


def print_job(job: PrintJob) -> bytes:
    """Return the document of a job.

    Raises:
        TemplateError: the pack's own DOCX cannot be filled.
    """
    if job.format == "docx" and job.template:
        return template.fill(job.template, job.values)
    charts.use_font(job.font)
    if job.format == "pdf":
        return pdf_paper.print_pdf(job.paper, job.font)
    return docx_paper.print_docx(job.paper)

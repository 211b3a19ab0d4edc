"""Fills a pack's own DOCX. Its tags run in a sandbox and know nothing but the report's fields.

Only the printing process and `toancanh check` load this.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import jinja2
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment


class TemplateError(ValueError):
    """The template cannot be filled; says why and the cure."""


def tag_of(field: str) -> str:
    """Return how a template names a field: `{{ case_code }}` for `case.code`."""
    return field.replace(".", "_").replace("-", "_")


def _environment() -> jinja2.Environment:
    return ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)


def fill(template: bytes, values: Mapping[str, str]) -> bytes:
    """Return the template filled; values are text, never markup.

    Args:
        template: bytes of a DOCX with `{{ tag }}`s.
        values: field to words.

    Raises:
        TemplateError: it is no DOCX, or has a tag that is not known.
    """
    try:
        document = DocxTemplate(io.BytesIO(template))
        context = {tag_of(field): words for field, words in values.items()}
        document.render(context, _environment(), autoescape=True)
        out = io.BytesIO()
        document.save(out)
    except jinja2.TemplateError as error:
        raise TemplateError(f"the DOCX template: {error.message or type(error).__name__}") from error
    except Exception as error:  # boundary: the libraries fail in their own ways on a broken file
        raise TemplateError(f"the DOCX template cannot be read ({error})") from error
    return out.getvalue()


def unknown_tags(template: bytes, fields: Iterable[str]) -> list[str]:
    """Return the tags of a template that no field fills.

    Raises:
        TemplateError: it cannot be read.
    """
    known = {tag_of(field) for field in fields}
    try:
        document = DocxTemplate(io.BytesIO(template))
        named = document.get_undeclared_template_variables(_environment())
    except jinja2.TemplateError as error:
        raise TemplateError(f"the DOCX template: {error.message or type(error).__name__}") from error
    except Exception as error:  # boundary: the libraries fail in their own ways on a broken file
        raise TemplateError(f"the DOCX template cannot be read ({error})") from error
    return sorted(named - known)

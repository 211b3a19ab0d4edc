"""Answers: documents and refusals in the spelling and language that the request wants."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from backend.gateway.documents import CONTENT_TYPES, Format, Value, rendered, wanted_form
from backend.gateway.errors import GatewayError, language_of


def form_wanted(scope: Scope) -> Format:
    """Return the spelling that a request wants."""
    return wanted_form(scope["path"], Headers(scope=scope).get("accept", ""))


def language_wanted(scope: Scope) -> str:
    """Return the language that a request wants: `vi` or `en`."""
    return language_of(Headers(scope=scope).get("accept-language", ""))


def document(
    scope: Scope, root: str, tree: Value, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a document as the answer to a request.

    Args:
        scope: of the request.
        root: name of the outermost element in XML.
        tree: what it holds.
        status: HTTP status.
        headers: besides the usual ones.
    """
    form = form_wanted(scope)
    return Response(
        rendered(root, tree, form),
        status,
        {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language", **(headers or {})},
        CONTENT_TYPES[form],
    )


def refusal(scope: Scope, error: GatewayError) -> Response:
    """Return a refusal as GeoReport v2 spells it: a list of codes and descriptions."""
    language = language_wanted(scope)
    tree: Value = [
        {"code": error.status, "description": reason.in_language(language)} for reason in error.reasons
    ]
    return document(scope, "errors", tree, error.status, error.headers)

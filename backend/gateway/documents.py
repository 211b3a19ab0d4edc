"""GeoReport documents as JSON or XML: the same tree, two spellings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal
from xml.sax.saxutils import escape

import msgspec

Format = Literal["json", "xml"]
Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
"""A tree of plain values."""

CONTENT_TYPES: dict[Format, str] = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}
_ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What the members of a list are called in XML."""
_FORBIDDEN = {c: " " for c in range(32) if c not in (9, 10, 13)} | {0xFFFE: " ", 0xFFFF: " "}
"""XML 1.0 cannot hold these, not even escaped."""


def rendered(root: str, tree: Value, form: Format) -> bytes:
    """Return a document.

    Args:
        root: name of the outermost element in XML; JSON has none.
        tree: what it holds.
        form: spelling.
    """
    if form == "json":
        return msgspec.json.encode(tree)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, tree)}\n'.encode()


def _element(name: str, value: Value) -> str:
    if value is None:
        return f"<{name}/>"
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(key, inner) for key, inner in value.items())}</{name}>"
    if isinstance(value, bool):
        return f"<{name}>{'true' if value else 'false'}</{name}>"
    if isinstance(value, str):
        plain = value.translate(_FORBIDDEN).encode("utf-8", "replace").decode()
        return f"<{name}>{escape(plain)}</{name}>"
    if isinstance(value, Sequence):
        item = _ITEMS.get(name, "item")
        return f"<{name}>{''.join(_element(item, inner) for inner in value)}</{name}>"
    return f"<{name}>{value}</{name}>"


def form_of(path: str) -> tuple[str, Format | None]:
    """Return a path without `.json` or `.xml` at its end, and which of them it was."""
    for form in CONTENT_TYPES:
        if path.endswith(f".{form}"):
            return path[: -len(form) - 1], form
    return path, None


def wanted_form(path: str, accept: str) -> Format:
    """Return the spelling that a request wants: by its path, else by its Accept header, else JSON."""
    _, form = form_of(path)
    if form is not None:
        return form
    places = {kind: accept.find(kind) for kind in ("application/json", "text/xml", "application/xml")}
    given = {kind: at for kind, at in places.items() if at >= 0}
    first = min(given, key=lambda kind: given[kind], default="application/json")
    return "json" if first == "application/json" else "xml"

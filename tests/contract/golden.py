"""The wire's schema as it was last agreed; `python -m tests.contract.golden` writes it anew after a bump."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from backend.contract.messages import FeedMessage, Header, Reply, Request
from backend.contract.version import CONTRACT_VERSION

FILE = Path(__file__).with_name("schema.json")


def current() -> dict[str, Any]:
    kinds = [FeedMessage, Header, Request, Reply]
    schemas, components = msgspec.json.schema_components(kinds, schema_hook=lambda _kind: {"anything": True})
    schema = {"version": CONTRACT_VERSION, "roots": _plain(list(schemas)), "components": _plain(components)}
    found: dict[str, Any] = json.loads(json.dumps(schema))
    return found


def _plain(schema: Any) -> Any:
    """Return a schema without its words: a better docstring is no other message."""
    if isinstance(schema, dict):
        return {k: _plain(v) for k, v in sorted(schema.items()) if k not in {"description", "title"}}
    if isinstance(schema, list):  # alternatives come in any order
        return sorted((_plain(v) for v in schema), key=lambda v: json.dumps(v, sort_keys=True))
    return schema


if __name__ == "__main__":
    FILE.write_text(json.dumps(current(), indent=1, sort_keys=True) + "\n", encoding="utf-8")

"""What the settings read in a rule's YAML: its id, and what a proposal may change. Pure."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from backend.contract.document import DocumentError, read_yaml

_PLACEHOLDERS = re.compile(r"\{[^}]*\}(?:[\s,;—–-]*\{[^}]*\})*")


class Calm(msgspec.Struct, frozen=True):
    """What keeps a rule from ringing too often."""

    hold_s: float = 0.0
    off_delay_s: float = 0.0
    deadband: float = 0.0


def first_rule(text: str) -> dict[str, Any]:
    """Return the first rule of a text, empty where there is none.

    Raises:
        DocumentError: the text is not YAML; says where.
    """
    data, _lines = read_yaml(text, "rule.yaml")
    rules = data.get("rules") if isinstance(data, dict) else None
    first = rules[0] if isinstance(rules, list) and rules else None
    return first if isinstance(first, dict) else {}


def rule_id(text: str) -> str:
    """Return the id of the rule in a text, empty where there is none."""
    try:
        return str(first_rule(text).get("id", ""))
    except DocumentError:
        return ""


def calm_of(text: str) -> Calm:
    """Return what a rule's text says of hold, off-delay and deadband; zeros where it says nothing."""
    try:
        rule = first_rule(text)
    except DocumentError:
        return Calm()
    found = {name: rule.get(name) for name in Calm.__struct_fields__}
    return Calm(**{name: float(v) for name, v in found.items() if isinstance(v, int | float)})


def plain_title(title: str) -> str:
    """Return a rule's title for a list: `Ngập {value} {unit} — {name}` becomes `Ngập …`.

    Empty where nothing but placeholders is left.
    """
    plain = _PLACEHOLDERS.sub("…", title).strip()
    return plain if any(letter.isalpha() for letter in plain) else ""

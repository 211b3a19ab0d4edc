"""Finds the kinds of rules: one file each in backend/domain/rules."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from typing import cast

from backend.domain import rules
from backend.domain.rule import RuleKind


@functools.cache
def rule_kinds() -> Mapping[str, RuleKind]:
    """Return every kind of rule by its name."""
    return {
        found.name: cast(RuleKind, importlib.import_module(f"{rules.__name__}.{found.name}"))
        for found in pkgutil.iter_modules(rules.__path__)
    }


def kind_of(name: str) -> RuleKind:
    """Return the kind `name`.

    Raises:
        KeyError: there is no such file; the message names those that there are.
    """
    kinds = rule_kinds()
    if name not in kinds:
        raise KeyError(f"no kind of rule '{name}'; expected one of: {', '.join(sorted(kinds))}")
    return kinds[name]

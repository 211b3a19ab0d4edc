"""Conditions and texts over a run's variables: CEL, and `{variable}` in texts. Python is never evaluated."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import cel
else:
    # The package loads its own command line with it (a terminal kit: 0.3 s, 12 MB): no daemon needs that.
    sys.modules.setdefault("cel.cli", ModuleType("cel.cli"))
    import cel

_PLACE = re.compile(r"\{([A-Za-z_]\w*(?:\.\w+)*)\}")
_BOUND = re.compile(r"\.(?:all|exists|exists_one|map|filter)\(\s*([A-Za-z_]\w*)\s*,")


class ExpressionError(ValueError):
    """A condition or text cannot be evaluated; says why."""


@functools.lru_cache(maxsize=2000)
def compiled(text: str) -> cel.Program:
    """Return a CEL expression, compiled once.

    Raises:
        ExpressionError: it is no CEL.
    """
    try:
        return cel.compile(text)
    except ValueError as error:
        raise ExpressionError(f"{text}: {_first_line(error)}") from error


def names_in(text: str) -> set[str]:
    """Return the variables that a CEL expression speaks of.

    Raises:
        ExpressionError: it is no CEL.
    """
    return set(compiled(text).variables()) - set(_BOUND.findall(text))


def evaluate(text: str, variables: Mapping[str, Any]) -> Any:
    """Return the value of a CEL expression.

    Raises:
        ExpressionError: it is no CEL, or speaks of what does not exist or does not fit.
    """
    program = compiled(text)
    try:
        return program.execute(dict(variables))
    except (ValueError, RuntimeError, TypeError, LookupError, ArithmeticError) as error:
        raise ExpressionError(f"{text}: {_first_line(error)}") from error


def holds(text: str, variables: Mapping[str, Any]) -> bool:
    """Return whether a condition holds.

    Raises:
        ExpressionError: as `evaluate`, or its value is not true or false.
    """
    value = evaluate(text, variables)
    if not isinstance(value, bool):
        raise ExpressionError(f"{text}: the value is {value!r}, a condition must be true or false")
    return value


def places_in(text: str) -> list[str]:
    """Return the variables that a text names in braces."""
    return [found.split(".")[0] for found in _PLACE.findall(text)]


def fill(text: str, variables: Mapping[str, Any], *, strict: bool = False) -> str:
    """Return `text` with `{variable}` replaced; unknown ones stay as they are unless `strict`.

    Raises:
        ExpressionError: `strict`, and a variable is missing.
    """

    def value(match: re.Match[str]) -> str:
        found: Any = variables
        for key in match[1].split("."):
            if not isinstance(found, Mapping) or key not in found:
                if strict:
                    raise ExpressionError(f"{text}: no variable {match[1]!r}")
                return match[0]
            found = found[key]
        return f"{found:g}" if isinstance(found, float) else str(found)

    return _PLACE.sub(value, text)


def _first_line(error: Exception) -> str:
    words = str(error).splitlines() or [type(error).__name__]
    prefix = "Failed to parse expression"
    return words[0].split("ERROR: <input>:", 1)[-1] if words[0].startswith(prefix) else words[0]

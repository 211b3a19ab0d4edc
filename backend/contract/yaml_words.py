"""What is wrong with a text that is no YAML, and the way out, in words for who wrote it. Pure."""

from __future__ import annotations

import yaml

_CURES = (
    (
        "mapping values are not allowed",
        "put a text that has ': ' in it in quotes; keys that belong together begin in the same column",
    ),
    (
        "did not find expected ',' or",
        "close the bracket, and quotes that are open in it, or put a comma between its items",
    ),
    ("did not find expected node content", "write a value here, or take the comma out"),
    ("unexpected end of stream", "close the quotes, and put quotes around a text that has quotes in it"),
    ("found undefined alias", "a text that begins with '*' goes in quotes"),
    ("undefined tag handle", "a text that begins with '!' goes in quotes"),
    ("could not determine a constructor", "a text that begins with '!' goes in quotes"),
    ("could not find expected ':'", "write 'key: value' with a blank behind the colon, items behind '- '"),
    ("unknown escape character", "use single quotes ('…') for a text that has a backslash in it"),
)
_INDENTED = "keys that belong together begin in the same column, indented by spaces"
_TAB = "indent by spaces: YAML takes no tabs (most editors can turn tabs into spaces)"


def trouble(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str, str]:
    """Return the line (from 1; 0: not known), what is wrong there, and the cure.

    Args:
        text: that is no YAML.
        error: what the parser says of it.
    """
    mark, begun = error.problem_mark, error.context_mark
    problem = str(error.problem or error.context or "unreadable")
    if mark is None:
        return 0, f"not YAML ({problem})", _cure_of(problem)
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[mark.column : mark.column + 1] == "\t":
        return mark.line + 1, f"not YAML (a tab: {problem})", _TAB
    if "cannot start any token" in problem and (sign := line[mark.column : mark.column + 1]):
        return mark.line + 1, f"not YAML ({problem})", f"a text that begins with '{sign}' goes in quotes"
    cure = _cure_of(problem)
    if begun is not None and begun.line != mark.line:
        cure += f" (what is not right begins at line {begun.line + 1})"
    return mark.line + 1, f"not YAML ({problem})", cure


def _cure_of(problem: str) -> str:
    return next((cure for part, cure in _CURES if part in problem), _INDENTED)

"""Checked documents: YAML text to a typed struct, or every fault with file, line, key and cure."""

from __future__ import annotations

import difflib
import functools
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
import yaml


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong in a configuration file."""

    file: str
    line: int
    """From 1; 0 where the file as a whole is meant."""
    key: str
    """`screens.left.tiles[2].kind`."""
    found: str
    cure: str
    """What is allowed, or what to do."""

    def __str__(self) -> str:
        """Return the fault as one line for people."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        return f"{where}:{key} {self.found}; {self.cure}"


class DocumentError(ValueError):
    """A configuration that cannot be used; carries all its faults."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep `faults`; the message lists them one per line."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class Lines:
    """Where each key of a YAML document stands."""

    def __init__(self, file: str) -> None:
        """Start with no key known."""
        self.file = file
        self._line: dict[str, int] = {}

    def note(self, path: str, line: int) -> None:
        """Remember that `path` stands at `line`."""
        self._line[path] = line

    def of(self, path: str) -> int:
        """Return the line of `path`, or of its nearest parent that stands in the file."""
        while path:
            if path in self._line:
                return self._line[path]
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return self._line.get("", 1)

    def fault(self, path: str, found: str, cure: str) -> Fault:
        """Return a fault at `path`."""
        return Fault(self.file, self.of(path), path, found, cure)


def read_yaml(text: str, file: str) -> tuple[Any, Lines]:
    """Return the plain data of a YAML document and where each key stands.

    Raises:
        DocumentError: it is not YAML, or a key stands twice.
    """
    lines = Lines(file)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        cure = "check indentation, quotes and colons at this line"
        raise DocumentError([Fault(file, line, "", f"not YAML ({error.problem})", cure)]) from error
    except yaml.YAMLError as error:
        raise DocumentError(
            [Fault(file, 0, "", f"not YAML ({error})", "save the file as UTF-8 text")]
        ) from error
    if node is None:
        return {}, lines
    faults: list[Fault] = []
    builder = yaml.SafeLoader("")
    value = _build(node, "", lines, faults, builder)
    if faults:
        raise DocumentError(faults)
    return value, lines


def _build(node: yaml.Node, path: str, lines: Lines, faults: list[Fault], builder: yaml.SafeLoader) -> Any:
    lines.note(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = f"{path}.{key}" if path else key
            if key in result:
                line = key_node.start_mark.line + 1
                faults.append(Fault(lines.file, line, below, "the key stands twice", "keep one of them"))
            result[key] = _build(value_node, below, lines, faults, builder)
            lines.note(below, key_node.start_mark.line + 1)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(n, f"{path}[{i}]", lines, faults, builder) for i, n in enumerate(node.value)]
    return builder.construct_object(node)


T = TypeVar("T")


def check(data: Any, kind: type[T], lines: Lines, path: str = "") -> tuple[T | None, list[Fault]]:
    """Convert plain data to `kind`, finding every fault in one pass.

    Args:
        data: what `read_yaml` returned, or a part of it.
        kind: a msgspec.Struct type, or any type that msgspec converts to.
        lines: where each key stands.
        path: key of `data` within the document.

    Returns:
        The value, or None where there are faults, and the faults.
    """
    faults = list(_faults(data, kind, lines, path))
    if faults:
        return None, faults
    try:
        return msgspec.convert(data, kind, strict=True), []
    except msgspec.ValidationError as error:  # a constraint that spans fields
        return None, [lines.fault(path, str(error), "correct this part")]


def load(text: str, kind: type[T], file: str) -> T:
    """Return the document in `text` as `kind`.

    Raises:
        DocumentError: with every fault.
    """
    data, lines = read_yaml(text, file)
    value, faults = check(data, kind, lines)
    if value is None:
        raise DocumentError(faults)
    return value


def _faults(data: Any, kind: Any, lines: Lines, path: str) -> list[Fault]:
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and not kind.__struct_config__.tag:
        return _struct_faults(data, kind, lines, path)
    if origin in (list, tuple) and isinstance(data, list) and arguments:
        each = arguments[0]
        if origin is list or (len(arguments) == 2 and arguments[1] is ...):
            return [f for i, item in enumerate(data) for f in _faults(item, each, lines, f"{path}[{i}]")]
    if origin is dict and isinstance(data, dict) and len(arguments) == 2:
        below = [f"{path}.{key}" if path else str(key) for key in data]
        return [
            f
            for key, item in zip(below, data.values(), strict=True)
            for f in _faults(item, arguments[1], lines, key)
        ]
    structs = [a for a in arguments if isinstance(a, type) and issubclass(a, msgspec.Struct)]
    if data is not None and len(structs) == 1 and isinstance(data, dict):
        return _faults(data, structs[0], lines, path)
    try:
        msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        return [lines.fault(path, f"found {_shown(data)}", _plain(str(error)))]
    return []


_WORDS = {
    "`array`": "a list ([a, b], or lines that begin with '-')",
    "`object`": "keys and values",
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`null`": "nothing",
}


def _plain(error: str) -> str:
    """Return a message of msgspec in words that a person who writes YAML knows."""
    expected, _, rest = error.partition(", got ")
    where = rest.partition(" - at ")[2]
    for word, plain in _WORDS.items():
        expected = expected.replace(word, plain)
    expected = expected.replace(" | ", " or ")
    return f"{expected[:1].lower()}{expected[1:]}" + (f" at {where}" if where else "")


@functools.cache
def _shape(kind: type[msgspec.Struct]) -> tuple[dict[str, msgspec.structs.FieldInfo], dict[str, Any]]:
    """Return the fields of a struct by their keys, and their types; working them out takes long."""
    fields = {f.encode_name: f for f in msgspec.structs.fields(kind)}
    return fields, get_type_hints(kind, include_extras=True)


def _struct_faults(data: Any, kind: type[msgspec.Struct], lines: Lines, path: str) -> list[Fault]:
    fields, hints = _shape(kind)
    if not isinstance(data, dict):
        cure = f"expected keys and values: {', '.join(fields)}"
        return [lines.fault(path, f"found {_shown(data)}", cure)]
    faults: list[Fault] = []
    for key, item in data.items():
        below = f"{path}.{key}" if path else str(key)
        if key in fields:
            faults += _faults(item, hints[fields[key].name], lines, below)
        else:
            faults.append(
                lines.fault(below, "this key is not known here", unknown_cure(str(key), list(fields)))
            )
    for name, field in fields.items():
        if name not in data and field.required:
            faults.append(lines.fault(path, f"the key '{name}' is missing", f"add '{name}:'"))
    return faults


def unknown_cure(found: str, allowed: list[str]) -> str:
    """Return what to write instead of an unknown word: the nearest one, and all that are allowed."""
    near = difflib.get_close_matches(found, allowed, n=1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return f"{guess}expected one of: {', '.join(sorted(allowed)) or 'nothing'}"


def _shown(data: Any) -> str:
    text = repr(data)
    return text if len(text) <= 60 else text[:57] + "…"

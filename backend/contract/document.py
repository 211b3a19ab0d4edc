"""Checked documents: YAML text to a typed struct, or every fault with file, line, key and cure."""

from __future__ import annotations

import functools
import itertools
import re
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
import yaml

from backend.contract.cures import cure
from backend.contract.expected import (
    bare,
    has_form,
    is_struct,
    members,
    shown,
    unknown_cure,
    without_items,
)
from backend.contract.yaml_words import trouble

__all__ = ["DocumentError", "Fault", "Lines", "check", "load", "read_yaml", "unknown_cure"]


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
        self._written: dict[str, str] = {}

    def note(self, path: str, line: int) -> None:
        """Remember that `path` stands at `line`."""
        self._line[path] = line

    def note_written(self, path: str, text: str) -> None:
        """Remember how a value that is no text stands in the file: `no` is read as false, 0123 as 83."""
        self._written[path] = text

    def shown(self, path: str, data: Any) -> str:
        """Return the value at `path` as it stands in the file, cut where it is long."""
        return shown(data) if isinstance(data, str) else self._written.get(path) or shown(data)

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
    faults: list[Fault] = []
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        value = {} if node is None else _build(node, "", lines, faults, yaml.SafeLoader(""))
    except yaml.MarkedYAMLError as error:
        line, found, way_out = trouble(text, error)
        raise DocumentError([Fault(file, line, "", found, way_out)]) from error
    except yaml.YAMLError as error:
        raise DocumentError(
            [Fault(file, 0, "", f"not YAML ({error})", "save the file as UTF-8 text")]
        ) from error
    except RecursionError as error:
        way_out = "an alias (*name) may not stand within what it names, nor brackets a thousand deep"
        raise DocumentError(
            [Fault(file, 0, "", "its parts stand within one another without end", way_out)]
        ) from error
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
    value = None
    try:
        value = builder.construct_object(node)
    except yaml.constructor.ConstructorError:
        way_out = "a text that begins with '!' goes in quotes"
        faults.append(lines.fault(path, f"found {node.tag} {node.value}", way_out))
    except (ValueError, TypeError, AttributeError):  # looks like a date or number, and is none: 2026-02-30
        way_out = "there is no such date or number; a text goes in quotes"
        faults.append(lines.fault(path, f"found {node.value}", way_out))
    if not isinstance(value, str):
        lines.note_written(path, node.value)
    return value


T = TypeVar("T")
_NAMED = re.compile(r"`(\w+)")
"""Keys as structs name them in what they say of themselves: "give `lat` and `lon`"."""


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
    return msgspec.convert(data, kind, strict=True), []


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
    if not isinstance(data, list | dict):  # most of a document, and nearly always right: looked at once
        try:
            msgspec.convert(data, kind, strict=True)
        except msgspec.ValidationError:
            pass
        else:
            return []
    kind = _meant(data, kind)
    plain = bare(kind)
    if is_struct(plain):
        return _struct_faults(data, plain, lines, path)
    inside = _faults_inside(data, plain, lines, path)
    if inside or (inside is not None and kind is plain):
        return inside
    try:  # of a list whose items are right, only how many there may be is left to be looked at
        msgspec.convert(data, kind if inside is None else without_items(kind), strict=True)
    except msgspec.ValidationError:
        found = lines.shown(path, data)
        return [lines.fault(path, f"found {found}", cure(data, kind, path, found))]
    return []


def _meant(data: Any, kind: Any) -> Any:
    """Return the member of a union that data has the form of; any other type itself."""
    if not isinstance(data, list | dict):
        return kind
    fits = [each for each in members(kind) if has_form(data, bare(each))]
    return fits[0] if len(fits) == 1 else kind


def _faults_inside(data: Any, kind: Any, lines: Lines, path: str) -> list[Fault] | None:
    """Return the faults of the items of a list, or of keys and values; None: data has another form."""
    arguments = get_args(kind)
    if not has_form(data, kind) or not arguments:
        return None
    if isinstance(data, dict):
        below = {key: f"{path}.{key}" if path else str(key) for key in data}
        names = () if arguments[0] is str else data
        return [
            *(fault for key in names for fault in _faults(key, arguments[0], lines, below[key])),
            *(
                fault
                for key, item in data.items()
                for fault in _faults(item, arguments[1], lines, below[key])
            ),
        ]
    fixed = get_origin(kind) is tuple and arguments[-1] is not ...
    if fixed and len(arguments) != len(data):
        return None
    kinds = arguments if fixed else itertools.repeat(arguments[0])
    return [
        fault
        for i, (item, one) in enumerate(zip(data, kinds, strict=False))
        for fault in _faults(item, one, lines, f"{path}[{i}]")
    ]


@functools.cache
def _shape(kind: type[msgspec.Struct]) -> tuple[dict[str, msgspec.structs.FieldInfo], dict[str, Any]]:
    """Return the fields of a struct by their keys, and their types; working them out takes long."""
    fields = {f.encode_name: f for f in msgspec.structs.fields(kind)}
    return fields, get_type_hints(kind, include_extras=True)


def _struct_faults(data: Any, kind: type[msgspec.Struct], lines: Lines, path: str) -> list[Fault]:
    fields, hints = _shape(kind)
    if not isinstance(data, dict):
        found = lines.shown(path, data)
        return [lines.fault(path, f"found {found}", cure(data, kind, path, found))]
    faults: list[Fault] = []
    for key, item in data.items():
        below = f"{path}.{key}" if path else str(key)
        if key in fields:
            faults += _faults(item, hints[fields[key].name], lines, below)
        else:
            way_out = "the decimal sign is a point" if key.isdigit() else unknown_cure(key, list(fields))
            faults.append(lines.fault(below, "this key is not known here", way_out))
    for name, field in fields.items():
        if name not in data and field.required:
            faults.append(lines.fault(path, f"the key '{name}' is missing", f"add '{name}:'"))
    if not faults and hasattr(kind, "__post_init__"):
        faults += _faults_across(data, kind, lines, path)
    return faults


def _faults_across(data: dict[str, Any], kind: type[msgspec.Struct], lines: Lines, path: str) -> list[Fault]:
    """Return what a struct itself finds wrong with values that are right one by one."""
    try:
        msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        words = str(error)
        named = [name for name in dict.fromkeys(_NAMED.findall(words)) if name in data]
        if len(named) != 1:
            return [lines.fault(path, "these keys do not go together", words)]
        below = f"{path}.{named[0]}" if path else named[0]
        return [lines.fault(below, f"found {lines.shown(below, data[named[0]])}", words)]
    return []

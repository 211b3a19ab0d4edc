"""Finds the kinds of source: each file of this folder that defines `Config`, `parse` and `Source`."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.sources.base import Parsed, SourceConfig, SourceFactory

_NOT_KINDS = frozenset({"base", "scan"})


@dataclass(frozen=True)
class SourceKind:
    """One kind of source."""

    name: str
    """Name of its file, the `kind` of a configuration."""
    doc: str
    """What it reads, in a sentence."""
    config: type[SourceConfig]
    parse: Callable[..., Parsed]
    source: SourceFactory


class UnknownKindError(LookupError):
    """There is no file of this kind."""


@functools.cache
def kind_names() -> tuple[str, ...]:
    """Return the names of all kinds, imported or not, in alphabetical order."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(one.name for one in found if not one.ispkg and one.name not in _NOT_KINDS))


@functools.cache
def kind_of(name: str) -> SourceKind:
    """Return one kind, importing only its file.

    Raises:
        UnknownKindError: there is none of this name; lists those there are.
    """
    if name not in kind_names():
        raise UnknownKindError(f"no source kind {name!r}: expected one of {', '.join(kind_names())}")
    module: Any = importlib.import_module(f"backend.sources.{name}")
    doc = (module.__doc__ or "").strip().partition("\n")[0]
    return SourceKind(name, doc, module.Config, module.parse, module.Source)


def kinds() -> dict[str, SourceKind]:
    """Return every kind by its name."""
    return {name: kind_of(name) for name in kind_names()}


def config_of(kind: str) -> type[SourceConfig]:
    """Return the settings' type of a kind.

    Raises:
        UnknownKindError: there is no such kind.
    """
    return kind_of(kind).config

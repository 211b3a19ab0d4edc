"""Kinds of tile, found by scanning `widgets/tiles`: one file is one kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

import widgets.tiles
from backend.contract.document import unknown_cure
from widgets.parts.frame import TileFrame
from widgets.tile import TileBody, TileContext, TileOptions, TileSpec


class TileKind(msgspec.Struct, frozen=True):
    """One kind of tile: what its file declares."""

    spec: TileSpec
    options_type: type[TileOptions]
    body_type: type[TileBody]


class UnknownKindError(LookupError):
    """No file in `widgets/tiles` declares this kind."""


@cache
def kinds() -> dict[str, TileKind]:
    """Return every kind of tile by name.

    Raises:
        TypeError: a file in `widgets/tiles` does not declare SPEC, Options and Body.
    """
    found: dict[str, TileKind] = {}
    for entry in pkgutil.iter_modules(widgets.tiles.__path__):
        module = importlib.import_module(f"widgets.tiles.{entry.name}")
        try:
            kind = TileKind(module.SPEC, module.Options, module.Body)
        except AttributeError as error:
            raise TypeError(
                f"{module.__name__}: {error}; a tile file declares SPEC, Options, Body"
            ) from error
        if kind.spec.kind != entry.name:
            raise TypeError(f"{module.__name__}: SPEC.kind is '{kind.spec.kind}', expected '{entry.name}'")
        found[entry.name] = kind
    return found


def kind_named(kind: str) -> TileKind:
    """Return one kind.

    Raises:
        UnknownKindError: there is none of that name; the message lists those there are.
    """
    try:
        return kinds()[kind]
    except KeyError:
        cure = unknown_cure(kind, list(kinds()))
        raise UnknownKindError(f"no kind of tile is named '{kind}'; {cure}") from None


def options_type(kind: str) -> type[TileOptions]:
    """Return the type that a kind's options in a layout file are checked against."""
    return kind_named(kind).options_type


def make(
    kind: str,
    options_data: dict[str, Any] | TileOptions,
    context: TileContext,
    parent: QWidget | None = None,
) -> TileFrame:
    """Return a tile in its frame; a body that cannot be built shows why, in the frame.

    Args:
        kind: name of the kind.
        options_data: the tile's options as the layout file gives them, or already checked.
        context: live data, look, language, cameras.
        parent: the window.

    Raises:
        UnknownKindError: no such kind.
        msgspec.ValidationError: the options do not fit the kind (the layout checker finds this first).
    """
    found = kind_named(kind)
    if isinstance(options_data, TileOptions):
        options = options_data
    else:
        options = msgspec.convert(options_data, found.options_type)

    def build(above: QWidget) -> TileBody:
        return found.body_type(options, context, above)  # type: ignore[call-arg, arg-type]

    return TileFrame(found.spec, options, context, build, parent)

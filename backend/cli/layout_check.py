"""What layouts name in vain, for `toancanh check`: metrics, kinds of place and case, figures, series.

The wall's own checker knows tiles and their options (`app.wall.check`); what packs and centre declare is
known here only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from backend.contract.document import Fault, Lines, unknown_cure
from backend.usecases.packs import read_document

NO_PLACE = "none"
"""Stands for "no kind of place": a map that shows cases only."""
_KEYS = {
    "case_kind": ("kind of case", "case_kinds"),
    "figures": ("figure", "figures"),
    "metric": ("metric", "metrics"),
    "metrics": ("metric", "metrics"),
    "limits_of": ("metric", "metrics"),
    "kind": ("kind of place", "place_kinds"),
    "kinds": ("kind of place", "place_kinds"),
}
_QUERIES = frozenset({"where", "narrow"})
"""Of cases: their `kind` is a kind of case."""
_OWN_KEYS = frozenset({"id", "kind", "at", "options"})
"""Keys of a tile that are no options."""


class Names(NamedTuple):
    """What packs declare."""

    metrics: Collection[str]
    place_kinds: Collection[str]
    case_kinds: Collection[str]
    figures: Collection[str]
    places: Collection[str] | None = None
    """Of a centre; None: places are not known."""


def name_faults(folder: Path, names: Names) -> list[Fault]:
    """Return what the layouts in a folder name and nobody declares."""
    found: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        read = read_document(path, [])  # what is no YAML is told by the wall's checker
        if read is not None:
            found += _of_layout(*read, names)
    return found


def _of_layout(data: object, lines: Lines, names: Names) -> Iterator[Fault]:
    for role, screen in _mapping(_mapping(data).get("screens")).items():
        for i, tile in enumerate(_listed(_mapping(screen).get("tiles"))):
            at = f"screens.{role}.tiles[{i}]"
            options = {key: value for key, value in _mapping(tile).items() if key not in _OWN_KEYS}
            yield from _of_options(options, at, lines, names)
            yield from _of_options(_mapping(_mapping(tile).get("options")), f"{at}.options", lines, names)


def _of_options(options: Mapping[str, object], at: str, lines: Lines, names: Names) -> Iterator[Fault]:
    for key, value in options.items():
        below = f"{at}.{key}"
        if key == "series":
            yield from _of_series(value, below, lines, names)
        elif key in _QUERIES:
            kind = _mapping(value).get("kind")
            yield from _unknown(kind, f"{below}.kind", ("kind of case", names.case_kinds), lines)
        elif key in _KEYS:
            word, allowed = _KEYS[key]
            yield from _unknown(value, below, (word, getattr(names, allowed)), lines)
        elif isinstance(value, dict):
            yield from _of_options(value, below, lines, names)


def _of_series(value: object, at: str, lines: Lines, names: Names) -> Iterator[Fault]:
    for key, series in _words(value, at):
        place, _, metric = series.rpartition(".")
        yield from _unknown(metric, key, ("metric", names.metrics), lines)
        if names.places is not None:
            yield from _unknown(place, key, ("place", names.places), lines)


def _unknown(value: object, at: str, kind: tuple[str, Collection[str]], lines: Lines) -> Iterator[Fault]:
    what, allowed = kind
    for key, word in _words(value, at):
        if word and word not in allowed and word != NO_PLACE:
            yield lines.fault(key, f"there is no {what} '{word}'", unknown_cure(word, list(allowed)))


def _words(value: object, at: str) -> list[tuple[str, str]]:
    """Return the texts in a value with their keys: one text, or a list of some."""
    if isinstance(value, str):
        return [(at, value)]
    return [(f"{at}[{i}]", each) for i, each in enumerate(_listed(value)) if isinstance(each, str)]


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []

"""Wall layouts: YAML files to frozen structs, or every fault with file, line, key and cure. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, read_yaml, unknown_cure
from backend.contract.state import Text

Density = Literal["desk", "wall", "briefing"]
OptionsTypes = Mapping[str, type[msgspec.Struct]]
"""Kind of tile → type of its options; the registry of tiles knows them."""

_TILE_KEYS = ("id", "kind", "at")
_MAX_TRACKS = 48


class Cell(msgspec.Struct, frozen=True):
    """Where a tile lies on its grid, in tracks, from 0."""

    column: int
    row: int
    width: int
    height: int


class TilePlan(msgspec.Struct, frozen=True):
    """One tile of a layout."""

    tile_id: str
    kind: str
    at: Cell
    options: msgspec.Struct
    title: Text | None = None
    """The tile's title in both languages, where the file gives both; else it is in the options."""

    def same_tile(self, other: TilePlan) -> bool:
        """Return whether one living tile can be both: same id, kind and options, wherever it lies."""
        mine = (self.tile_id, self.kind, self.options, self.title)
        return mine == (other.tile_id, other.kind, other.options, other.title)

    def options_in(self, language: str) -> msgspec.Struct:
        """Return the options with the title in `language`."""
        if self.title is None:
            return self.options
        return msgspec.structs.replace(self.options, title=self.title.in_language(language))


class ScreenPlan(msgspec.Struct, frozen=True):
    """What one screen of a layout shows."""

    role: str
    columns: tuple[float, ...]
    """Weights of the columns, left to right."""
    rows: tuple[float, ...]
    tiles: tuple[TilePlan, ...]


class Layout(msgspec.Struct, frozen=True):
    """One layout file."""

    layout_id: str
    name: Text
    key: int
    """1–9: the key that shows it; 0 where it has none."""
    density: Density
    screens: tuple[ScreenPlan, ...]
    """In the order of the file, which is the order of the monitors from left to right."""


class _Grid(msgspec.Struct, frozen=True):
    columns: int | list[float]
    rows: int | list[float]


class _Screen(msgspec.Struct, frozen=True):
    grid: _Grid
    tiles: list[dict[str, Any]]


class _File(msgspec.Struct, frozen=True):
    layout: str
    name: Text
    screens: dict[str, _Screen]
    density: Density = "desk"
    key: int = 0


def read_layout(text: str, file: str, options_types: OptionsTypes) -> Layout:
    """Return the layout in `text`.

    Raises:
        DocumentError: with every fault of the file.
    """
    data, lines = read_yaml(text, file)
    layout, faults = layout_of(data, lines, options_types)
    if layout is None or faults:
        raise DocumentError(faults)
    return layout


def layout_of(data: Any, lines: Lines, options_types: OptionsTypes) -> tuple[Layout | None, list[Fault]]:
    """Return the layout in what a YAML file holds, None with its faults where there is no usable one."""
    shape, faults = check(data, _File, lines)
    if shape is None:
        return None, faults
    if not 0 <= shape.key <= 9:
        faults.append(lines.fault("key", f"found {shape.key}", "expected 1 to 9, or 0 for no key"))
    if not shape.screens:
        faults.append(lines.fault("screens", "no screen is given", "add at least one, e.g. 'left:'"))
    seen: dict[str, str] = {}
    screens = []
    for role, screen in shape.screens.items():
        path = f"screens.{role}"
        columns = _tracks(screen.grid.columns, f"{path}.grid.columns", lines, faults)
        rows = _tracks(screen.grid.rows, f"{path}.grid.rows", lines, faults)
        reader = _TileReader(lines, options_types, seen, (len(columns), len(rows)))
        tiles = [reader.read(tile, f"{path}.tiles[{i}]") for i, tile in enumerate(screen.tiles)]
        faults += reader.faults
        screens.append(ScreenPlan(role, columns, rows, tuple(t for t in tiles if t is not None)))
    if faults:
        return None, faults
    return Layout(shape.layout, shape.name, shape.key, shape.density, tuple(screens)), []


def _tracks(given: int | list[float], path: str, lines: Lines, faults: list[Fault]) -> tuple[float, ...]:
    weights = [1.0] * given if isinstance(given, int) and 0 < given <= _MAX_TRACKS else given
    if isinstance(weights, int) or not 0 < len(weights) <= _MAX_TRACKS or min(weights) <= 0:
        cure = f"expected 1 to {_MAX_TRACKS} equal tracks, or a list of weights above 0 such as [2, 1, 1]"
        faults.append(lines.fault(path, f"found {given}", cure))
        return ()
    return tuple(float(w) for w in weights)


class _TileReader:
    """Reads the tiles of one screen, remembering what is taken."""

    def __init__(
        self, lines: Lines, options_types: OptionsTypes, seen: dict[str, str], size: tuple[int, int]
    ) -> None:
        self.faults: list[Fault] = []
        self._lines, self._options_types, self._seen, self._size = lines, options_types, seen, size
        self._taken: dict[tuple[int, int], str] = {}

    def read(self, tile: dict[str, Any], path: str) -> TilePlan | None:
        """Return one tile, or None with its faults noted."""
        before = len(self.faults)
        for key in _TILE_KEYS:
            if key not in tile:
                self._fault(path, f"the key '{key}' is missing", f"add '{key}:'")
        tile_id = self._tile_id(tile.get("id"), path)
        cell = self._cell(tile["at"], path, tile_id) if "at" in tile else None
        title = self._title(tile, path)
        options = self._options(tile, path, title) if "kind" in tile else None
        if len(self.faults) > before or cell is None or options is None:
            return None
        return TilePlan(tile_id, str(tile["kind"]), cell, options, title)

    def _fault(self, path: str, found: str, cure: str) -> None:
        self.faults.append(self._lines.fault(path, found, cure))

    def _tile_id(self, given: Any, path: str) -> str:
        tile_id = str(given or "")
        if given is not None and (not isinstance(given, str) or not given):
            self._fault(f"{path}.id", f"found {given!r}", "expected a word such as 'map'")
        elif tile_id in self._seen:
            cure = f"'{self._seen[tile_id]}' has it already; choose another id"
            self._fault(f"{path}.id", f"the id '{tile_id}' stands twice", cure)
        elif tile_id:
            self._seen[tile_id] = path
        return tile_id

    def _cell(self, given: Any, path: str, tile_id: str) -> Cell | None:
        path = f"{path}.at"
        if not (isinstance(given, list) and len(given) == 4 and all(type(n) is int for n in given)):
            self._fault(path, f"found {given!r}", "expected [column, row, width, height] as whole numbers")
            return None
        cell, (columns, rows) = Cell(*given), self._size
        inside = 0 <= cell.column < cell.column + cell.width <= columns
        if not (inside and 0 <= cell.row < cell.row + cell.height <= rows) and columns and rows:
            cure = f"the grid has {columns} columns and {rows} rows, counted from 0"
            self._fault(path, f"{given} lies outside of the grid", cure)
            return None
        covered = [
            (c, r)
            for c in range(cell.column, cell.column + cell.width)
            for r in range(cell.row, cell.row + cell.height)
        ]
        hit = next((self._taken[place] for place in covered if place in self._taken), None)
        if hit is not None:
            self._fault(path, f"{given} overlaps the tile '{hit}'", "move or shrink one of the two")
            return None
        self._taken |= dict.fromkeys(covered, tile_id or path)
        return cell

    def _title(self, tile: dict[str, Any], path: str) -> Text | None:
        nested = tile.get("options")
        if isinstance(nested, dict):
            tile, path = nested, f"{path}.options"
        given = tile.get("title")
        if not isinstance(given, dict):
            return None
        title, faults = check(given, Text, self._lines, f"{path}.title")
        self.faults += faults
        return title

    def _options(self, tile: dict[str, Any], path: str, title: Text | None) -> msgspec.Struct | None:
        kind = tile["kind"]
        options_type = self._options_types.get(kind) if isinstance(kind, str) else None
        if options_type is None:
            cure = unknown_cure(str(kind), list(self._options_types))
            self._fault(f"{path}.kind", f"no kind of tile is named {kind!r}", cure)
            return None
        given = {key: value for key, value in tile.items() if key not in _TILE_KEYS}
        if "options" in given:
            nested = given.pop("options")
            if given or not isinstance(nested, dict):
                cure = "put every option of the tile, as keys and values, below 'options:'"
                self._fault(f"{path}.options", "options stand in two places", cure)
                return None
            given, path = dict(nested), f"{path}.options"
        if isinstance(given.get("title"), dict):
            given["title"] = title.vi if title else ""
        options, faults = check(given, options_type, self._lines, path)
        self.faults += faults
        return options

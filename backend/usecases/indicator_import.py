"""Turns a table of a statistics office into indicators of an own set, and its figures."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import yaml

from backend.contract.indicators import FigureEntry, PeriodKind
from backend.contract.state import Text
from backend.domain.cases.words import folded
from backend.domain.indicators import periods
from backend.domain.indicators.spec import IndicatorSpec, SetSpec
from backend.domain.indicators.table_numbers import Decimal
from backend.domain.indicators.tables import Grid, StatTable, TableFigure, TableRefusedError, read_table
from backend.domain.refusal import RefusedError
from backend.usecases.indicator_areas import MERGED_ON, Areas
from backend.usecases.statistics_files import grids_of

STATION = "station"
_UNIT = re.compile(r"\(([^()*]+)\)\s*$")
_ADDING = re.compile(
    r"\b(number|production|area of|planted area|population|volume|output|turnover|retail|capacity"
    r"|so |san luong|dien tich|dan so|khoi luong|doanh thu)\b"
)
"""Amounts: those of parts sum up to that of the whole."""
_NOT_ADDING = re.compile(
    r"\b(rate|ratio|percentage|index|average age|per capita|yield|structure|growth|density|proportion"
    r"|difference|ty le|ty so|chi so|nang suat|co cau|binh quan|mat do|toc do)\b"
)


class ImportOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How files are imported."""

    set_id: str
    unit: str = ""
    """Of all figures, where the table names none."""
    decimal: Decimal | None = None


class ImportedFigure(msgspec.Struct, frozen=True):
    """One figure with the cell that it stands in."""

    entry: FigureEntry
    vintage: str
    source: str
    """`Poverty_rate.csv, dòng 6, cột 3`."""
    cell: tuple[int, int]
    """Row and column, from 1."""


class ImportedTable(msgspec.Struct, frozen=True):
    """One table, imported."""

    name: str
    indicators: tuple[IndicatorSpec, ...]
    figures: tuple[ImportedFigure, ...]
    n_missing: int
    notes: tuple[str, ...]


class RefusedTable(msgspec.Struct, frozen=True):
    """One table that was not imported."""

    name: str
    why: Text


def import_tables(path: Path, options: ImportOptions, areas: Areas) -> list[ImportedTable | RefusedTable]:
    """Return what each sheet of a file holds, or why it was refused.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        grids = grids_of(path)
    except RefusedError as error:
        return [RefusedTable(path.name, error.text)]
    found: list[ImportedTable | RefusedTable] = []
    for name, grid in grids:
        try:
            found.append(_import(name, grid, path.name, options, areas))
        except RefusedError as error:
            found.append(RefusedTable(path.name if len(grids) == 1 else name, error.text))
    return found or [RefusedTable(path.name, Text("Tệp trống.", "the file is empty"))]


def _import(name: str, grid: Grid, file: str, options: ImportOptions, areas: Areas) -> ImportedTable:
    table = read_table(grid, name, options.decimal)
    prefix = f"{options.set_id}.{_slug(name.rpartition('__')[2])}"
    codes = {item: prefix if not item else f"{prefix}.{_slug(item)}" for item in table.items}
    if len(set(codes.values())) != len(codes):
        codes = {item: f"{prefix}.{i}" for i, item in enumerate(table.items, start=1)}
    day = max((periods.parse(f.period).last_day.isoformat() for f in table.figures), default=MERGED_ON)
    where = _stations(table) if table.by_station else _areas(table, areas, day)
    vintage = "" if table.by_station else _vintage(where, areas)
    placing = _Placing(codes, where, vintage, file, table.by_station)
    figures = tuple(placing.figure(each) for each in table.figures)
    _once(figures)
    kinds = _kinds(table.figures)
    indicators = tuple(_indicator(item, codes[item], table, kinds, options) for item in table.items)
    return ImportedTable(name, indicators, figures, table.n_missing, table.notes)


def _stations(table: StatTable) -> dict[str, str]:
    return {label: f"{STATION}={label}" for label in table.labels}


def _areas(table: StatTable, areas: Areas, day: str) -> dict[str, str]:
    """Return the area's code of each row's label."""
    day = areas.names.day_of(table.labels, day)
    found = {label: areas.names.find(label, day) for label in table.labels}
    strange = [label for label, area in found.items() if area is None]
    if strange:
        rows = {figure.label: figure.row for figure in reversed(table.figures)}
        words = ", ".join(f"“{label}” (dòng {rows[label]})" for label in strange[:5])
        raise TableRefusedError(
            f"Không biết địa phương nào tên {words}. Hãy sửa tên trong tệp.",
            f"no area is called {', '.join(f'{label!r} (row {rows[label]})' for label in strange[:5])}; "
            "correct the names in the file",
        )
    return {label: area.code for label, area in found.items() if area is not None}


def _vintage(where: dict[str, str], areas: Areas) -> str:
    return max((areas.names.since(code) for code in where.values()), default="")


class _Placing(msgspec.Struct, frozen=True):
    """What turns a cell into a figure."""

    codes: dict[str, str]
    where: dict[str, str]
    vintage: str
    file: str
    by_station: bool

    def figure(self, each: TableFigure) -> ImportedFigure:
        """Return one cell as a figure."""
        place = self.where[each.label]
        entry = FigureEntry(
            code=self.codes[each.item],
            period=each.period,
            value=each.value,
            area="" if self.by_station else place,
            breakdown=place if self.by_station else "",
            final=each.final,
        )
        source = f"{self.file}, dòng {each.row}, cột {each.column}"
        return ImportedFigure(entry, self.vintage, source, (each.row, each.column))


def _once(figures: Sequence[ImportedFigure]) -> None:
    """See that no two rows are about one area: two spellings of a name, or two rows outside of provinces."""
    seen: dict[tuple[str, str, str, str], ImportedFigure] = {}
    for figure in figures:
        entry = figure.entry
        other = seen.setdefault((entry.code, entry.period, entry.area, entry.breakdown), figure)
        if other is not figure:
            raise TableRefusedError(
                f"Dòng {other.cell[0]} và {figure.cell[0]} cùng nói về một địa phương, kỳ {entry.period}.",
                f"rows {other.cell[0]} and {figure.cell[0]} are about the same area in {entry.period}",
            )


def _kinds(figures: Sequence[TableFigure]) -> dict[str, tuple[PeriodKind, ...]]:
    found: dict[str, dict[PeriodKind, None]] = {}
    for figure in figures:
        found.setdefault(figure.item, {})[periods.parse(figure.period).kind] = None
    return {item: tuple(kinds) for item, kinds in found.items()}


def _indicator(
    item: str,
    code: str,
    table: StatTable,
    kinds: dict[str, tuple[PeriodKind, ...]],
    options: ImportOptions,
) -> IndicatorSpec:
    own = kinds.get(item, ("year",))
    named = _UNIT.search(item) or _UNIT.search(table.title)
    unit = named[1].strip() if named and not re.search(r"\d", named[1]) else ""
    words = folded(f"{table.title} {item}")
    largest = max((abs(f.value) for f in table.figures if f.item == item), default=0.0)
    whole = all(f.value == int(f.value) for f in table.figures if f.item == item and largest < 1e15)
    return IndicatorSpec(
        code=code,
        name=Text(f"{table.title} — {item}" if item else table.title),
        unit=Text(unit or table.unit or options.unit),
        period=own[0],
        also=own[1:],
        decimals=0 if whole else 1,
        group=Text(table.title) if item else Text(""),
        breakdowns=(STATION,) if table.by_station else ("area",),
        additive=bool(_ADDING.search(words)) and not _NOT_ADDING.search(words) and unit not in ("%", "‰"),
        alert=None,
    )


def _slug(text: str) -> str:
    return "-".join(folded(text).split())


def set_document(spec: SetSpec) -> str:
    """Return a set as the text of its YAML file: what is left at its default is left out."""
    plain = _plain(spec)
    return str(yaml.dump(plain, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110))


_fields = functools.cache(msgspec.structs.fields)


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        kept = {}
        for field in _fields(type(value)):
            item = getattr(value, field.name)
            if field.required or item not in (field.default, {}):
                kept[field.encode_name] = _plain(item)
        return kept
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value

"""Reads tables of places: CSV, XLSX, GeoJSON, shapefiles; packed ones only up to a size."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pyproj
import shapefile
import shapely

from backend.usecases.place_values import columns_of

MOST_BYTES = 200_000_000
"""Of a file, and of all that is packed in it."""
MOST_PARTS = 2_000
"""Files in one archive; a workbook has some dozens."""
MOST_ROWS = 200_000
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


class TableError(ValueError):
    """A file that cannot be read as a table of places; says why and the cure."""


class Row(msgspec.Struct, frozen=True):
    """One row or feature."""

    number: int
    """As the person's program counts: line of a table, feature from 1."""
    cells: dict[str, str]
    point: tuple[float, float] | None = None
    """Of a feature: the two coordinates in the order of the file's standard (x, y)."""


class Table(msgspec.Struct, frozen=True):
    """A file's rows and what it says of its coordinates."""

    rows: tuple[Row, ...]
    heads: tuple[str, ...]
    crs: str = ""
    """What the file says; empty: nothing."""
    notes: tuple[str, ...] = ()


def read_table(file: Path, named: Collection[str] = ()) -> Table:
    """Return the table in a file.

    Args:
        file: to read.
        named: columns that the person speaks of: the line that has them is the line of heads.

    Raises:
        TableError: it cannot be read.
        OSError: the disk refuses.
    """
    if file.stat().st_size > MOST_BYTES:
        raise TableError(f"{file}: larger than {MOST_BYTES // 1_000_000} MB; split it")
    match file.suffix.lower():
        case ".csv" | ".txt" | ".tsv":
            return _from_lines(_csv_rows(file), named)
        case ".xlsx" | ".xlsm":
            return _from_lines(_xlsx_rows(file), named)
        case ".geojson" | ".json":
            return _geojson(file)
        case ".shp":
            parts = {s: file.with_suffix(s) for s in _PARTS}
            return _shapefile(file, {s: p.read_bytes() for s, p in parts.items() if p.is_file()})
        case ".zip":
            return _zipped(file)
        case suffix:
            raise TableError(f"{file}: '{suffix}' is not understood; give CSV, XLSX, GeoJSON, SHP or ZIP")


# ---- tables ---------------------------------------------------------------------------------------


def _csv_rows(file: Path) -> Iterator[list[str]]:
    data = file.read_bytes()
    # nearly any bytes are some UTF-16: only its mark tells
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        cure = "in Excel save it as 'CSV UTF-8' or as XLSX"
        raise TableError(f"{file}: not UTF-8 text; {cure}") from error
    head = "\n".join(text.splitlines()[:20])
    delimiter = max((",", ";", "\t", "|"), key=lambda mark: _regularity(head, mark))
    yield from csv.reader(io.StringIO(text), delimiter=delimiter)


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the lines have as many cells as the commonest line with several, and how many."""
    widths = [len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    several = [width for width in widths if width > 1]
    if not several:
        return 0, 0
    commonest = max(set(several), key=several.count)
    return several.count(commonest), commonest


def _xlsx_rows(file: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(file, archive)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{file}: no readable workbook ({error}); save it again as XLSX") from error
    try:
        for values in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell(value) for value in values]
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()


def _from_lines(lines: Iterable[Sequence[str]], named: Collection[str]) -> Table:
    """Return a table whose heads are the first line that most looks like heads."""
    numbered = []
    for number, line in enumerate(lines, start=1):
        if number > MOST_ROWS:
            raise TableError(f"more than {MOST_ROWS} rows; split the file")
        if any(cell.strip() for cell in line):
            numbered.append((number, [cell.strip() for cell in line]))
    if not numbered:
        raise TableError("the file is empty; give a table with one line of column names")
    at = _head_line([line for _, line in numbered[:20]], named)
    heads = tuple(head or f"({i + 1})" for i, head in enumerate(numbered[at][1]))
    repeated = {head for head in heads if heads.count(head) > 1}
    if repeated:
        raise TableError(f"the column '{min(repeated)}' stands twice; give each column its own name")
    rows = [Row(number, dict(zip(heads, line, strict=False))) for number, line in numbered[at + 1 :]]
    return Table(tuple(rows), heads)


def _head_line(lines: Sequence[list[str]], named: Collection[str]) -> int:
    """Return which line holds the heads: the first of those with most names that are understood.

    One name alone proves little where the first line has none: a cell may happen to be "x".
    """
    known = [
        len(columns_of([cell for cell in line if cell], {})) + sum(cell in named for cell in line)
        for line in lines
    ]
    best = max(range(len(known)), key=lambda i: (known[i], -i))
    return best if known[best] > 1 else 0


# ---- features -------------------------------------------------------------------------------------


def _geojson(file: Path) -> Table:
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
        features = [(dict(f["properties"] or {}), f["geometry"]) for f in data["features"]]
        named = str(((data.get("crs") or {}).get("properties") or {}).get("name", "wgs84"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{file}: no GeoJSON FeatureCollection ({error}); export it again") from error
    return _from_features(features, "wgs84" if "CRS84" in named else named)


def _zipped(file: Path) -> Table:
    try:
        with zipfile.ZipFile(file) as archive:
            _check_size(file, archive)
            shapes = [n for n in archive.namelist() if n.lower().endswith(".shp")]
            if len(shapes) != 1:
                found = f"{len(shapes)} shapefiles" if shapes else "no .shp"
                raise TableError(
                    f"{file}: {found} in the archive; pack one layer with its .shx, .dbf and .prj"
                )
            stem = shapes[0][: -len(".shp")]
            names = {n.lower(): n for n in archive.namelist()}
            parts = {
                suffix: _counted(file, archive, names[(stem + suffix).lower()])
                for suffix in _PARTS
                if (stem + suffix).lower() in names
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise TableError(
            f"{file}: no readable archive ({error}); pack it again without a password"
        ) from error
    return _shapefile(file, parts)


def _check_size(file: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise TableError(f"{file}: unpacked it is larger than {MOST_BYTES // 1_000_000} MB; split it")


def _counted(file: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise TableError(f"{file}: '{name}' unpacks to more than {MOST_BYTES // 1_000_000} MB; split it")
    return data


def _shapefile(file: Path, parts: dict[str, bytes]) -> Table:
    missing = [suffix for suffix in (".shp", ".shx", ".dbf") if suffix not in parts]
    if missing:
        raise TableError(f"{file}: {', '.join(missing)} missing; .shp, .shx and .dbf belong together")
    encoding = parts.get(".cpg", b"utf-8").decode("ascii", "replace").strip() or "utf-8"
    streams = {suffix[1:]: io.BytesIO(parts[suffix]) for suffix in (".shp", ".shx", ".dbf")}
    try:
        with shapefile.Reader(**streams, encoding=encoding) as reader:
            features = [(r.record.as_dict(), r.shape.__geo_interface__) for r in reader.iterShapeRecords()]
    except (shapefile.ShapefileException, UnicodeDecodeError, LookupError, ValueError, OSError) as error:
        raise TableError(f"{file}: no readable shapefile ({error}); export it again in UTF-8") from error
    return _from_features(features, _projection(file, parts.get(".prj")))


def _projection(file: Path, data: bytes | None) -> str:
    if data is None:
        return ""
    words = data.decode("utf-8", "replace").strip()
    try:
        pyproj.CRS.from_wkt(words)
    except pyproj.exceptions.CRSError as error:
        raise TableError(f"{file}: its .prj is not understood ({error}); give --crs") from error
    return words


def _from_features(features: Sequence[tuple[dict[str, Any], Any]], crs: str) -> Table:
    if not features:
        raise TableError("the file has no feature; export the layer again")
    if len(features) > MOST_ROWS:
        raise TableError(f"more than {MOST_ROWS} features; split the file")
    rows, n_wide = [], 0
    for i, (properties, geometry) in enumerate(features, start=1):
        point, wide = _point(geometry)
        n_wide += wide
        rows.append(Row(i, {str(k): _cell(v) for k, v in properties.items()}, point))
    notes = (f"{n_wide} lines or areas are taken at one point of theirs",) if n_wide else ()
    heads = tuple(dict.fromkeys(key for row in rows for key in row.cells))
    return Table(tuple(rows), heads, crs, notes)


def _point(geometry: Any) -> tuple[tuple[float, float] | None, bool]:
    if geometry is None:
        return None, False
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, TypeError, ValueError):
        return None, False
    if shape is None or shape.is_empty:
        return None, False
    wide = shape.geom_type != "Point"
    inside = shapely.point_on_surface(shape) if wide else shape
    return (float(inside.x), float(inside.y)), wide

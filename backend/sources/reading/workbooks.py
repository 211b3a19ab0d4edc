"""Rows of XLSX sheets and features of GeoJSON files, within limits of size."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from backend.sources.reading.numbers import UnreadableError

_MAX_PARTS = 10_000
_MAX_RATIO = 200.0
"""Unpacked to packed size; sheets of numbers reach about 20, bombs 1,000."""
_SMALL = 10_000_000
"""Bytes that may unpack to any ratio."""


def sheet_rows(path: Path, sheet: str, max_unpacked: int) -> Iterator[list[object]]:
    """Yield the rows of a sheet as lists of cells, from the first row on.

    Args:
        path: an XLSX file.
        sheet: name of the sheet; empty: the first.
        max_unpacked: bytes that the file may unpack to.

    Raises:
        UnreadableError: no XLSX file, too large, or no such sheet.
    """
    import openpyxl  # noqa: PLC0415 - few installations read sheets, and it is slow to import

    _check_archive(path, max_unpacked)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - a foreign file can break the library anywhere
        raise UnreadableError(f"not a readable XLSX file: {error}") from None
    try:
        if sheet and sheet not in book.sheetnames:
            raise UnreadableError(f"no sheet {sheet!r}; the file has: {', '.join(book.sheetnames[:20])}")
        found: Any = book[sheet] if sheet else book.worksheets[0]
        if hasattr(found, "reset_dimensions"):
            # Programs write wrong dimensions; without them every row is read to its end.
            found.reset_dimensions()
        rows = found.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows, None)
            except Exception as error:  # noqa: BLE001 - likewise in the middle of a sheet
                raise UnreadableError(f"the sheet cannot be read further: {error}") from None
            if row is None:
                return
            yield list(row)
    finally:
        book.close()


def _check_archive(path: Path, max_unpacked: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableError(f"not an XLSX file: {error}") from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    # `zipfile` stops each part at the size that its directory entry says, so these sums hold.
    if len(parts) > _MAX_PARTS or unpacked > max_unpacked:
        raise UnreadableError(
            f"unpacks to {unpacked} bytes in {len(parts)} parts, at most {max_unpacked} are read"
        )
    if unpacked > _SMALL and unpacked / packed > _MAX_RATIO:
        raise UnreadableError(f"unpacks to {unpacked / packed:.0f} times its size, as no real sheet does")


def feature_rows(path: Path, max_bytes: int) -> Iterator[list[object]]:
    """Yield the header, then a row for each feature of a GeoJSON file.

    The columns are the properties, and `id`, `longitude`, `latitude` of the feature itself.

    Raises:
        UnreadableError: too large, or not GeoJSON.
    """
    if path.stat().st_size > max_bytes:
        raise UnreadableError(f"longer than {max_bytes} bytes")
    try:
        root = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnreadableError(f"not JSON: {error}") from None
    features = root.get("features", [root]) if isinstance(root, dict) else None
    if not isinstance(features, list):
        raise UnreadableError("not GeoJSON: expected an object with an array `features`")
    names: dict[str, None] = {}
    for feature in features:
        names.update(dict.fromkeys(_properties(feature)))
    own = [name for name in ("id", "longitude", "latitude") if name not in names]
    yield [*names, *own]
    for feature in features:
        properties = _properties(feature)
        position = _position(feature)
        extra = {"id": feature.get("id") if isinstance(feature, dict) else None, **position}
        yield [properties.get(name) for name in names] + [extra.get(name) for name in own]


def _properties(feature: object) -> dict[str, object]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _position(feature: object) -> dict[str, object]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    point = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(point, list) and len(point) >= 2:
        return {"longitude": point[0], "latitude": point[1]}
    return {}

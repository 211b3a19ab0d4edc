"""Positions of a table of places: found in its columns, turned to WGS84, checked against the wards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.usecases import vn2000
from backend.usecases.place_tables import Row
from backend.usecases.place_values import ValueWordsError, angle, number, pair
from backend.usecases.wards import PositionError, Wards

Floats = NDArray[np.float64]

SURE, UNSURE = 0.8, 0.3
"""Share of points inside the wards from which on a zone is taken, and above which a second one is a doubt."""


class Raw(msgspec.Struct, frozen=True):
    """Two numbers of one row as they stand there; `first` is x, longitude or northing."""

    row: Row
    first: float
    second: float


def raw_positions(
    rows: Sequence[Row], fields: Mapping[str, str], faults: list[str]
) -> tuple[list[Raw], list[Row]]:
    """Return the two numbers of each row, and the rows without any.

    Args:
        rows: of the table.
        fields: column to field.
        faults: takes what cannot be understood, by row.
    """
    column = {field: name for name, field in fields.items()}
    found, without = [], []
    for row in rows:
        try:
            two = _two(row, column)
        except ValueWordsError as error:
            faults.append(f"row {row.number}: {error}")
            continue
        if two is None:
            without.append(row)
        else:
            found.append(Raw(row, *two))
    return found, without


def _two(row: Row, column: Mapping[str, str]) -> tuple[float, float] | None:
    """Return x, y (or longitude, latitude) of a row, None where the cells are empty."""
    if row.point is not None:
        return row.point
    for x, y, read in (("lon", "lat", angle), ("x", "y", number)):
        if x in column and y in column:
            words = row.cells.get(column[x], "").strip(), row.cells.get(column[y], "").strip()
            if not any(words):
                continue
            if not all(words):
                raise ValueWordsError(f"one of '{column[x]}' and '{column[y]}' is empty; fill both or none")
            return read(words[0]), read(words[1])
    if "position" in column and row.cells.get(column["position"], "").strip():
        lat, lon = pair(row.cells[column["position"]])
        return lon, lat
    return None


class Placed(msgspec.Struct, frozen=True):
    """Positions in WGS84 and how they were understood."""

    lon: Floats
    """float64[n], degrees."""
    lat: Floats
    """float64[n], degrees."""
    system: str
    """In words."""


def to_wgs84(
    raws: Sequence[Raw], crs: str, meridians: Sequence[float], wards: Wards, faults: list[str]
) -> Placed:
    """Return the positions in WGS84; which axis is which is told by the numbers themselves.

    Args:
        raws: n positions as they stand in the file.
        crs: system; empty: told by the numbers.
        meridians: of 3° zones in use in the province, for VN-2000 without a zone.
        wards: decide between zones.
        faults: takes the rows that do not lie where the others do.

    Raises:
        PositionError: the system is unknown or cannot be decided.
    """
    a = np.array([raw.first for raw in raws], dtype=np.float64)
    b = np.array([raw.second for raw in raws], dtype=np.float64)
    in_degrees = bool(np.median(np.maximum(np.abs(a), np.abs(b))) <= 360) if len(a) else True
    if not crs and not in_degrees:
        raise PositionError(
            "the coordinates are in metres and the file does not say in which system; "
            "give --crs vn2000, vn2000:<central meridian> or EPSG:<code>"
        )
    if vn2000.is_vn2000(crs) and not in_degrees:
        return _best_zone(raws, a, b, meridians, wards, faults)
    try:
        way, degrees = vn2000.transformer("EPSG:4756" if vn2000.is_vn2000(crs) else crs or "wgs84")
    except vn2000.CrsError as error:
        raise PositionError(str(error)) from error
    if degrees != in_degrees:
        unit = "degrees" if degrees else "metres"
        raise PositionError(f"--crs {crs[:40] or 'wgs84'} is in {unit}, the numbers of the file are not")
    if degrees:
        x, y, _right = _ordered(raws, a, b, (101.0, 119.0), (5.0, 24.5), faults)
    else:
        x, y, _right = _ordered(raws, a, b, vn2000.EASTING_M, vn2000.NORTHING_M, faults)
    lon, lat = way.transform(x, y)
    return Placed(np.asarray(lon), np.asarray(lat), crs[:60] or "WGS84")


def _best_zone(  # noqa: PLR0913 - two columns, what decides, where faults go
    raws: Sequence[Raw], a: Floats, b: Floats, meridians: Sequence[float], wards: Wards, faults: list[str]
) -> Placed:
    """Return the positions by the zone of the province that puts them into its wards."""
    if not meridians:
        raise PositionError("the province's zone is not known; give --crs vn2000:<central meridian>")
    x, y, right = _ordered(raws, a, b, vn2000.EASTING_M, vn2000.NORTHING_M, faults)
    tried = []
    for meridian in meridians:
        lon, lat = vn2000.metres(meridian).transform(x, y)
        placed = Placed(np.asarray(lon), np.asarray(lat), f"VN-2000 TM-3 {_meridian(meridian)}")
        tried.append((wards.share(placed.lon[right], placed.lat[right]) if wards else 1.0, placed))
    tried.sort(key=lambda each: -each[0])
    (share, best), others = tried[0], tried[1:]
    names = ", ".join(f"vn2000:{meridian:g}" for meridian in meridians)
    if wards and right.any() and share < SURE:
        raise PositionError(
            f"only {share:.0%} of the points lie in a ward with {best.system}; "
            f"say the zone, one of: --crs {names}"
        )
    if others and (not wards or others[0][0] > UNSURE):
        raise PositionError(f"more than one zone is possible; say which: --crs {names}")
    return best


def _meridian(degrees: float) -> str:
    return f"{int(degrees)}°{round(degrees % 1 * 60):02d}′"


def _ordered(  # noqa: PLR0913 - two columns, their two ranges, where faults go
    raws: Sequence[Raw],
    a: Floats,
    b: Floats,
    east: tuple[float, float],
    north: tuple[float, float],
    faults: list[str],
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the columns as easting (longitude) and northing (latitude), and which rows fit: most decide."""
    straight = _within(a, east) & _within(b, north)
    swapped = _within(b, east) & _within(a, north)
    turned = bool(np.count_nonzero(swapped) > np.count_nonzero(straight))
    right, wrong = (swapped, straight) if turned else (straight, swapped)
    for i in np.flatnonzero(~right).tolist():
        found = f"row {raws[i].row.number}: {raws[i].first:.10g}, {raws[i].second:.10g}"
        if wrong[i]:
            faults.append(f"{found} stand the other way round than in the other rows; swap them")
        else:
            faults.append(f"{found} lies outside of Việt Nam; correct the numbers or the system (--crs)")
    return (b, a, right) if turned else (a, b, right)


def _within(values: Floats, span: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= span[0]) & (values <= span[1]))

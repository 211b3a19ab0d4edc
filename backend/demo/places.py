"""Administrative units of the demo city: Đà Nẵng since 1 July 2025, with its former communes.

Source: PyPI `vietnamadminunits` (MIT): positions, areas and the conversion table of the merger.
Its data files are read directly; importing the package would load its address parser and pandas.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

PROVINCE_CODE = "48"
PROVINCE_KEY = "thanhphodanang"
HOANG_SA_CODE = "20333"


class Ward(msgspec.Struct, frozen=True):
    """One ward, commune or special zone of today."""

    code: str
    """Official five-digit code."""
    name: str
    """Without the kind: `Hòa Khánh`."""
    kind: str
    """`phường`, `xã` or `đặc khu`."""
    lat: float
    """Degrees north, WGS84, of a point inside."""
    lon: float
    """Degrees east, WGS84, of a point inside."""
    area_km2: float
    former: list[tuple[str, float, float]]
    """Former communes that it was made of: name, degrees north, degrees east."""


class FormerCommune(msgspec.Struct, frozen=True):
    """One commune as it was before the merger, of this province or of a neighbour."""

    key: str
    """`province_district_commune` in plain letters."""
    name: str
    lat: float
    lon: float
    south: float
    """Extent in degrees, WGS84."""
    west: float
    north: float
    east: float
    ward_codes: tuple[str, ...]
    """Wards that took it over; two for a divided commune; empty outside the demo city."""


@functools.cache
def wards() -> list[Ward]:
    """Return the 94 units of the demo city, ordered by code.

    Raises:
        FileNotFoundError: The package `vietnamadminunits` is not installed.
    """
    former: dict[str, list[tuple[str, float, float]]] = {}
    for commune in former_communes():
        for code in commune.ward_codes:
            former.setdefault(code, []).append((commune.name, commune.lat, commune.lon))
    rows = _rows(
        "SELECT wardCode, wardShort, wardType, wardLat, wardLon, wardAreaKm2 FROM admin_units"
        " WHERE provinceCode = ? ORDER BY wardCode",
        (PROVINCE_CODE,),
    )
    return [
        Ward(code, name, kind.lower(), lat, lon, area_km2, former.get(code, []))
        for code, name, kind, lat, lon, area_km2 in rows
    ]


@functools.cache
def lived_in() -> list[Ward]:
    """Return the wards whose people report and apply: all but the special zone of Hoàng Sa."""
    return [ward for ward in wards() if ward.code != HOANG_SA_CODE]


@functools.cache
def former_communes(
    south: float = 14.6, west: float = 106.9, north: float = 16.7, east: float = 109.2
) -> list[FormerCommune]:
    """Return the communes of before the merger whose position lies within the extent (degrees).

    Neighbours' communes are included: they are what the city's outline is measured against.
    """
    taken_over = _conversion()
    rows = _rows(
        "SELECT provinceKey || '_' || districtKey || '_' || wardKey, wardShort, wardLat, wardLon, wardBounds"
        " FROM admin_units_legacy WHERE wardLat BETWEEN ? AND ? AND wardLon BETWEEN ? AND ?"
        " ORDER BY wardCode",
        (south, north, west, east),
    )
    found = []
    for key, name, lat, lon, bounds in rows:
        low, high = str(bounds).split("–")
        s, w = (float(part) for part in low.split(","))
        n, e = (float(part) for part in high.split(","))
        found.append(FormerCommune(key, name, lat, lon, s, w, n, e, taken_over.get(key, ())))
    return found


def _conversion() -> dict[str, tuple[str, ...]]:
    """Return, for each former commune's key, the codes of the wards that took it over."""
    codes = dict(_rows("SELECT wardKey, wardCode FROM admin_units WHERE provinceCode = ?", (PROVINCE_CODE,)))
    table = json.loads((_data_folder() / "converter_2025.json").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for new_key, old_keys in table["DICT_PROVINCE_WARD_NO_DIVIDED"][PROVINCE_KEY].items():
        for old_key in old_keys:
            found[old_key] = (codes[new_key],)
    for old_key, parts in table["DICT_PROVINCE_WARD_DIVIDED"][PROVINCE_KEY].items():
        ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
        found[old_key] = tuple(codes[part["newWardKey"]] for part in ordered)
    return found


def _data_folder() -> Path:
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package vietnamadminunits is not installed: run `make setup`.")
    return Path(spec.origin).parent / "data"


def _rows(statement: str, parameters: tuple[object, ...]) -> list[Any]:
    with closing(sqlite3.connect(f"file:{_data_folder() / 'dataset.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, parameters).fetchall()

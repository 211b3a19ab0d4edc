"""Wards of a province today, and its districts and communes of before 1 July 2025.

Source: the package `vietnamadminunits` (MIT), which carries the official codes, positions and the conversion
table of the merger (resolutions of the National Assembly's Standing Committee of 16 June 2025). Its data
files are read directly; importing the package would load its address parser and pandas.
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

MERGED_ON = "2025-07-01"
"""First day of the wards of today, on which districts ended."""


class AreaDataError(RuntimeError):
    """The reference data of areas is not installed."""


class Ward(msgspec.Struct, frozen=True):
    """A ward, commune or special zone of today."""

    code: str
    """Official five digits."""
    name: str
    """With its kind: `Phường Hải Châu`."""
    lat: float
    lon: float


class FormerArea(msgspec.Struct, frozen=True):
    """A district or commune of before the merger."""

    code: str
    """Official digits of then: three of a district, five of a commune."""
    level: str
    """`district` or `commune`."""
    name: str
    """With its kind: `Quận Hải Châu`."""
    parent: str
    """Code of its district, of a commune."""
    province: str
    """Its province of then: `Tỉnh Quảng Nam`."""
    successors: tuple[str, ...]
    """Codes of the wards that took it over, the main one first."""
    lat: float | None = None
    lon: float | None = None
    other_names: tuple[str, ...] = ()


def province_of(ward_code: str) -> str:
    """Return the province's two digits of a ward of today, empty where the code is unknown."""
    rows = _rows("SELECT provinceCode FROM admin_units WHERE wardCode = ?", (ward_code,))
    return str(rows[0][0]) if rows else ""


@functools.cache
def provinces() -> dict[str, str]:
    """Return the provinces of today: code to full name."""
    return dict(_rows("SELECT DISTINCT provinceCode, province FROM admin_units ORDER BY provinceCode", ()))


@functools.cache
def wards(province: str) -> tuple[Ward, ...]:
    """Return the wards of a province of today by its two digits, in the order of their codes."""
    rows = _rows(
        "SELECT wardCode, ward, wardLat, wardLon FROM admin_units WHERE provinceCode = ? ORDER BY wardCode",
        (province,),
    )
    return tuple(Ward(code, _spelt(name), lat, lon) for code, name, lat, lon in rows)


@functools.cache
def former_areas(province: str) -> tuple[FormerArea, ...]:
    """Return the districts and communes that a province of today was made of: districts first."""
    successors = _successors(province)
    former_provinces = _conversion()["DICT_PROVINCE"].get(_province_key(province), ())
    districts: dict[str, FormerArea] = {}
    communes: list[FormerArea] = []
    for key in former_provinces:
        for row in _legacy_rows(key):
            after = successors.get(row["key"], ())
            _add_district(districts, row, after)
            if row["ward"]:
                communes.append(_commune(row, after))
    return (*districts.values(), *communes)


def former_provinces(province: str) -> tuple[str, ...]:
    """Return the full names of the provinces that a province of today was made of."""
    keys = _conversion()["DICT_PROVINCE"].get(_province_key(province), ())
    names = dict(_rows("SELECT DISTINCT provinceKey, province FROM admin_units_legacy", ()))
    return tuple(names[key] for key in keys if key in names)


def _legacy_rows(province_key: str) -> list[dict[str, Any]]:
    names = (
        "province, districtKey, districtCode, district, districtLat, districtLon, districtAlias, "
        "wardKey, wardCode, ward, wardLat, wardLon, wardAlias"
    )
    query = f"SELECT {names} FROM admin_units_legacy WHERE provinceKey = ? ORDER BY districtCode, wardCode"  # noqa: S608 - constants
    found = []
    for values in _rows(query, (province_key,)):
        row = dict(zip(names.split(", "), values, strict=True))
        row["key"] = f"{province_key}_{row['districtKey']}_{row['wardKey'] or ''}"
        found.append(row)
    return found


def _add_district(districts: dict[str, FormerArea], row: dict[str, Any], successors: tuple[str, ...]) -> None:
    code = row["districtCode"] or row["districtKey"]
    known = districts.get(code)
    if known is None:
        known = FormerArea(
            code=code,
            level="district",
            name=_spelt(row["district"]),
            parent="",
            province=row["province"],
            successors=(),
            lat=row["districtLat"],
            lon=row["districtLon"],
        )
    after = tuple(dict.fromkeys((*known.successors, *successors)))
    districts[code] = msgspec.structs.replace(known, successors=after)


def _commune(row: dict[str, Any], successors: tuple[str, ...]) -> FormerArea:
    return FormerArea(
        code=row["wardCode"],
        level="commune",
        name=_spelt(row["ward"]),
        parent=row["districtCode"],
        province=row["province"],
        successors=successors,
        lat=row["wardLat"],
        lon=row["wardLon"],
        other_names=tuple(json.loads(row["wardAlias"] or "[]")),
    )


def _successors(province: str) -> dict[str, tuple[str, ...]]:
    """Return, for each commune of then (`province_district_commune`), the codes of its wards of today."""
    codes = dict(_rows("SELECT wardKey, wardCode FROM admin_units WHERE provinceCode = ?", (province,)))
    table, key = _conversion(), _province_key(province)
    found: dict[str, tuple[str, ...]] = {}
    for new, olds in table["DICT_PROVINCE_WARD_NO_DIVIDED"].get(key, {}).items():
        for old in olds:
            if new in codes:
                found[old] = (codes[new],)
    for old, parts in table["DICT_PROVINCE_WARD_DIVIDED"].get(key, {}).items():
        ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
        new_codes = tuple(codes[part["newWardKey"]] for part in ordered if part["newWardKey"] in codes)
        found[old] = tuple(dict.fromkeys((*found.get(old, ()), *new_codes)))
    return found


def _province_key(province: str) -> str:
    rows = _rows("SELECT provinceKey FROM admin_units WHERE provinceCode = ? LIMIT 1", (province,))
    return str(rows[0][0]) if rows else ""


_OLD_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỷ": "ủy", "uý": "úy", "uỳ": "ùy"}


def _spelt(name: str) -> str:
    """Return a name with tones where the lists of today have them at a word's end: `Hoà` → `Hòa`."""
    words = name.split(" ")
    for i, word in enumerate(words):
        for old, new in _OLD_TONES.items():
            if word.lower().endswith(old) and not word.lower().startswith("qu"):
                words[i] = word[: -len(old)] + new
    return " ".join(words)


@functools.cache
def _conversion() -> dict[str, Any]:
    table: dict[str, Any] = json.loads((_folder() / "converter_2025.json").read_text(encoding="utf-8"))
    return table


@functools.cache
def _folder() -> Path:
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise AreaDataError("the package vietnamadminunits is not installed; run 'make setup'")
    return Path(spec.origin).parent / "data"


def _rows(statement: str, parameters: tuple[object, ...]) -> list[Any]:
    with closing(sqlite3.connect(f"file:{_folder() / 'dataset.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, parameters).fetchall()

"""Units of a centre with the time in which they exist, and everything that people look for by name.

centre.yaml `units:`   id and name of those that answer for something
units.csv              the same and more: level, parent, ward, validity, successors, other names
maps/wards.geojson     wards as the map has them; without it those of the package's list
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from backend.contract.cases import UnitInfo
from backend.contract.document import DocumentError, Fault, unknown_cure
from backend.contract.state import Place
from backend.domain.gazetteer import Entry
from backend.usecases import former_areas

COLUMNS = (
    "unit_id", "name", "level", "parent", "area_code", "valid_from", "valid_to", "successors", "other_names",
)  # fmt: skip
"""Of units.csv; lists are divided by `;`."""
LEVELS = ("province", "department", "ward", "office", "district", "commune")
FORMER = "cu-"
"""Ids of former districts and communes begin with it: `cu-492`."""


class Area(msgspec.Struct, frozen=True):
    """One ward of today, as the map has it."""

    code: str
    name: str
    lat: float | None = None
    lon: float | None = None


def load_units(path: Path, declared: Mapping[str, str]) -> tuple[UnitInfo, ...]:
    """Return the units that a centre declares, in the order of its files.

    Args:
        path: of units.csv; it may be missing.
        declared: units of centre.yaml, id to name; a row of the same id says more about one.

    Raises:
        DocumentError: with every fault.
    """
    units = {unit_id: UnitInfo(unit_id, name) for unit_id, name in declared.items()}
    if not path.is_file():
        return tuple(units.values())
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    for line, unit in _rows(path, faults):
        if unit.unit_id in lines:
            cure = f"give each unit its own id (line {lines[unit.unit_id]} has it too)"
            faults.append(Fault(str(path), line, unit.unit_id, "the unit stands twice", cure))
        lines[unit.unit_id] = line
        units[unit.unit_id] = unit
    for unit_id, line in lines.items():
        faults += _links(path, line, units[unit_id], units)
    if faults:
        raise DocumentError(faults)
    return tuple(units.values())


def _rows(path: Path, faults: list[Fault]) -> Iterable[tuple[int, UnitInfo]]:
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), 0, "", f"cannot be read ({error})", "save it as CSV in UTF-8"))
        return
    columns = rows.fieldnames or []
    wrong = [c for c in columns if c not in COLUMNS]
    missing = [c for c in ("unit_id", "name") if c not in columns]
    for column in wrong:
        faults.append(
            Fault(str(path), 1, column, "this column is not known", unknown_cure(column, list(COLUMNS)))
        )
    if missing:
        faults.append(Fault(str(path), 1, "", f"columns missing: {', '.join(missing)}", "add them"))
        return
    for row in rows:
        unit = _unit({k: (v or "").strip() for k, v in row.items() if k}, path, rows.line_num, faults)
        if unit is not None:
            yield rows.line_num, unit


def _unit(row: dict[str, str], path: Path, line: int, faults: list[Fault]) -> UnitInfo | None:
    def fault(key: str, found: str, cure: str) -> None:
        faults.append(Fault(str(path), line, f"{row['unit_id']}.{key}", found, cure))

    if not row["unit_id"] or not row["name"]:
        fault("unit_id", "unit_id and name must not be empty", "fill both cells or remove the row")
        return None
    level = row.get("level", "") or "department"
    if level not in LEVELS:
        fault("level", f"found '{level}'", unknown_cure(level, list(LEVELS)))
        level = "department"
    dates = {}
    for key in ("valid_from", "valid_to"):
        dates[key] = row.get(key, "")
        if dates[key] and not _is_date(dates[key]):
            fault(key, f"found '{dates[key]}'", "write a date such as 2025-07-01")
    if dates["valid_from"] and dates["valid_to"] and dates["valid_to"] <= dates["valid_from"]:
        fault("valid_to", "it ends before it begins", "valid_to is the first day without the unit")
    return msgspec.convert(
        {
            "unit_id": row["unit_id"],
            "name": row["name"],
            "level": level,
            "parent": row.get("parent", ""),
            "area_code": row.get("area_code", ""),
            **dates,
            "successors": _list(row.get("successors", "")),
            "other_names": _list(row.get("other_names", "")),
        },
        UnitInfo,
    )


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(";") if word.strip()]


def _is_date(word: str) -> bool:
    try:
        datetime.date.fromisoformat(word)
    except ValueError:
        return False
    return len(word) == len("2025-07-01")


def _links(path: Path, line: int, unit: UnitInfo, units: Mapping[str, UnitInfo]) -> Iterable[Fault]:
    if unit.parent and unit.parent not in units:
        cure = unknown_cure(unit.parent, list(units))
        yield Fault(str(path), line, f"{unit.unit_id}.parent", f"unknown unit '{unit.parent}'", cure)
    for successor in unit.successors:
        if successor not in units:
            cure = unknown_cure(successor, list(units))
            yield Fault(str(path), line, f"{unit.unit_id}.successors", f"unknown unit '{successor}'", cure)
    above, seen = unit.parent, {unit.unit_id}
    while above in units and above not in seen:
        seen.add(above)
        above = units[above].parent
    if above in seen:
        cure = "a unit cannot stand above itself; correct 'parent'"
        yield Fault(str(path), line, f"{unit.unit_id}.parent", "the units form a circle", cure)


def is_open(unit: UnitInfo, day: str) -> bool:
    """Return whether a unit exists on an ISO day."""
    return (not unit.valid_from or unit.valid_from <= day) and (not unit.valid_to or day < unit.valid_to)


def load_areas(maps: Path, province: str) -> tuple[Area, ...]:
    """Return the wards of the map's layer; without one those that the reference list has.

    Args:
        maps: folder of the map's layers.
        province: two digits; empty: only the map's.
    """
    try:
        features = json.loads((maps / "wards.geojson").read_text(encoding="utf-8"))["features"]
        found = [_area(feature["properties"]) for feature in features]
    except (OSError, ValueError, KeyError, TypeError):
        found = []
    if found or not province:
        return tuple(found)
    return tuple(Area(w.code, w.name, w.lat, w.lon) for w in former_areas.wards(province))


def _area(properties: Mapping[str, object]) -> Area:
    kind, name = str(properties.get("kind") or ""), str(properties["name"])
    label = properties.get("label")
    lon, lat = label if isinstance(label, list) and len(label) == 2 else (None, None)
    return Area(str(properties["code"]), f"{kind.capitalize()} {name}".strip(), lat, lon)


def province_of(areas: Sequence[Area], places: Sequence[Place]) -> str:
    """Return the province that most of these wards belong to, empty where none is known."""
    codes = [area.code for area in areas] or [p.area_code for p in places if p.area_code]
    for code in dict.fromkeys(codes):
        found = former_areas.province_of(code)
        if found:
            return found
    return ""


def with_history(units: Sequence[UnitInfo], province: str) -> tuple[UnitInfo, ...]:
    """Return the units and, after them, the former districts and communes of their province.

    A successor is the unit that answers for the ward today; where none is declared, the ward's code.
    """
    if not province:
        return tuple(units)
    unit_of = {u.area_code: u.unit_id for u in units if u.level == "ward" and u.area_code and not u.valid_to}
    known = {u.unit_id for u in units}
    history = [
        UnitInfo(
            unit_id=FORMER + area.code,
            name=area.name,
            level="district" if area.level == "district" else "commune",
            parent=FORMER + area.parent if area.parent else "",
            area_code=area.code,
            valid_to=former_areas.MERGED_ON,
            successors=tuple(unit_of.get(code, code) for code in area.successors),
        )
        for area in former_areas.former_areas(province)
    ]
    return (*units, *(unit for unit in history if unit.unit_id not in known))


def ward_units(province: str) -> tuple[UnitInfo, ...]:
    """Return a unit for each ward of a province: what units.csv of a new centre holds."""
    return tuple(
        UnitInfo(
            unit_id=f"xa-{ward.code}",
            name=f"UBND {ward.name[:1].lower()}{ward.name[1:]}",
            level="ward",
            area_code=ward.code,
            valid_from=former_areas.MERGED_ON,
        )
        for ward in former_areas.wards(province)
    )


def units_csv(units: Iterable[UnitInfo]) -> list[dict[str, str]]:
    """Return units as rows of units.csv."""
    rows = []
    for unit in units:
        values = msgspec.structs.asdict(unit)
        rows.append({c: ";".join(v) if isinstance(v := values[c], tuple) else str(v) for c in COLUMNS})
    return rows


# ---- what can be found ----------------------------------------------------------------------------


def entries(
    units: Sequence[UnitInfo], areas: Sequence[Area], places: Sequence[Place], province: str
) -> list[Entry]:
    """Return everything that words may find: wards, units, former areas with "nay là …", places."""
    names = {area.code: area for area in areas}
    found = [Entry("area", a.code, a.name, (a.code,), "", a.lat, a.lon) for a in areas]
    for unit in units:
        if unit.level in ("district", "commune"):
            continue
        remark = _now(unit.successors, {u.unit_id: u.name for u in units}) if unit.valid_to else ""
        found.append(Entry("unit", unit.unit_id, unit.name, (*unit.other_names, unit.unit_id), remark))
    if province:
        found += [_former(area, names) for area in former_areas.former_areas(province) if area.successors]
    for place in places:
        remark = place.area_name
        found.append(
            Entry("place", place.place_id, place.name, (place.place_id,), remark, place.lat, place.lon)
        )
    return found


def _former(area: former_areas.FormerArea, today: Mapping[str, Area]) -> Entry:
    first = today.get(area.successors[0])
    lat, lon = area.lat, area.lon
    if area.level == "district" and len(area.successors) == 1 and first is not None:
        lat, lon = first.lat, first.lon
    remark = _now(area.successors, {code: a.name for code, a in today.items()})
    return Entry("former", area.successors[0], f"{area.name} (cũ)", (area.name,), remark, lat, lon)


def _now(successors: Sequence[str], names: Mapping[str, str]) -> str:
    known = [names[s][:1].lower() + names[s][1:] for s in successors if s in names]
    if not known:
        return ""
    more = f" và {len(known) - 5} đơn vị khác" if len(known) > 6 else ""
    return f"nay là {', '.join(known[:5] if more else known)}{more}"

"""The centre's folder: who it is, its places, its sources, its maps.

centre.yaml      id, name, packs, province, map, shifts, units, reference days
units.csv        further units and more about those of centre.yaml (may be missing)
places.csv       place_id,name,kind,lat,lon,area_code,area_name and free attribute columns
sources/*.yaml   one source each
maps/*.geojson   layers by name
"""

from __future__ import annotations

import csv
import datetime
import zoneinfo
from pathlib import Path

import msgspec

from backend.contract.cases import UnitInfo
from backend.contract.document import DocumentError, Fault, check, read_yaml, unknown_cure
from backend.contract.state import Centre, Place, ReferenceDay, Shift, Text
from backend.sources import scan
from backend.sources.base import SourceConfig
from backend.usecases.units import load_units

PLACE_COLUMNS = ("place_id", "name", "kind", "lat", "lon", "area_code", "area_name")


class MapSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the map opens."""

    centre: tuple[float, float] = (108.2, 16.05)
    """Longitude, latitude, degrees."""
    zoom: float = 9.5
    note: Text = Text(vi="")
    """What a reader must know of the map."""


class DaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named historic day."""

    id: str
    name: str
    start: str
    """ISO 8601 with zone, the instant that lines up with local midnight."""
    note: str = ""
    """What a reader must know of that day's figures (e.g. that they come of a model)."""


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that rules may name as responsible."""

    id: str
    name: str


class Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signs the centre's documents, as their head has it."""

    above: str = ""
    """Body above it: `UBND THÀNH PHỐ ĐÀ NẴNG`."""
    name: str = ""
    """Empty: the centre's name."""
    place: str = ""
    """Where documents are made out: `Đà Nẵng`."""
    code: str = ""
    """Abbreviation in a document's number: `IOC`."""


class RetentionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long readings are kept."""

    raw_days: float = 400.0
    minute_days: float = 3660.0


class CentreFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content of centre.yaml."""

    id: str
    name: str
    packs: list[str]
    timezone: str = "Asia/Ho_Chi_Minh"
    map: MapSettings = MapSettings()
    shifts: list[Shift] = []
    units: list[Unit] = []
    province: str = ""
    """Official two digits; empty: that of the wards on the map."""
    issuer: Issuer = Issuer()
    reference_days: list[DaySettings] = []
    retention: RetentionSettings = RetentionSettings()


class LoadedCentre(msgspec.Struct, frozen=True):
    """A centre's folder, read and checked."""

    folder: Path
    centre: Centre
    packs: tuple[str, ...]
    places: tuple[Place, ...]
    sources: tuple[SourceConfig, ...]
    units: tuple[Unit, ...]
    """Those that exist: they may be responsible for something."""
    reference_days: tuple[ReferenceDay, ...]
    retention: RetentionSettings
    unit_infos: tuple[UnitInfo, ...] = ()
    """All that the centre declares, with the time in which each exists."""
    province: str = ""
    issuer: Issuer = Issuer()


def load_centre(folder: Path) -> LoadedCentre:
    """Return the centre in `folder`.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    file = _read_centre_file(folder, faults)
    places = _read_places(folder / "places.csv", faults)
    sources = _read_sources(folder / "sources", faults)
    units = _read_units(folder / "units.csv", file[0].units if file else [], faults)
    if faults or file is None:
        raise DocumentError(faults)
    settings, days = file
    return LoadedCentre(
        folder=folder,
        centre=Centre(
            centre_id=settings.id,
            name=settings.name,
            timezone=settings.timezone,
            shifts=tuple(settings.shifts),
            map_centre=settings.map.centre,
            map_zoom=settings.map.zoom,
            map_note=settings.map.note,
        ),
        packs=tuple(settings.packs),
        places=tuple(places),
        sources=tuple(sources),
        units=tuple(Unit(unit.unit_id, unit.name) for unit in units if not unit.valid_to),
        reference_days=days,
        retention=settings.retention,
        unit_infos=units,
        province=settings.province,
        issuer=settings.issuer,
    )


def _read_units(path: Path, declared: list[Unit], faults: list[Fault]) -> tuple[UnitInfo, ...]:
    try:
        return load_units(path, {unit.id: unit.name for unit in declared})
    except DocumentError as error:
        faults += error.faults
        return ()


def _text(path: Path, faults: list[Fault], cure: str) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(str(path), 0, "", "the file is missing", cure))
    except UnicodeDecodeError as error:
        faults.append(Fault(str(path), 0, "", f"not UTF-8 text (byte {error.start})", "save it as UTF-8"))
    except OSError as error:
        faults.append(Fault(str(path), 0, "", f"cannot be read ({error.strerror})", "check its permissions"))
    return None


def _read_centre_file(
    folder: Path, faults: list[Fault]
) -> tuple[CentreFile, tuple[ReferenceDay, ...]] | None:
    path = folder / "centre.yaml"
    text = _text(path, faults, f"make a centre with 'toancanh new-centre {folder}'")
    if text is None:
        return None
    try:
        data, lines = read_yaml(text, str(path))
    except DocumentError as error:
        faults += error.faults
        return None
    settings, found = check(data, CentreFile, lines)
    faults += found
    if settings is None:
        return None
    if settings.timezone not in zoneinfo.available_timezones():
        cure = "write an IANA zone such as Asia/Ho_Chi_Minh"
        faults.append(lines.fault("timezone", f"the zone {settings.timezone!r} is not known", cure))
    days = []
    for i, day in enumerate(settings.reference_days):
        try:
            start: datetime.datetime | None = datetime.datetime.fromisoformat(day.start)
        except ValueError:
            start = None
        if start is None or start.tzinfo is None:
            cure = "write a date, time and zone such as 2022-10-14T00:00+07:00"
            faults.append(lines.fault(f"reference_days[{i}].start", f"found {day.start!r}", cure))
        else:
            days.append(ReferenceDay(day.id, day.name, start.timestamp(), Text(day.note)))
    return settings, tuple(days)


def _read_places(path: Path, faults: list[Fault]) -> list[Place]:
    text = _text(path, faults, f"write one with the columns {','.join(PLACE_COLUMNS)}")
    if text is None:
        return []
    rows = csv.DictReader(text.splitlines())
    columns = rows.fieldnames or []
    missing = [c for c in ("place_id", "name", "kind") if c not in columns]
    if missing:
        faults.append(
            Fault(str(path), 1, "", f"columns missing: {', '.join(missing)}", "add them to the first line")
        )
        return []
    places: dict[str, Place] = {}
    for row in rows:
        try:
            place = _place(row)
        except ValueError as error:
            faults.append(
                Fault(str(path), rows.line_num, row["place_id"] or "", str(error), "correct this row")
            )
            continue
        if place.place_id in places:
            cure = "give each place its own id"
            faults.append(Fault(str(path), rows.line_num, place.place_id, "the place stands twice", cure))
        places[place.place_id] = place
    return list(places.values())


def _place(row: dict[str, str | None]) -> Place:
    words = {k: (v or "").strip() for k, v in row.items() if k}
    if not words["place_id"] or not words["kind"]:
        raise ValueError("place_id and kind must not be empty")
    if "." in words["place_id"]:
        raise ValueError("a place id has no '.' (it separates place and metric)")
    lat, lon = _degrees(words.get("lat", ""), "lat", 90.0), _degrees(words.get("lon", ""), "lon", 180.0)
    return Place(
        place_id=words["place_id"],
        name=words["name"] or words["place_id"],
        kind=words["kind"],
        lat=lat,
        lon=lon,
        area_code=words.get("area_code", ""),
        area_name=words.get("area_name", ""),
        attributes={k: v for k, v in words.items() if k not in PLACE_COLUMNS and v},
    )


def _degrees(word: str, name: str, most: float) -> float | None:
    if not word:
        return None
    try:
        value = float(word)
    except ValueError:
        raise ValueError(f"{name} {word!r} is not a number; write degrees with a point, e.g. 16.05") from None
    if not -most <= value <= most:
        raise ValueError(f"{name} {value} is outside of ±{most:g} degrees")
    return value


def _read_sources(folder: Path, faults: list[Fault]) -> list[SourceConfig]:
    kinds = scan.kinds()
    found: dict[str, SourceConfig] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = _text(path, faults, "")
        if text is None:
            continue
        try:
            data, lines = read_yaml(text, str(path))
        except DocumentError as error:
            faults += error.faults
            continue
        kind = data.get("kind") if isinstance(data, dict) else None
        if kind not in kinds:
            found_kind = "the key 'kind' is missing" if kind is None else f"found {kind!r}"
            faults.append(lines.fault("kind", found_kind, unknown_cure(str(kind), list(kinds))))
            continue
        config, more = check(data, scan.config_of(kind), lines)
        faults += more
        if config is not None and config.id in found:
            faults.append(lines.fault("id", f"the source {config.id!r} stands twice", "give each its own id"))
        elif config is not None:
            found[config.id] = config
    return list(found.values())

"""Takes a table of places into a centre: understands its columns and coordinates, finds wards, merges.

Nothing is written while a row is at fault, unless the person leaves the faulty rows out on purpose.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from backend.contract.document import unknown_cure
from backend.usecases import former_areas, vn2000
from backend.usecases.place_positions import Placed, Raw, raw_positions, to_wgs84
from backend.usecases.place_tables import Row, Table, TableError, read_table
from backend.usecases.place_values import FIELDS, columns_of, slug
from backend.usecases.wards import PositionError, Wards

COLUMNS = ("place_id", "name", "kind", "lat", "lon", "area_code", "area_name")
"""Of places.csv; further ones are attributes."""
SHOWN = 40
"""Faults and changes named one by one."""
NOT_COLUMNS = frozenset({"x", "y", "position", "lat", "lon"})


class PlaceImportError(ValueError):
    """The places cannot be taken; lists every fault with its cure."""


class PlaceOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person says of the file."""

    kind: str = ""
    """Kind of all places without one of their own."""
    crs: str = ""
    """Coordinate system; empty: as the file says."""
    mapped: dict[str, str] = {}
    """Column to field; an empty field leaves a column out, another word makes an attribute of that name."""
    kinds: tuple[str, ...] = ()
    """Kinds that the centre's packs know; empty: any."""
    province: str = ""
    """Two digits; empty: that of the wards."""
    leave_out: bool = False
    """Take the good rows although others are at fault."""
    dry_run: bool = False


class PlacesTaken(msgspec.Struct, frozen=True):
    """What an import did, or would do."""

    added: tuple[str, ...]
    changed: tuple[tuple[str, tuple[str, ...]], ...]
    """Place id and what changed: `lat 16.05 → 16.06`."""
    n_same: int
    n_kept: int
    """Places of the centre that the file does not name."""
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    written: bool

    def words(self) -> str:
        """Return it for people."""
        done = "written" if self.written else "nothing written"
        lines = [
            f"{len(self.added)} added, {len(self.changed)} changed, {self.n_same} as before, "
            f"{self.n_kept} kept that the file does not name: {done}"
        ]
        lines += [f"  new {name}" for name in self.added[:SHOWN]]
        lines += [f"  {name}: {'; '.join(what)}" for name, what in self.changed[:SHOWN]]
        lines += [f"  left out: {fault}" for fault in self.faults[:SHOWN]]
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])


def import_places(file: Path, centre: Path, options: PlaceOptions) -> PlacesTaken:
    """Merge the places of a file into `<centre>/places.csv`.

    Args:
        file: CSV, XLSX, GeoJSON, SHP or a ZIP with a shapefile.
        centre: folder of the centre; `maps/wards.geojson` gives the wards.
        options: what the person says.

    Raises:
        PlaceImportError: with every fault, each with its row and cure.
        OSError: a file cannot be read or written.
    """
    try:
        table = read_table(file, options.mapped)
        wards = Wards.read(centre / "maps" / "wards.geojson")
        rows, faults, notes = places_of(table, wards, options)
    except (TableError, PositionError) as error:
        raise PlaceImportError(str(error)) from error
    if faults and not options.leave_out:
        more = f"\n… and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise PlaceImportError(
            "\n".join(f"{file.name}: {fault}" for fault in faults[:SHOWN])
            + f"{more}\nnothing was written; correct the file, or take the other rows with --leave-out"
        )
    path = centre / "places.csv"
    before, heads = _read(path)
    after, taken = merged(before, rows)
    if not options.dry_run and (taken.added or taken.changed):
        _write(path, after, heads)
    return msgspec.structs.replace(
        taken,
        faults=tuple(faults),
        notes=(*table.notes, *notes),
        written=not options.dry_run and bool(taken.added or taken.changed),
    )


PlaceRow = dict[str, str]
"""A row of places.csv."""


def places_of(
    table: Table, wards: Wards, options: PlaceOptions
) -> tuple[list[PlaceRow], list[str], list[str]]:
    """Return the places of a table as rows of places.csv, faults by row, and notes.

    Raises:
        PositionError: no coordinate can be understood.
    """
    fields = _fields(table, options)
    faults: list[str] = []
    raws, without = raw_positions(table.rows, fields, faults)
    placed, notes = _placed(raws, table, wards, options, faults)
    found = [
        (raw.row, _place(raw.row, fields, options, (float(placed.lat[i]), float(placed.lon[i]))))
        for i, raw in enumerate(raws)
    ]
    found += [(row, _place(row, fields, options, None)) for row in without]
    found.sort(key=lambda each: each[0].number)
    at_fault = {fault.split(":")[0] for fault in faults}
    rows = [(row, place) for row, place in found if f"row {row.number}" not in at_fault]
    good = _checked(rows, options, faults)
    notes += _into_wards(good, wards)
    if without:
        notes.append(f"{len(without)} places have no position: they are in lists, not on the map")
    faults.sort(key=lambda fault: int(fault.split(":")[0].removeprefix("row ")))
    return good, faults, notes


def _fields(table: Table, options: PlaceOptions) -> dict[str, str]:
    unknown = [column for column in options.mapped if column not in table.heads]
    if unknown:
        cure = unknown_cure(unknown[0], list(table.heads))
        raise TableError(f"--map: the file has no column '{unknown[0]}'; {cure}")
    fields = columns_of(table.heads, options.mapped)
    has_point = any(row.point is not None for row in table.rows)
    known = set(fields.values())
    if not has_point and not ({"lat", "lon"} <= known or {"x", "y"} <= known or "position" in known):
        raise TableError(
            f"no columns of coordinates among {', '.join(table.heads)}; "
            "name them with --map <column>=lat and --map <column>=lon (or x and y)"
        )
    if "name" not in known and "place_id" not in known:
        raise TableError(f"no column of names among {', '.join(table.heads)}; give --map <column>=name")
    return fields


def _placed(
    raws: Sequence[Raw], table: Table, wards: Wards, options: PlaceOptions, faults: list[str]
) -> tuple[Placed, list[str]]:
    province = options.province
    for code in wards.codes:
        province = province or former_areas.province_of(code)
    meridians = vn2000.meridians_of(former_areas.former_provinces(province)) if province else ()
    placed = to_wgs84(raws, options.crs or table.crs, meridians, wards, faults)
    return placed, [f"coordinates read as {placed.system}"] if raws else []


def _place(
    row: Row, fields: Mapping[str, str], options: PlaceOptions, position: tuple[float, float] | None
) -> PlaceRow:
    place = dict.fromkeys(COLUMNS, "")
    for column, words in row.cells.items():
        field = fields.get(column)
        if field in NOT_COLUMNS or (column in options.mapped and not options.mapped[column]):
            continue
        if field is None:
            field = slug(column).replace("-", "_")
        if field and words.strip() and not (field not in FIELDS and field in place):
            place[field] = words.strip()
    if position is not None:
        place["lat"], place["lon"] = f"{position[0]:.6f}", f"{position[1]:.6f}"
    place["kind"] = place["kind"] or options.kind
    place["name"] = place["name"] or place["place_id"]
    place["place_id"] = place["place_id"].replace(".", "-")
    if not place["place_id"] and place["name"]:
        place["place_id"] = slug(place["kind"], place["name"])
    return place


def _checked(
    rows: Sequence[tuple[Row, PlaceRow]], options: PlaceOptions, faults: list[str]
) -> list[PlaceRow]:
    """Return the rows that can be taken; what is wrong with the others goes to `faults`."""
    seen: dict[str, int] = {}
    good = []
    for row, place in rows:
        name, kind = place["place_id"], place["kind"]
        if not name:
            problem = "neither a code nor a name; fill one of them"
        elif not kind:
            problem = f"'{name}' has no kind; fill the column 'kind' or give --kind"
        elif options.kinds and kind not in options.kinds:
            problem = f"unknown kind '{kind}'; {unknown_cure(kind, list(options.kinds))}"
        elif name in seen:
            problem = f"'{name}' stands in row {seen[name]} too; give each place its own code (column 'ma')"
        else:
            seen[name] = row.number
            good.append(place)
            continue
        faults.append(f"row {row.number}: {problem}")
    return good


def _into_wards(places: Sequence[PlaceRow], wards: Wards) -> list[str]:
    """Fill in the wards; the file's own word stays where it names a ward that exists."""
    there = [place for place in places if place["lat"]]
    if not wards or not there:
        return [] if wards else ["the centre has no boundaries: no ward was filled in"]
    lon = np.array([float(p["lon"]) for p in there])
    lat = np.array([float(p["lat"]) for p in there])
    away, other = [], []
    for place, ward in zip(there, wards.of(lon, lat), strict=True):
        said = place["area_code"]
        if ward < 0:
            away.append(place["place_id"])
        elif said in wards.codes:
            place["area_name"] = wards.names[wards.codes.index(said)]
            if said != wards.codes[ward]:
                other.append(f"{place['place_id']} ({place['area_name']}; by position {wards.names[ward]})")
        else:
            place["area_code"], place["area_name"] = wards.codes[ward], wards.names[ward]
    notes = []
    if away:
        notes.append(f"outside of every ward: {_some(away)}; check their coordinates")
    if other:
        notes.append(f"the file names another ward than the position: {_some(other)}")
    return notes


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


# ---- places.csv -----------------------------------------------------------------------------------


def merged(before: Sequence[PlaceRow], rows: Sequence[PlaceRow]) -> tuple[list[PlaceRow], PlacesTaken]:
    """Return the places after the import: those there keep their order, an empty cell erases nothing."""
    after = {row["place_id"]: dict(row) for row in before}
    added, changed, n_same = [], [], 0
    for row in rows:
        known = after.get(row["place_id"])
        if known is None:
            after[row["place_id"]] = dict(row)
            added.append(row["place_id"])
            continue
        what = [
            f"{key} {known.get(key, '') or 'empty'} → {word}"
            for key, word in row.items()
            if word and known.get(key, "") != word and not _same_number(key, known.get(key, ""), word)
        ]
        if what:
            known.update({key: word for key, word in row.items() if word})
            changed.append((row["place_id"], tuple(what)))
        else:
            n_same += 1
    n_kept = len(after) - len(rows)
    taken = PlacesTaken(tuple(added), tuple(changed), n_same, n_kept, (), (), written=False)
    return list(after.values()), taken


def _same_number(key: str, before: str, after: str) -> bool:
    """Return whether two degrees are the same to a decimetre: 16.05 and 16.050000."""
    if key not in ("lat", "lon") or not before:
        return False
    try:
        return abs(float(before) - float(after)) < 1e-6
    except ValueError:
        return False


def _read(path: Path) -> tuple[list[PlaceRow], list[str]]:
    if not path.is_file():
        return [], list(COLUMNS)
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
        rows = [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
    except UnicodeDecodeError as error:
        raise PlaceImportError(f"{path}: not UTF-8 text; save it as UTF-8") from error
    heads = list(reader.fieldnames or COLUMNS)
    if rows and "place_id" not in heads:
        raise PlaceImportError(f"{path}: the column place_id is missing; add it to the first line")
    return rows, heads


def _write(path: Path, rows: Sequence[PlaceRow], heads: Sequence[str]) -> None:
    columns = list(dict.fromkeys([*heads, *(key for row in rows for key in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    partial = path.with_suffix(".partial")
    partial.write_text(text.getvalue(), encoding="utf-8")
    partial.replace(path)

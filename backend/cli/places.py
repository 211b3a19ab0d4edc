"""`toancanh import places` and `toancanh import units`: places.csv and units.csv of a centre."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec

from backend.cli.imports import SettingError
from backend.cli.paths import USECASES
from backend.engine.centre import load_centre
from backend.usecases import former_areas, units
from backend.usecases.packs import load_packs
from backend.usecases.place_import import PlaceOptions, import_places
from backend.usecases.shelf import shelf_of


class PlaceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of a table of places."""

    kind: str
    crs: str
    mapped: tuple[str, ...]
    """`COLUMN=field`; `COLUMN=` leaves a column out."""
    leave_out: bool
    dry_run: bool


def import_place_file(file: Path, settings: PlaceSettings, centre: Path) -> str:
    """Merge a table of places into the centre's places.csv; return what was done, in words.

    Raises:
        SettingError: an option is wrong.
        PlaceImportError: the file is at fault.
        DocumentError: the centre or its packs cannot be read.
    """
    mapped = {}
    for word in settings.mapped:
        column, equals, field = word.rpartition("=")
        if not equals or not column:
            raise SettingError(f"--map {word!r}; write COLUMN=field, such as 'Kinh độ=lon'")
        mapped[column] = field.strip()
    loaded = load_centre(centre)
    options = PlaceOptions(
        kind=settings.kind,
        crs=settings.crs,
        mapped=mapped,
        kinds=tuple(load_packs(shelf_of(loaded.folder, USECASES), loaded.packs).place_kinds),
        province=loaded.province,
        leave_out=settings.leave_out,
        dry_run=settings.dry_run,
    )
    return import_places(file, centre, options).words()


def import_ward_units(province: str, centre: Path) -> str:
    """Add the wards of a province to the centre's units.csv; return what was done, in words.

    Raises:
        SettingError: no such province.
        DocumentError: the centre cannot be read.
    """
    loaded = load_centre(centre)
    areas = units.load_areas(centre / "maps", "")
    code = province or loaded.province or units.province_of(areas, loaded.places)
    wards = units.ward_units(code)
    if not wards:
        known = ", ".join(f"{number} {name}" for number, name in former_areas.provinces().items())
        raise SettingError(f"--province {code!r}; expected one of: {known}")
    there = {unit.unit_id for unit in loaded.unit_infos}
    answered = {unit.area_code for unit in loaded.unit_infos if unit.level == "ward"}
    new = [unit for unit in wards if unit.unit_id not in there and unit.area_code not in answered]
    path = centre / "units.csv"
    declared = loaded.unit_infos if path.is_file() else ()
    text = io.StringIO()
    writer = csv.DictWriter(text, units.COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(units.units_csv([*declared, *new]))
    partial = path.with_suffix(".partial")
    partial.write_text(text.getvalue(), encoding="utf-8")
    partial.replace(path)
    return f"{len(new)} wards added to {path}; {len(wards) - len(new)} were there"

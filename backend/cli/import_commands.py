"""Commands that bring in data which other systems wrote: `toancanh import …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.options import Database, Folder, database_of, fail
from backend.contract.document import DocumentError
from backend.store import StoreError

import_app = typer.Typer(help="Bring in data that other systems wrote.", no_args_is_help=True)


@import_app.command("readings")
def import_readings(  # noqa: PLR0913 - options of a command line
    file: Path,
    place: Annotated[str, typer.Option(help="Column that names the place, or =ID for one place.")],
    time: Annotated[str, typer.Option(help="Column of the time.")],
    value: Annotated[list[str], typer.Option(help="COLUMN=metric or COLUMN=metric:unit; may be repeated.")],
    zone: Annotated[str, typer.Option(help="Zone of times that name none.")] = "Asia/Ho_Chi_Minh",
    separator: Annotated[str, typer.Option(help="Between cells.")] = ",",
    out: Annotated[Path | None, typer.Option(help="Write a recording instead of storing.")] = None,
    centre: Folder = Path(),
    database: Database = "",
) -> None:
    """Map any CSV to series: into the centre's store, or to a recording that a source can play."""
    from backend.cli.imports import ImportSettings, SettingError, import_file
    from backend.engine.importing import RecordingError
    from backend.sources.reading.numbers import UnreadableError

    settings = ImportSettings(
        place=place, time=time, values=tuple(value), zone=zone, separator=separator, out=out
    )
    try:
        words = import_file(file.resolve(), settings, centre, database_of(database, centre))
    except (SettingError, UnreadableError, RecordingError, DocumentError, StoreError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)


@import_app.command("boundaries")
def import_boundaries(
    file: Path,
    centre: Folder = Path(),
    crs: Annotated[str, typer.Option(help="e.g. EPSG:9210 or vn2000:107.75, where the file says none.")] = "",
) -> None:
    """Take official boundaries (GeoJSON or shapefile, WGS84 or VN-2000) as the centre's wards."""
    from backend.usecases.boundaries import BoundaryError
    from backend.usecases.boundaries import import_boundaries as take

    try:
        words = take(file.resolve(), centre.resolve(), crs=crs)
    except (BoundaryError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)


@import_app.command("places")
def import_places(  # noqa: PLR0913 - options of a command line
    file: Path,
    centre: Folder = Path(),
    kind: Annotated[str, typer.Option(help="Kind of all places that have none of their own.")] = "",
    crs: Annotated[
        str, typer.Option(help="wgs84, vn2000 (zone of the province), vn2000:107.75 or EPSG:5899.")
    ] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help="COLUMN=field (lat, lon, x, y, name, …); may be repeated."),
    ] = None,
    leave_out: Annotated[bool, typer.Option(help="Take the good rows although others are at fault.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,
) -> None:
    """Take places from CSV, XLSX, GeoJSON or a shapefile (WGS84 or VN-2000) into places.csv."""
    from backend.cli.imports import SettingError
    from backend.cli.places import PlaceSettings, import_place_file
    from backend.usecases.place_import import PlaceImportError

    settings = PlaceSettings(
        kind=kind, crs=crs, mapped=tuple(map_ or ()), leave_out=leave_out, dry_run=dry_run
    )
    try:
        words = import_place_file(file.resolve(), settings, centre.resolve())
    except (SettingError, PlaceImportError, DocumentError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)


@import_app.command("units")
def import_units(
    province: Annotated[
        str, typer.Option(help="Official two digits, e.g. 48; empty: as the map has it.")
    ] = "",
    centre: Folder = Path(),
) -> None:
    """Add a unit for each ward of the province to units.csv; those there are kept as they are."""
    from backend.cli.imports import SettingError
    from backend.cli.places import import_ward_units

    try:
        words = import_ward_units(province, centre.resolve())
    except (SettingError, DocumentError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)


@import_app.command("indicators")
def import_indicators(  # noqa: PLR0913 - options of a command line
    files: list[Path],
    set_: Annotated[str, typer.Option("--set", help="Id of the centre's own set that takes them.")],
    name: Annotated[str, typer.Option(help="Name of the set, where it is new.")] = "",
    source: Annotated[str, typer.Option(help="Who published the tables, where the set is new.")] = "",
    unit: Annotated[str, typer.Option(help="Unit of figures, where a table names none.")] = "",
    decimal: Annotated[str, typer.Option(help='Decimal sign, "," or "."; left out: as shown.')] = "",
    dry_run: Annotated[bool, typer.Option(help="Only say what would be imported.")] = False,
    centre: Folder = Path(),
    database: Database = "",
) -> None:
    """Take tables of statistics offices (CSV, XLSX) as indicators with their figures."""
    from backend.cli.imports import SettingError
    from backend.cli.indicators import IndicatorSettings, import_indicator_files
    from backend.usecases.indicator_areas import AreaListError

    settings = IndicatorSettings(
        set_id=set_, name=name, source=source, unit=unit, decimal=decimal, dry_run=dry_run
    )
    try:
        words, ok = import_indicator_files(
            [file.resolve() for file in files], settings, centre.resolve(), database_of(database, centre)
        )
    except (SettingError, AreaListError, DocumentError, StoreError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)
    raise typer.Exit(0 if ok else 1)

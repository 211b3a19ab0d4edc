"""Every command and its options."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from backend.cli import doctor as doctor_
from backend.cli.accounts import ROLES, add_account, change_unit, list_accounts
from backend.cli.api_keys import make_api_key
from backend.cli.paths import LAYOUTS, ROOT, USECASES, database_url
from backend.contract.document import DocumentError
from backend.store import StoreError
from backend.wire import keys as keys_

app = typer.Typer(
    name="toancanh",
    help="Toàn Cảnh: the wall of a city's intelligent operations centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
import_app = typer.Typer(help="Bring in data that other systems wrote.", no_args_is_help=True)
keys_app = typer.Typer(help="Keys of the daemon and the walls.", no_args_is_help=True)
account_app = typer.Typer(help="Accounts of people and walls.", no_args_is_help=True)
app.add_typer(import_app, name="import")
app.add_typer(keys_app, name="keys")
app.add_typer(account_app, name="account")
keys_app.command("api")(make_api_key)

Folder = Annotated[Path, typer.Option(help="Folder of the centre.")]
Database = Annotated[str, typer.Option(help="SQLAlchemy URL; empty: toancanh.db in the centre's folder.")]
Keys = Annotated[Path | None, typer.Option(help="Folder of keys; left out: the desktop's keyring.")]
FEED, REQUESTS = "tcp://127.0.0.1:5710", "tcp://127.0.0.1:5711"


def fail(error: Exception) -> typer.Exit:
    """Print an error for people and return the exit."""
    typer.echo(str(error), err=True)
    return typer.Exit(1)


def _database(url: str, folder: Path) -> str:
    return url or database_url(folder.resolve())


@app.command()
def daemon(  # noqa: PLR0913 - options of a command line
    centre: Folder,
    database: Database = "",
    keys: Keys = None,
    feed: str = FEED,
    requests: str = REQUESTS,
    clock_from: Annotated[
        str, typer.Option(help="Run on a clock that starts at this ISO 8601 instant.")
    ] = "",
    clock_speed: Annotated[float, typer.Option(help="How many times as fast that clock runs.")] = 1.0,
    durability: Annotated[
        str, typer.Option(help="process, or power: also safe when the power fails.")
    ] = "process",
) -> None:
    """Gather the sources of a centre, judge them, keep the journal, feed the walls."""
    from backend.engine.daemon import DaemonOptions, StartError, run

    options = DaemonOptions(
        centre=centre.resolve(),
        packs=USECASES,
        database=_database(database, centre),
        keys=keys,
        feed=feed,
        requests=requests,
        clock_from=clock_from,
        clock_speed=clock_speed,
        durability=durability,
    )
    try:
        run(options)
    except (DocumentError, StoreError, StartError, keys_.SecretError, OSError) as error:
        raise fail(error) from error


PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(context_settings=PASS_ON)
def wall(context: typer.Context) -> None:
    """Show the wall on all monitors of this machine (`toancanh wall --help` lists its options)."""
    raise typer.Exit(subprocess.run([sys.executable, "-m", "app", *context.args], check=False).returncode)


@app.command(context_settings=PASS_ON)
def desk(context: typer.Context) -> None:
    """Open the desk of a unit's officer in a window, signed in with the own account."""
    command = [sys.executable, "-m", "app", "--desk", *context.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


@app.command(context_settings=PASS_ON)
def settings(context: typer.Context) -> None:
    """Try rules on stored history, switch channels, move procedures (`toancanh settings --help`)."""
    command = [sys.executable, "-m", "app.settings", *context.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


@app.command(context_settings=PASS_ON)
def designer(context: typer.Context) -> None:
    """Draw procedures in BPMN (`toancanh designer --help`)."""
    command = [sys.executable, "-m", "app.designer", *context.args]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


@app.command(context_settings=PASS_ON)
def procedure(context: typer.Context) -> None:
    """Check drawn procedures and try them dry (`toancanh procedure --help`)."""
    from backend.cli.procedure import procedure_app

    procedure_app(context.args or ["--help"], prog_name="toancanh procedure")


@app.command()
def demo(  # noqa: PLR0913 - options of a command line
    headless: Annotated[bool, typer.Option(help="On a virtual display.")] = False,
    seconds: Annotated[float | None, typer.Option(help="End after so many seconds of a drawn wall.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write what was shown as JSON.")] = None,
    screenshots: Annotated[Path | None, typer.Option(help="Folder of screenshots.")] = None,
    speed: Annotated[float, typer.Option(help="How many times as fast the storm moves.")] = 1.0,
    start: Annotated[str, typer.Option(help="Time of the storm's day to begin with, hh:mm.")] = "",
    seed: Annotated[int, typer.Option(help="Another seed is another storm.")] = 1,
    database: Annotated[str, typer.Option(help="SQLAlchemy URL; empty: SQLite beside the demo's data.")] = "",
    layout: str = "flood",
    language: str = "vi",
    theme: str = "dark",
    footage: Annotated[Path | None, typer.Option(help="Folder of video files that cameras play.")] = None,
    faults: Annotated[bool, typer.Option(help="Some stations fall silent, a camera freezes.")] = False,
    monitors: int = 2,
    operators: Annotated[
        bool | None, typer.Option(help="Scripted people do the work; left out: on a virtual display.")
    ] = None,
    handover_after: Annotated[
        float | None, typer.Option(help="The scripted people hand the shift over after so many seconds.")
    ] = None,
    scenes: Annotated[bool, typer.Option(help="An incident opens its layout by itself.")] = True,
    folder: Annotated[Path | None, typer.Option(help="Where the demo keeps its data.")] = None,
) -> None:
    """Bring up the demo city on all monitors."""
    from backend.cli import demo as demo_

    options = demo_.DemoOptions(
        folder=(folder or demo_.default_folder()).resolve(),
        headless=headless,
        seconds=seconds,
        report=report.resolve() if report else None,
        screenshots=screenshots.resolve() if screenshots else None,
        speed=speed,
        start=start,
        seed=seed,
        database=database,
        layout=layout,
        language=language,
        theme=theme,
        footage=footage.resolve() if footage else None,
        faults=faults,
        n_monitors=monitors,
        operators=operators,
        handover_after_s=handover_after,
        scenes=scenes,
    )
    try:
        code = demo_.run(options, typer.echo)
    except (demo_.StartError, DocumentError, StoreError, OSError) as error:
        raise fail(error) from error
    raise typer.Exit(code)


@app.command()
def doctor() -> None:
    """Say in words what this machine has and lacks."""
    words, ok = doctor_.report(doctor_.examine())
    typer.echo(words)
    raise typer.Exit(0 if ok else 1)


@app.command()
def check(
    centre: Annotated[Path | None, typer.Option(help="Check this centre too.")] = None,
    packs: Annotated[Path, typer.Option(help="Folder of packs.")] = USECASES,
    layouts: Annotated[Path, typer.Option(help="Folder of layouts.")] = LAYOUTS,
) -> None:
    """Check packs, layouts and a centre; name every fault with file, line, key and cure."""
    from backend.cli.checking import check_all

    faults, words = check_all(packs, layouts, centre)
    for fault in faults:
        typer.echo(str(fault), err=True)
    typer.echo(words)
    raise typer.Exit(1 if faults else 0)


@app.command("test-pack")
def test_pack(
    packs: Annotated[list[Path] | None, typer.Argument(help="Folders of packs; none: all that ship.")] = None,
) -> None:
    """Run the rule tests that packs carry."""
    from backend.cli.checking import run_tests

    chosen = packs or sorted(p.parent for p in USECASES.glob("*/pack.yaml"))
    try:
        words, ok = run_tests(chosen)
    except DocumentError as error:
        raise fail(error) from error
    typer.echo(words)
    raise typer.Exit(0 if ok else 1)


@app.command()
def backtest(  # noqa: PLR0913 - options of a command line
    rule_id: Annotated[str, typer.Argument(help="Id of a rule of the centre's packs, or of --rules.")],
    rules: Annotated[
        Path | None, typer.Option(help="File of rules to try; one with a known id takes its place.")
    ] = None,
    centre: Folder = Path(),
    database: Database = "",
    days: Annotated[float, typer.Option(help="Length of the history, if --from is left out.")] = 90.0,
    from_: Annotated[str, typer.Option("--from", help="Begin, e.g. 2026-10-01.")] = "",
    to: Annotated[str, typer.Option(help="End; left out: the newest reading.")] = "",
    tolerance_s: Annotated[
        float, typer.Option(help="A proposal may delay the alarm of a known event by so much.")
    ] = 300.0,
    packs: Annotated[Path, typer.Option(help="Folder of packs.")] = USECASES,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
) -> None:
    """Try a rule on stored history: how it would have rung, what it would have caught, a calmer setting."""
    from backend.cli.backtest import report_words
    from backend.engine.backtesting import BackTestError, Wanted

    wanted = Wanted(
        rule_id=rule_id,
        centre=centre.resolve(),
        packs=packs,
        database=_database(database, centre),
        rules=rules,
        days=days,
        from_=from_,
        to=to,
        tolerance_s=tolerance_s,
    )
    try:
        typer.echo(report_words(wanted, as_json=as_json))
    except (BackTestError, DocumentError, StoreError, OSError) as error:
        raise fail(error) from error


@app.command()
def verify(centre: Folder = Path(), database: Database = "") -> None:
    """Check the journal's chain of hashes; name the first broken entry."""
    from backend.store import Store

    try:
        store = Store.open(_database(database, centre))
        found = store.verify()
        store.close()
    except StoreError as error:
        raise fail(error) from error
    if found.broken_seq is not None:
        typer.echo(
            f"entry {found.broken_seq} is broken: {found.reason}; {found.n_entries} before it are whole",
            err=True,
        )
        raise typer.Exit(1)
    typer.echo(f"{found.n_entries} entries, all in order; head {found.head_seq} {found.head_hash}")


@app.command("new-centre")
def new_centre(folder: Path, name: str = "") -> None:
    """Make a folder to start a centre from: settings, places, a source that reads spreadsheets."""
    from backend.cli.new_centre import write

    try:
        words = write(folder.resolve(), name)
    except OSError as error:
        raise fail(error) from error
    typer.echo(words)


@app.command(context_settings=PASS_ON)
def bench(context: typer.Context, name: str) -> None:
    """Measure against a baseline in the same run; prints one JSON object with --json."""
    known = sorted(p.stem.replace("_", "-") for p in (ROOT / "benchmarks").glob("*.py") if p.stem[0] != "_")
    module = name.replace("-", "_")
    if name not in known:
        typer.echo(f"there is no benchmark {name!r}; expected one of: {', '.join(known)}", err=True)
        raise typer.Exit(2)
    command = [sys.executable, "-m", f"benchmarks.{module}", *context.args]
    raise typer.Exit(subprocess.run(command, check=False, cwd=ROOT).returncode)


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
        words = import_file(file.resolve(), settings, centre, _database(database, centre))
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
            [file.resolve() for file in files], settings, centre.resolve(), _database(database, centre)
        )
    except (SettingError, AreaListError, DocumentError, StoreError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)
    raise typer.Exit(0 if ok else 1)


@keys_app.command("make")
def keys_make(folder: Keys = None, wall: str = "wall") -> None:
    """Make the keys of the daemon and of this machine's wall, where they are missing."""
    try:
        keys_.make(keys_.open_store(folder), wall)
    except keys_.SecretError as error:
        raise fail(error) from error
    typer.echo(f"keys are ready; wall {wall!r} is registered")


@keys_app.command("register")
def keys_register(wall: str, public: str, folder: Keys = None) -> None:
    """Admit another machine's wall by its public key."""
    try:
        keys_.register(keys_.open_store(folder), wall, public)
    except keys_.SecretError as error:
        raise fail(error) from error
    typer.echo(f"wall {wall!r} is registered")


@keys_app.command("revoke")
def keys_revoke(wall: str, folder: Keys = None) -> None:
    """Admit a wall no longer."""
    try:
        keys_.revoke(keys_.open_store(folder), wall)
    except keys_.SecretError as error:
        raise fail(error) from error
    typer.echo(f"wall {wall!r} is admitted no longer")


@keys_app.command("password")
def keys_password(name: str, folder: Keys = None) -> None:
    """Keep the password that a source names in `password_key`; it is asked for, not shown."""
    password = typer.prompt("Password", hide_input=True)
    try:
        keys_.open_store(folder).put(name, password)
    except (keys_.SecretError, OSError) as error:
        raise fail(error) from error
    typer.echo(f"the password {name!r} is kept")


@account_app.command("add")
def account_add(
    user: str,
    name: str,
    role: Annotated[str, typer.Option(help=f"One of: {', '.join(ROLES)}.")] = "duty_officer",
    unit: Annotated[str, typer.Option(help="Unit whose work this person does; empty: the centre's.")] = "",
    centre: Folder = Path(),
    database: Database = "",
) -> None:
    """Add a person or wall; the password is asked for, not shown."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        add_account(_database(database, centre), user, name, role=role, password=password, unit_id=unit)
    except StoreError as error:
        raise fail(error) from error
    typer.echo(f"account {user!r} ({role}) is ready")


@account_app.command("unit")
def account_unit(
    user: str,
    unit: Annotated[str, typer.Argument(help="Id of the unit; empty: the whole centre.")] = "",
    centre: Folder = Path(),
    database: Database = "",
) -> None:
    """Move a person to another unit."""
    try:
        change_unit(_database(database, centre), user, unit)
    except StoreError as error:
        raise fail(error) from error
    typer.echo(f"account {user!r} belongs to {unit or 'the centre'}")


@account_app.command("list")
def account_list(centre: Folder = Path(), database: Database = "") -> None:
    """List the accounts."""
    try:
        typer.echo(list_accounts(_database(database, centre)))
    except StoreError as error:
        raise fail(error) from error

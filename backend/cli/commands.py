"""Every command and its options."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from backend.cli import doctor as doctor_
from backend.cli.camera_commands import cameras_app
from backend.cli.import_commands import import_app
from backend.cli.limits import limits_app
from backend.cli.options import Database, Folder, Keys, database_of, fail
from backend.cli.paths import LAYOUTS, ROOT, USECASES
from backend.cli.people_commands import account_app, keys_app
from backend.contract.document import DocumentError
from backend.demo.troubles import TroubleName
from backend.store import StoreError
from backend.wire import keys as keys_

app = typer.Typer(
    name="toancanh",
    help="Toàn Cảnh: the wall of a city's intelligent operations centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(import_app, name="import")
app.add_typer(keys_app, name="keys")
app.add_typer(account_app, name="account")
app.add_typer(limits_app, name="limits")
app.add_typer(cameras_app, name="cameras")

FEED, REQUESTS = "tcp://127.0.0.1:5710", "tcp://127.0.0.1:5711"


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
    gc.disable()  # until the daemon runs: what it is made of lives as long as it does
    from backend.engine.daemon import run
    from backend.engine.starting import DaemonOptions, StartError

    options = DaemonOptions(
        centre=centre.resolve(),
        packs=USECASES,
        database=database_of(database, centre),
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
    faults: Annotated[
        TroubleName,
        typer.Option(help="What goes wrong; night: a third of the stations, four cameras, the broker."),
    ] = "none",
    fair: Annotated[bool, typer.Option(help="A day without rain and warnings.")] = False,
    tour: Annotated[
        float | None, typer.Option(help="Show every layout for so many seconds, keep its pictures, end.")
    ] = None,
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
        fair=fair,
        tour_s=tour,
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


@app.command("new-pack")
def new_pack(
    pack_id: Annotated[str, typer.Argument(help="Id of the new use case: small letters, digits, '-'.")],
    table: Annotated[Path, typer.Option("--from", help="Spreadsheet (XLSX or CSV) of its data.")],
    centre: Folder = Path(),
    name: Annotated[str, typer.Option(help="Its name for people.")] = "",
    form: Annotated[
        str, typer.Option("--as", help="readings: a row is a measurement; cases: a thing to be settled.")
    ] = "auto",
) -> None:
    """Make the skeleton of a use case from a spreadsheet: pack, tests, source and layout, no Python."""
    from backend.cli.new_pack.writing import FORMS, NewPackError, write

    if form not in FORMS:
        raise fail(NewPackError(f"--as {form!r}; expected one of: {', '.join(FORMS)}"))
    try:
        words = write(centre.resolve(), pack_id, name, table, FORMS[form])
    except (NewPackError, OSError) as error:
        raise fail(error) from error
    typer.echo(words)


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
        database=database_of(database, centre),
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
        store = Store.open(database_of(database, centre))
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


@app.command()
def refused(
    centre: Folder = Path(),
    database: Database = "",
    source: Annotated[str, typer.Option(help="Only of this source; empty: of all.")] = "",
    limit: Annotated[int, typer.Option(help="Most items.")] = 50,
) -> None:
    """Show what sources brought and nobody could read, newest first, each with its reason."""
    from backend.cli.quarantine import refused_words
    from backend.engine.centre import load_centre

    try:
        zone = ZoneInfo(load_centre(centre.resolve()).centre.timezone)
        typer.echo(refused_words(database_of(database, centre), source, limit, zone))
    except (DocumentError, StoreError) as error:
        raise fail(error) from error


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

"""Commands about limit sets: `toancanh limits …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.options import Database, Folder, database_of, fail
from backend.cli.paths import USECASES
from backend.contract.document import DocumentError
from backend.store import StoreError

limits_app = typer.Typer(help="Limit sets.", no_args_is_help=True)


@limits_app.callback()
def limits() -> None:
    """Limit sets."""


@limits_app.command("percentiles")
def percentiles(  # noqa: PLR0913 - options of a command line
    metric: Annotated[str, typer.Argument(help="Metric of the centre's packs.")],
    id_: Annotated[str, typer.Option("--id", help="Id of the new limit set.")],
    out: Annotated[Path, typer.Option(help="File to write; - is the screen.")] = Path("-"),
    percent: Annotated[list[float] | None, typer.Option(help="May be repeated; 95 and 99.")] = None,
    above: Annotated[float | None, typer.Option(help="Only readings above this value count.")] = None,
    min_n: Annotated[int, typer.Option(help="With fewer readings a month gets no row.")] = 100,
    csv: Annotated[Path | None, typer.Option(help="A recording instead of the store.")] = None,
    from_: Annotated[str, typer.Option("--from", help="Begin, e.g. 2016-01-01.")] = "",
    to: Annotated[str, typer.Option(help="End.")] = "",
    centre: Folder = Path(),
    database: Database = "",
    packs: Annotated[Path, typer.Option(help="Folder of packs.")] = USECASES,
) -> None:
    """Make a limit set of same-month percentiles of each place from its past."""
    from backend.engine.importing import RecordingError
    from backend.engine.percentiles import PercentileError, Wanted, make

    wanted = Wanted(
        metric=metric,
        set_id=id_,
        centre=centre.resolve(),
        packs=packs,
        database=database_of(database, centre),
        csv=csv,
        percents=tuple(percent or (95.0, 99.0)),
        above=above,
        min_n=min_n,
        from_=from_,
        to=to,
    )
    try:
        made = make(wanted)
        if str(out) == "-":
            typer.echo(made.document())
            return
        out.write_text(made.document(), encoding="utf-8")
    except (PercentileError, RecordingError, DocumentError, StoreError, OSError) as error:
        raise fail(error) from error
    typer.echo(f"{len(made.limit_set.rows)} rows of {made.n_places} places written to {out}")
    if made.without:
        names = ", ".join(made.without[:10])
        typer.echo(f"{len(made.without)} places have too few readings and no row, among them: {names}")

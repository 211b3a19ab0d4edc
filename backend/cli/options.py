"""Options that several commands share, and how a command fails."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.paths import database_url

Folder = Annotated[Path, typer.Option(help="Folder of the centre.")]
Database = Annotated[str, typer.Option(help="SQLAlchemy URL; empty: toancanh.db in the centre's folder.")]
Keys = Annotated[Path | None, typer.Option(help="Folder of keys; left out: the desktop's keyring.")]


def fail(error: Exception) -> typer.Exit:
    """Print an error for people and return the exit."""
    typer.echo(str(error), err=True)
    return typer.Exit(1)


def database_of(url: str, folder: Path) -> str:
    """Return the address of the database: as given, or the file in the centre's folder."""
    return url or database_url(folder.resolve())

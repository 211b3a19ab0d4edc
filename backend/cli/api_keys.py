"""`toancanh keys api`: keys of programs that hand in reports by the gateway."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from backend.wire import keys


def make_api_key(
    name: Annotated[str, typer.Argument(help="`id` of the program under `api_keys` of gateway.yaml.")],
    folder: Annotated[
        Path | None, typer.Option(help="Folder of keys; left out: the desktop's keyring.")
    ] = None,
    revoke: Annotated[bool, typer.Option(help="Take its key away instead.")] = False,
) -> None:
    """Make a new key for a program that hands in reports by the gateway; it is shown once."""
    from backend.gateway.settings import ApiKey

    try:
        entry, store = ApiKey(id=name).entry, keys.open_store(folder)
        if revoke:
            store.remove(entry)
            typer.echo(f"the key of {name!r} is taken away; the gateway refuses it within half a minute")
            return
        key = secrets.token_urlsafe(32)
        store.put(entry, key)
    except (keys.SecretError, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(key)
    typer.echo(f"the key of {name!r} is kept; hand it over now, it is not shown again", err=True)

"""Commands about who may connect and sign in: `toancanh keys …`, `toancanh account …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from backend.cli.accounts import ROLES, add_account, change_unit, list_accounts
from backend.cli.api_keys import make_api_key
from backend.cli.options import Database, Folder, Keys, database_of, fail
from backend.store import StoreError
from backend.wire import keys as keys_

keys_app = typer.Typer(help="Keys of the daemon and the walls.", no_args_is_help=True)
account_app = typer.Typer(help="Accounts of people and walls.", no_args_is_help=True)
keys_app.command("api")(make_api_key)


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
def account_add(  # noqa: PLR0913 - options of a command line
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
        add_account(database_of(database, centre), user, name, role=role, password=password, unit_id=unit)
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
        change_unit(database_of(database, centre), user, unit)
    except StoreError as error:
        raise fail(error) from error
    typer.echo(f"account {user!r} belongs to {unit or 'the centre'}")


@account_app.command("list")
def account_list(centre: Folder = Path(), database: Database = "") -> None:
    """List the accounts."""
    try:
        typer.echo(list_accounts(database_of(database, centre)))
    except StoreError as error:
        raise fail(error) from error

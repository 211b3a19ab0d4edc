"""Accounts by the command line."""

from __future__ import annotations

from collections.abc import Iterable

from backend.store import ROLES, Store

__all__ = ["ROLES", "add_account", "change_unit", "ensure_accounts", "list_accounts"]

ACTOR = "toancanh account"


def add_account(  # noqa: PLR0913 - what the command line says
    database: str, user: str, name: str, *, role: str, password: str, unit_id: str = ""
) -> None:
    """Make an account, of a unit's person where `unit_id` names one.

    Raises:
        StoreError: the name is taken, the role unknown or the password too short.
    """
    store = Store.open(database)
    try:
        store.migrate()
        store.accounts.create(user, password, role=role, display_name=name, unit_id=unit_id, actor=ACTOR)
    finally:
        store.close()


def ensure_accounts(database: str, accounts: Iterable[tuple[str, ...]]) -> None:
    """Make accounts, or give those that there are these passwords and units.

    Args:
        database: SQLAlchemy URL.
        accounts: user, name, role and password of each, and the unit of a unit's person.

    Raises:
        StoreError: a role is unknown or a password too short.
    """
    store = Store.open(database)
    try:
        store.migrate()
        known = {account.user: account for account in store.accounts.list()}
        for user, name, role, password, *units in accounts:
            unit_id = units[0] if units else ""
            if user not in known:
                store.accounts.create(
                    user, password, role=role, display_name=name, unit_id=unit_id, actor=ACTOR
                )
                continue
            if store.accounts.check_password(user, password) is None:
                store.accounts.set_password(user, password, actor=ACTOR)
            if known[user].unit_id != unit_id:
                store.accounts.set_unit(user, unit_id, actor=ACTOR)
    finally:
        store.close()


def change_unit(database: str, user: str, unit_id: str) -> None:
    """Move an account to another unit; empty: to the whole centre.

    Raises:
        StoreError: there is no such account.
    """
    store = Store.open(database)
    try:
        store.migrate()
        store.accounts.set_unit(user, unit_id, actor=ACTOR)
    finally:
        store.close()


def list_accounts(database: str) -> str:
    """Return the accounts as lines for people.

    Raises:
        StoreError: the database does not answer, or is not of this version.
    """
    store = Store.open(database)
    try:
        store.check_schema()
        accounts = store.accounts.list()
    finally:
        store.close()
    if not accounts:
        return "no accounts yet; make one with 'toancanh account add USER NAME'"
    lines = [
        f"{a.user:<20} {a.display_name:<28} {a.role:<17}"
        + (f" {a.unit_id}" if a.unit_id else "")
        + (" disabled" if a.disabled else "")
        for a in accounts
    ]
    return "\n".join(lines)

"""Accounts by the command line."""

from __future__ import annotations

from backend.store import ROLES, Store

__all__ = ["ROLES", "add_account", "ensure_account", "list_accounts"]

ACTOR = "toancanh account"


def add_account(database: str, user: str, name: str, role: str, password: str) -> None:
    """Make an account.

    Raises:
        StoreError: the name is taken, the role unknown or the password too short.
    """
    store = Store.open(database)
    try:
        store.migrate()
        store.accounts.create(user, password, role=role, display_name=name, actor=ACTOR)
    finally:
        store.close()


def ensure_account(database: str, user: str, name: str, role: str, password: str) -> None:
    """Make an account, or give the one there is this password.

    Raises:
        StoreError: the role is unknown or the password too short.
    """
    store = Store.open(database)
    try:
        store.migrate()
        if user in {account.user for account in store.accounts.list()}:
            if store.accounts.check_password(user, password) is None:
                store.accounts.set_password(user, password, actor=ACTOR)
        else:
            store.accounts.create(user, password, role=role, display_name=name, actor=ACTOR)
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
        f"{a.user:<20} {a.display_name:<28} {a.role:<17}" + (" disabled" if a.disabled else "")
        for a in accounts
    ]
    return "\n".join(lines)

"""Accounts of the people at the centre: made, changed and checked, each change an entry of the journal."""

from __future__ import annotations

from typing import Literal, get_args

import argon2
import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from backend.domain.clock import Clock
from backend.store import journal
from backend.store.database import Database
from backend.store.errors import StoreError
from backend.store.records import EntryDraft
from backend.store.tables import account

Role = Literal["viewer", "duty_officer", "shift_supervisor", "leader", "unit_officer", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

MOST_FAILURES = 5
"""So many wrong passwords in a row lock an account."""
LOCK_S = 900.0
"""A locked account refuses every password for so long."""
SHORTEST_PASSWORD = 8


class Account(msgspec.Struct, frozen=True):
    """One person's account."""

    user: str
    display_name: str
    role: Role
    disabled: bool = False
    locked_until_at: float | None = None
    unit_id: str = ""
    """Unit whose work this person sees and does; empty: the whole centre."""


class Accounts:
    """The accounts in one database. Every method may be called from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep accounts in `database`; `clock` dates entries and ends locks."""
        self._database, self._clock = database, clock
        self._hasher = argon2.PasswordHasher()
        # Checked where there is no such user, so that the answer takes as long as with one.
        self._nobody = ""

    def create(  # noqa: PLR0913 - what an account is
        self, user: str, password: str, *, role: str, display_name: str = "", unit_id: str = "", actor: str
    ) -> Account:
        """Make an account, of a unit's person where `unit_id` names one.

        Raises:
            StoreError: the name is taken or empty, the role unknown, or the password too short.
        """
        name = user.strip()
        if not name or not name.isprintable():
            raise StoreError(f"'{user}' cannot name an account", "use letters, digits, dots or dashes")
        made = Account(name, display_name or name, _role(role), unit_id=unit_id.strip())
        hashed = self._hashed(password)
        with self._database.writing() as connection:
            if _row(connection, name) is not None:
                raise StoreError(
                    f"an account '{name}' exists already", "choose another name, or change that one"
                )
            connection.execute(
                sa.insert(account).values(
                    name=name,
                    display_name=made.display_name,
                    role=made.role,
                    password_hash=hashed,
                    disabled=False,
                    n_failures=0,
                    locked_until_at=None,
                    created_at=self._clock.now(),
                    unit_id=made.unit_id,
                )
            )
            details: dict[str, object] = {"role": made.role, "display_name": made.display_name}
            if made.unit_id:
                details["unit_id"] = made.unit_id
            self._note(connection, actor, "account.created", name, details)
        return made

    def list(self) -> list[Account]:
        """Return every account, by name."""
        with self._database.reading() as connection:
            return [_account(row) for row in connection.execute(sa.select(account).order_by(account.c.name))]

    def check_password(self, user: str, password: str) -> Account | None:
        """Return the account if this is its password; None if not, or disabled, or locked.

        Takes some tens of milliseconds on purpose. Failures count, and `MOST_FAILURES` in a row lock the
        account for `LOCK_S`.
        """
        now = self._clock.now()
        with self._database.reading() as connection:
            row = _row(connection, user)
        if row is None:
            self._matches(self._nobody_hash(), password)
            return None
        matches = self._matches(row.password_hash, password)
        if row.disabled or (row.locked_until_at is not None and now < row.locked_until_at):
            return None
        if not matches:
            self._failed(user, now)
            return None
        self._succeeded(row, password)
        return msgspec.structs.replace(_account(row), locked_until_at=None)

    def set_password(self, user: str, password: str, *, actor: str) -> None:
        """Give the account another password, and open its lock.

        Raises:
            StoreError: no such account, or the password is too short.
        """
        values = {"password_hash": self._hashed(password), "n_failures": 0, "locked_until_at": None}
        self._change(user, values, EntryDraft(self._clock.now(), actor, "account.password_changed", user))

    def set_role(self, user: str, role: str, *, actor: str) -> None:
        """Give the account another role.

        Raises:
            StoreError: no such account, or no such role.
        """
        entry = EntryDraft(self._clock.now(), actor, "account.role_changed", user, {"role": _role(role)})
        self._change(user, {"role": role}, entry)

    def set_unit(self, user: str, unit_id: str, *, actor: str) -> None:
        """Move the account to another unit; empty: to the whole centre.

        Raises:
            StoreError: no such account.
        """
        unit_id = unit_id.strip()
        entry = EntryDraft(self._clock.now(), actor, "account.unit_changed", user, {"unit_id": unit_id})
        self._change(user, {"unit_id": unit_id}, entry)

    def disable(self, user: str, *, actor: str, reason: str = "") -> None:
        """Refuse the account every sign-in from now on.

        Raises:
            StoreError: no such account.
        """
        entry = EntryDraft(self._clock.now(), actor, "account.disabled", user, {"reason": reason})
        self._change(user, {"disabled": True}, entry)

    def enable(self, user: str, *, actor: str) -> None:
        """Admit the account again, and open its lock.

        Raises:
            StoreError: no such account.
        """
        entry = EntryDraft(self._clock.now(), actor, "account.enabled", user)
        self._change(user, {"disabled": False, "n_failures": 0, "locked_until_at": None}, entry)

    # ---- inside -----------------------------------------------------------------------------------

    def _change(self, user: str, values: dict[str, object], entry: EntryDraft) -> None:
        with self._database.writing() as connection:
            changed = connection.execute(sa.update(account).where(account.c.name == user).values(values))
            if changed.rowcount != 1:
                raise StoreError(
                    f"there is no account '{user}'", "see the names with `toancanh account list`"
                )
            journal.append(connection, [entry])

    def _failed(self, user: str, now: float) -> None:
        with self._database.writing() as connection:
            query = sa.select(account).where(account.c.name == user).with_for_update()
            row = connection.execute(query).one_or_none()
            if row is None:
                return
            n_failures, until = row.n_failures + 1, row.locked_until_at
            self._note(connection, user, "account.sign_in_failed", user, {"n_failures": n_failures})
            if n_failures >= MOST_FAILURES:
                n_failures, until = 0, now + LOCK_S
                self._note(connection, user, "account.locked", user, {"until_at": until})
            values = {"n_failures": n_failures, "locked_until_at": until}
            connection.execute(sa.update(account).where(account.c.name == user).values(values))

    def _succeeded(self, row: Row[tuple[object, ...]], password: str) -> None:
        values: dict[str, object] = {}
        if row.n_failures or row.locked_until_at is not None:
            values |= {"n_failures": 0, "locked_until_at": None}
        if self._hasher.check_needs_rehash(row.password_hash):  # made when hashing was cheaper
            values["password_hash"] = self._hasher.hash(password)
        if values:
            with self._database.writing() as connection:
                connection.execute(sa.update(account).where(account.c.name == row.name).values(values))

    def _note(
        self, connection: Connection, actor: str, kind: str, user: str, payload: dict[str, object]
    ) -> None:
        journal.append(connection, [EntryDraft(self._clock.now(), actor, kind, user, payload)])

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return bool(self._hasher.verify(hashed, password))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    def _nobody_hash(self) -> str:
        self._nobody = self._nobody or self._hasher.hash("nobody")
        return self._nobody

    def _hashed(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            cure = f"choose one of at least {SHORTEST_PASSWORD} characters"
            raise StoreError("the password is too short", cure)
        return str(self._hasher.hash(password))


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise StoreError(f"there is no role '{role}'", f"expected one of: {', '.join(ROLES)}")


def _row(connection: Connection, user: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(sa.select(account).where(account.c.name == user)).one_or_none()


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(row.name, row.display_name, row.role, row.disabled, row.locked_until_at, row.unit_id)

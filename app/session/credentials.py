"""The account of an unattended wall: its password from the keyring, the environment or the folder of keys."""

from __future__ import annotations

import os
from pathlib import Path

import keyring
import keyring.errors
import msgspec

from app.link.keys import SERVICE, KeysError, read_private

PASSWORD_NAME = "wall.password"  # noqa: S105 - the name of an entry, not its content
PASSWORD_VARIABLE = "TOANCANH_PASSWORD"  # noqa: S105 - likewise
DEFAULT_USER = "wall"


class Credentials(msgspec.Struct, frozen=True):
    """Who signs in."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Return the user only."""
        return f"Credentials(user={self.user!r})"


def load_credentials(user: str, folder: Path | None) -> Credentials:
    """Return the account of this wall.

    Args:
        user: account name; empty: the wall's own account.
        folder: folder of keys, or None for the desktop's keyring.

    Raises:
        KeysError: no password is found; says where it was looked for.
    """
    user = user or DEFAULT_USER
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return Credentials(user, given)
    if folder is not None:
        return Credentials(user, read_private(folder, PASSWORD_NAME))
    try:
        found = keyring.get_password(SERVICE, PASSWORD_NAME)
    except keyring.errors.KeyringError as error:
        raise KeysError(
            f"the keyring does not open ({error}); unlock it, pass --keys, or set {PASSWORD_VARIABLE}"
        ) from error
    if found is None:
        raise KeysError(
            f"the keyring has no password '{PASSWORD_NAME}' for account '{user}'; "
            f"store it there, pass a folder of keys with --keys, or set {PASSWORD_VARIABLE}"
        )
    return Credentials(user, found)

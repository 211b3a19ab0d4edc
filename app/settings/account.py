"""Who signs in to the settings: the account of the environment, a kept password, or a person who is asked."""

from __future__ import annotations

import os
from pathlib import Path

from app.link.keys import KeysError
from app.session.credentials import DEFAULT_USER, PASSWORD_VARIABLE, Credentials, load_credentials


def kept_account(user: str, folder: Path | None) -> Credentials | None:
    """Return the account whose password is kept, None where a person must be asked.

    Only the environment holds passwords of people; the kept one is the wall's own.

    Args:
        user: account name; empty: nobody was named.
        folder: folder of keys, or None for the desktop's keyring.
    """
    if user not in ("", DEFAULT_USER) and not os.environ.get(PASSWORD_VARIABLE):
        return None
    try:
        return load_credentials(user, folder)
    except KeysError:
        return None

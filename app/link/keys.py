"""CURVE keys of the wall: from the desktop's keyring, or from a folder that only its owner can read."""

from __future__ import annotations

import stat
from pathlib import Path

import keyring
import keyring.errors
import msgspec
import zmq

SERVICE = "toancanh"
WALL_SECRET = "wall.secret"  # noqa: S105 - the name of an entry, not its content
SERVER_PUBLIC = "server.public"
_Z85_LENGTH = 40


class KeysError(RuntimeError):
    """The keys are missing, unreadable for us, or readable for others; the message says the cure."""


class WallKeys(msgspec.Struct, frozen=True):
    """What a wall needs to speak CURVE with its daemon, Z85 text as bytes."""

    public: bytes
    secret: bytes
    server_public: bytes

    def __repr__(self) -> str:
        """Return the public parts only."""
        return f"WallKeys(public={self.public!r}, server_public={self.server_public!r})"


def load_keys(folder: Path | None) -> WallKeys:
    """Return the wall's keys from `folder`, or from the keyring where no folder is given.

    Raises:
        KeysError: a key is missing or malformed, or the folder is open to other users.
    """
    read = _from_keyring if folder is None else lambda name: read_private(folder, name)
    secret = _z85(read(WALL_SECRET), WALL_SECRET)
    server_public = _z85(read(SERVER_PUBLIC), SERVER_PUBLIC)
    return WallKeys(zmq.curve_public(secret), secret, server_public)


def read_private(folder: Path, name: str) -> str:
    """Return the text of a file in a folder of keys, refusing what other users could read.

    Raises:
        KeysError: the file or folder is missing, or its permissions are too wide.
    """
    path = folder / name
    try:
        _refuse_open(folder, 0o700)
        _refuse_open(path, 0o600)
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise KeysError(
            f"{error.filename} does not exist; run the daemon once with --keys {folder}, "
            "or copy the folder of keys from the daemon's machine"
        ) from error
    except OSError as error:
        raise KeysError(f"{path} cannot be read: {error.strerror}; give it to this user") from error


def _refuse_open(path: Path, mode: int) -> None:
    found = stat.S_IMODE(path.stat().st_mode)
    if found & 0o077:
        raise KeysError(
            f"{path} has permissions {found:04o} and is open to other users; run: chmod {mode:o} {path}"
        )


def _from_keyring(name: str) -> str:
    try:
        found = keyring.get_password(SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise KeysError(
            f"the keyring does not open ({error}); unlock it, or pass a folder of keys with --keys"
        ) from error
    if found is None:
        raise KeysError(
            f"the keyring has no entry '{name}' of service '{SERVICE}'; "
            "register this wall at the daemon, or pass a folder of keys with --keys"
        )
    return found.strip()


def _z85(text: str, name: str) -> bytes:
    key = text.encode("utf-8")
    if len(key) != _Z85_LENGTH:
        raise KeysError(f"'{name}' has {len(key)} characters, expected {_Z85_LENGTH} of Z85; make it anew")
    return key

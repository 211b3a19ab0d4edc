"""CURVE keys: made once, kept in the desktop's keyring or in a locked-down folder.

Names: `server.secret`, `server.public`, `wall.secret`, `wall.password`; a registered wall stands as
`walls/<name>.public`. All are text, keys in Z85. The folder is 0700 and its files 0600; wider is refused.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Protocol

import keyring
import msgspec
import zmq
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError, PasswordSetError

SERVER_SECRET, SERVER_PUBLIC, WALL_SECRET = "server.secret", "server.public", "wall.secret"
WALL_PASSWORD = "wall.password"  # noqa: S105 - the name of the entry, not a password
SERVICE = "toancanh"


class SecretError(ValueError):
    """A secret is missing, malformed or open to others; says the cure."""


class KeyStore(Protocol):
    """Where secrets are kept."""

    def get(self, name: str) -> str | None:
        """Return a secret, None where there is none."""
        ...

    def put(self, name: str, text: str) -> None:
        """Keep a secret."""
        ...

    def remove(self, name: str) -> None:
        """Forget a secret; nothing happens where there is none."""
        ...

    def walls(self) -> dict[str, str]:
        """Return the registered walls: name to public key."""
        ...


class KeyFolder:
    """Secrets as files that only their owner reads."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; it is made with the first secret."""
        self.folder = folder

    def get(self, name: str) -> str | None:
        """Return a secret.

        Raises:
            SecretError: others may read its file.
        """
        path = self.folder / name
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            return None
        if mode & 0o077:
            raise SecretError(f"{path} is open to others (mode {mode:o}); run 'chmod 600 {path}'")
        return path.read_text(encoding="utf-8").strip()

    def put(self, name: str, text: str) -> None:
        """Keep a secret in a file of mode 0600, written whole or not at all."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        part = path.with_name(path.name + ".part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text + "\n")
        part.replace(path)

    def remove(self, name: str) -> None:
        """Forget a secret."""
        (self.folder / name).unlink(missing_ok=True)

    def walls(self) -> dict[str, str]:
        """Return the registered walls: name to public key."""
        found = sorted((self.folder / "walls").glob("*.public"))
        return {p.stem: self.get(f"walls/{p.name}") or "" for p in found}


class Keyring:
    """Secrets in the desktop's keyring, under the service `toancanh`."""

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return keyring.get_password(SERVICE, name)

    def put(self, name: str, text: str) -> None:
        """Keep a secret."""
        keyring.set_password(SERVICE, name, text)
        if name.startswith("walls/"):
            self._list(set(self._names()) | {name})

    def remove(self, name: str) -> None:
        """Forget a secret."""
        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return
        if name.startswith("walls/"):
            self._list(set(self._names()) - {name})

    def walls(self) -> dict[str, str]:
        """Return the registered walls: name to public key."""
        return {n.removeprefix("walls/").removesuffix(".public"): self.get(n) or "" for n in self._names()}

    def _names(self) -> list[str]:
        return list(json.loads(self.get("walls") or "[]"))

    def _list(self, names: set[str]) -> None:
        keyring.set_password(SERVICE, "walls", json.dumps(sorted(names)))


class FolderKeyring(KeyringBackend):
    """A folder of secrets as the keyring of this process: sources find their passwords in it."""

    priority = 0.0  # never chosen by itself
    folder: KeyFolder

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret of ours, None for other services."""
        return self.folder.get(username) if service == SERVICE else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret of ours."""
        if service != SERVICE:
            raise PasswordSetError(f"this keyring keeps secrets of {SERVICE!r} only, not of {service!r}")
        self.folder.put(username, password)


def use_as_keyring(folder: Path) -> None:
    """Let this process find every secret in `folder` through the keyring library."""
    backend = FolderKeyring()  # type: ignore[no-untyped-call]
    backend.folder = KeyFolder(folder)
    keyring.set_keyring(backend)


def open_store(folder: Path | None) -> KeyStore:
    """Return the store of secrets: `folder` where one is given, else the desktop's keyring.

    Raises:
        SecretError: no folder was given and this machine has no keyring.
    """
    if folder is not None:
        return KeyFolder(folder)
    if not keyring_works():
        raise SecretError("this machine has no desktop keyring; give a folder for the keys with --keys DIR")
    return Keyring()


def keyring_works() -> bool:
    """Return whether a desktop keyring answers."""
    backend = keyring.get_keyring()
    if backend.priority < 1:  # the chain of none, a plain text file, a null one
        return False
    try:
        keyring.get_password(SERVICE, "probe")
    except (KeyringError, OSError):
        return False
    return True


class ServerKeys(msgspec.Struct, frozen=True):
    """The daemon's own key pair, Z85."""

    public: bytes
    secret: bytes


def make(store: KeyStore, wall: str = "wall") -> None:
    """Make the daemon's keys and those of this machine's wall where they are missing; register the wall."""
    if store.get(SERVER_SECRET) is None:
        public, secret = zmq.curve_keypair()
        store.put(SERVER_SECRET, secret.decode())
        store.put(SERVER_PUBLIC, public.decode())
    if store.get(WALL_SECRET) is None:
        store.put(WALL_SECRET, zmq.curve_keypair()[1].decode())
    register(store, wall, zmq.curve_public((store.get(WALL_SECRET) or "").encode()).decode())


def register(store: KeyStore, wall: str, public: str) -> None:
    """Admit a wall by its public key (Z85).

    Raises:
        SecretError: the key is not 40 characters, or the name is not a plain word.
    """
    if not wall.replace("-", "").replace("_", "").isalnum():
        raise SecretError(f"the wall's name {wall!r} is not plain; use letters, digits, '-' and '_'")
    if len(public) != 40:
        raise SecretError(f"the public key of wall {wall!r} has {len(public)} characters; a Z85 key has 40")
    store.put(f"walls/{wall}.public", public)


def revoke(store: KeyStore, wall: str) -> None:
    """Admit a wall no longer, from its next connection on.

    Raises:
        SecretError: no wall of this name is registered.
    """
    known = store.walls()
    if wall not in known:
        raise SecretError(f"no wall {wall!r} is registered; registered: {', '.join(sorted(known)) or 'none'}")
    store.remove(f"walls/{wall}.public")


def load(store: KeyStore) -> ServerKeys:
    """Return the daemon's keys.

    Raises:
        SecretError: they were never made.
    """
    public, secret = store.get(SERVER_PUBLIC), store.get(SERVER_SECRET)
    if public is None or secret is None:
        raise SecretError("the daemon has no keys; make them with 'toancanh keys make'")
    return ServerKeys(public=public.encode(), secret=secret.encode())

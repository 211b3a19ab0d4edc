"""Secrets of channels: in the machine's keyring by name, never in a file of settings or in a log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from backend.channels.base import Receipt, Secrets
from backend.contract.state import Text

KEYRING_SERVICE = "toancanh"
_LONGEST = 200


class SecretMissingError(LookupError):
    """The keyring has no such entry, or cannot be opened."""

    def __init__(self, name: str) -> None:
        """Name the entry."""
        super().__init__(name)
        self.name = name

    def receipt(self) -> Receipt:
        """Return what to say of a message that could not go for lack of it."""
        command = f"keyring set {KEYRING_SERVICE} {self.name}"
        return Receipt(
            "failed",
            reason=Text(
                f"Kho khóa không có mục {self.name!r}: chạy `{command}` bằng tài khoản của dịch vụ",
                f"The keyring has no entry {self.name!r}: run `{command}` as the user of the daemon",
            ),
            again=True,
        )


class KeyringSecrets:
    """The machine's keyring; blocks, so ask off the event loop."""

    def get(self, name: str) -> str | None:
        """Return the secret, None if there is none or the keyring cannot be opened."""
        import keyring  # noqa: PLC0415 - its back ends take long to import
        import keyring.errors  # noqa: PLC0415

        try:
            return keyring.get_password(KEYRING_SERVICE, name)
        except keyring.errors.KeyringError:
            return None

    def put(self, name: str, value: str) -> None:
        """Keep a secret.

        Raises:
            OSError: the keyring does not take it.
        """
        import keyring  # noqa: PLC0415
        import keyring.errors  # noqa: PLC0415

        try:
            keyring.set_password(KEYRING_SERVICE, name, value)
        except keyring.errors.KeyringError as error:
            raise OSError(f"the keyring does not take {name!r}: {error}") from error


async def secret(secrets: Secrets, name: str) -> str:
    """Return the secret `name`, asked for in a thread.

    Raises:
        SecretMissingError: there is none.
    """
    found = await asyncio.to_thread(secrets.get, name)
    if not found:
        raise SecretMissingError(name)
    return found


def quoted(words: bytes | str, hidden: Iterable[str] = ()) -> str:
    """Return the other side's words fit for people and logs: one short line without our secrets."""
    text = words[: 4 * _LONGEST].decode("utf-8", "replace") if isinstance(words, bytes) else words
    for one in filter(None, hidden):
        for shape in (one, quote(one, safe=""), quote_plus(one), json.dumps(one)[1:-1]):
            text = text.replace(shape, "•••")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"

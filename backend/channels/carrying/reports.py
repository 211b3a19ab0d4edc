"""What all readers of incoming reports share."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from backend.channels.base import Secrets

_Found = TypeVar("_Found")


class RefusedReportError(ValueError):
    """A report that is not taken; `forged` tells that its signature is wrong (answer 401, else 400)."""

    def __init__(self, reason: str, *, forged: bool = False) -> None:
        """Say why."""
        super().__init__(reason)
        self.forged = forged


def need_secret(secrets: Secrets, name: str, field: str) -> str:
    """Return the secret by which reports are checked; blocks on the keyring.

    Raises:
        RefusedReportError: there is none, so nothing can be believed.
    """
    found = secrets.get(name) if name else None
    if not found:
        raise RefusedReportError(
            f"`{field}` names no entry of the keyring: reports cannot be checked", forged=True
        )
    return found


def decoded(body: bytes, shape: type[_Found]) -> _Found:
    """Return a JSON body as `shape`.

    Raises:
        RefusedReportError: it is not of this shape.
    """
    try:
        return msgspec.json.decode(body, type=shape, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RefusedReportError(f"the report cannot be read: {error}") from None

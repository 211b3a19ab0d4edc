"""Who may hand in reports: keys of the keyring, compared without telling by the time where they differ."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from backend.gateway.ports import SecretReader
from backend.gateway.settings import ApiKey

SHORTEST = 20
"""A shorter key in the keyring is not used: it could be guessed."""


class ApiKeys:
    """The keys that are good now."""

    def __init__(self, keys: Sequence[ApiKey], secrets: SecretReader) -> None:
        """Know the keys' names; `load` reads them."""
        self._keys, self._secrets = tuple(keys), secrets
        self._digests: list[tuple[bytes, ApiKey]] = []

    def load(self) -> list[str]:
        """Read the keyring; blocks. Returns in words which keys are missing or too short."""
        found: list[tuple[bytes, ApiKey]] = []
        problems = []
        for key in self._keys:
            secret = self._secrets.get(key.entry)
            if not secret:
                problems.append(f"the keyring has no entry {key.entry!r}: run `toancanh keys api {key.id}`")
            elif len(secret) < SHORTEST:
                problems.append(
                    f"the entry {key.entry!r} of the keyring is shorter than {SHORTEST} characters"
                )
            else:
                found.append((_digest(secret), key))
        self._digests = found
        return problems

    def of(self, given: str) -> ApiKey | None:
        """Return whose key this is, None if nobody's; takes the same time for every answer."""
        digest, found = _digest(given), None
        for known, key in self._digests:
            if hmac.compare_digest(known, digest):
                found = key
        return found


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()

"""Zalo's tokens: an access token for some 25 hours, and a refresh token that can be used once.

A new pair is kept in the keyring before it is used: if the machine stops in between, the newest refresh token
is not lost. Many messages that meet an invalid token at once renew it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from backend.channels.base import Means
from backend.channels.carrying.http import Answer
from backend.channels.carrying.secrets import quoted, secret
from backend.contract.state import Text

_EARLY_S = 300.0
"""A token that ends within this time is renewed already."""


class TokenRefusedError(Exception):
    """There is no valid token."""

    def __init__(self, words: Text, *, again: bool) -> None:
        """Say why, and whether it may come right by itself."""
        super().__init__(words.en)
        self.words, self.again = words, again


class _Answer(msgspec.Struct):
    access_token: str
    refresh_token: str
    expires_in: str = "90000"


class Tokens(msgspec.Struct, frozen=True):
    """A pair, as it lies in the keyring."""

    access: str
    refresh: str
    ends_at: float

    @classmethod
    def of(cls, answer: Answer, now: float, hidden: list[str]) -> Tokens:
        """Read what Zalo says to a request for new tokens.

        Raises:
            TokenRefusedError: it gives none.
        """
        try:
            found = msgspec.json.decode(answer.body, type=_Answer, strict=False)
            return cls(found.access_token, found.refresh_token, now + float(found.expires_in))
        except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
            said = quoted(answer.body, hidden)
        again = answer.status >= 500
        words = Text(
            f"Zalo không cấp mã truy cập mới: {said}. Cấp quyền lại cho OA và đặt mã làm mới vào kho khóa",
            f"Zalo gives no new token: {said}. Authorise the OA again, put the refresh token in the keyring",
        )
        raise TokenRefusedError(words, again=again)


class TokenKeeper:
    """Keeps the pair of one application."""

    def __init__(self, name: str, means: Means, renew: Callable[[str], Awaitable[Tokens]]) -> None:
        """Name the entry of the keyring; `renew` asks Zalo."""
        self._name, self._means, self._renew = name, means, renew
        self._tokens: Tokens | None = None
        self._unkept: Tokens | None = None
        self._renewing: asyncio.Future[Tokens] | None = None

    async def valid(self, other_than: str = "") -> str:
        """Return an access token.

        Args:
            other_than: one that Zalo has just refused.

        Raises:
            SecretMissingError: the keyring has no tokens.
            TokenRefusedError: Zalo gives no new one, or it cannot be kept.
            NoAnswerError: Zalo does not answer.
        """
        if self._tokens is None and (self._renewing is None or self._renewing.done()):
            kept = _read(await secret(self._means.secrets, self._name))
            self._tokens = self._tokens or kept
        known = self._tokens
        ends_early = known is None or known.ends_at - _EARLY_S < self._means.clock.now()
        if known is not None and not ends_early and known.access != other_than:
            return known.access
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._next(known.refresh if known else ""))
        # A message that is given up must not end the renewal: its refresh token can be used only once.
        return (await asyncio.shield(self._renewing)).access

    async def _next(self, refresh: str) -> Tokens:
        try:
            found = self._unkept or await self._renew(refresh)
        except TokenRefusedError:
            self._tokens = None  # perhaps an administrator puts another into the keyring
            raise
        self._unkept = found
        try:
            words = msgspec.json.encode(found).decode()
            await asyncio.to_thread(self._means.secrets.put, self._name, words)
        except OSError as error:
            said = quoted(str(error))
            reason = Text(f"Kho khóa không ghi được mã Zalo: {said}", f"Zalo's token cannot be kept: {said}")
            raise TokenRefusedError(reason, again=True) from error
        self._tokens, self._unkept = found, None
        return found

    async def close(self) -> None:
        """Wait for a renewal under way."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])


def _read(kept: str) -> Tokens:
    """Return what lies in the keyring: a pair of ours, or the refresh token that somebody put there."""
    try:
        return msgspec.json.decode(kept, type=Tokens)
    except msgspec.DecodeError:
        return Tokens("", kept.strip(), 0.0)

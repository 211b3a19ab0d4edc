"""E-mail by the SMTP server of the centre or of a provider."""

from __future__ import annotations

import asyncio
import ssl
from typing import Literal

import aiosmtplib

from backend.channels.base import ChannelConfig, Inbox, Means, Outgoing, Receipt
from backend.channels.carrying.addresses import is_local
from backend.channels.carrying.letter import BadAddressError, letter, reject_address
from backend.channels.carrying.link import Link, failure_words
from backend.channels.carrying.secrets import SecretMissingError, quoted, secret
from backend.contract.state import Text

_UNAVAILABLE = 421


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of an SMTP server."""

    host: str
    """Name or address of the server."""
    port: int = 587
    """587 with `starttls`, 465 with `tls`, 25 without."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the line is encrypted; a server that cannot is not used."""
    user: str = ""
    """Name for logging in; empty: no login."""
    password_secret: str = ""
    """Name of the password in the keyring."""
    sender: str
    """Address in From."""
    sender_name: str = ""
    """Words for people in From."""
    reply_to: str = ""
    """Where answers go; empty: to the sender."""
    ca_file: str = ""
    """Certificates to trust; empty: the system's."""
    keep_s: float = 20.0
    """How long an idle connection is kept for the next message."""
    max_bytes: int = 10_485_760
    """A longer message is refused here."""

    def __post_init__(self) -> None:
        """Check addresses and ranges."""
        super().__post_init__()
        if not 1 <= self.port <= 65_535 or self.keep_s < 0 or self.max_bytes < 1:
            raise ValueError("`port` is 1 to 65,535, `keep_s` at least 0, `max_bytes` at least 1")
        for field in ("sender", "reply_to"):
            if getattr(self, field) or field == "sender":
                reject_address(field, getattr(self, field))
        if bool(self.user) != bool(self.password_secret):
            raise ValueError("`user` and `password_secret` go together")

    def problems(self) -> list[str]:
        """Say what is not safe."""
        if self.security != "none" or is_local(self.host):
            return []
        words = "`security: none`: messages can be read on the way"
        return [f"{words}, and so can the password" if self.user else words]


class Channel:
    """One connection, kept while there is something to send."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel; the first message connects."""
        self._config, self._means = config, means
        self._link = Link(config.id, f"{config.host}:{config.port}")
        self._turn = asyncio.Lock()
        self._client: aiosmtplib.SMTP | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def send(self, out: Outgoing) -> Receipt:
        """Hand one message to the server."""
        config = self._config
        try:
            raw = letter(out, config.sender, config.sender_name, config.reply_to)
        except BadAddressError as error:
            return Receipt("failed", reason=error.words)
        if len(raw) > config.max_bytes:
            return _too_large(len(raw), config.max_bytes)
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            try:
                return await self._carry(out.to, raw)
            except SecretMissingError as error:
                return error.receipt()
            finally:
                self._idle = asyncio.get_running_loop().call_later(config.keep_s, self._drop)

    async def _carry(self, to: str, raw: bytes) -> Receipt:
        """Connect if need be and send; an idle connection that the server gave up is made anew."""
        kept = self._client is not None and self._client.is_connected
        attempt = _Attempt()
        try:
            try:
                await self._ask(to, raw, attempt)
            except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPResponseException) as error:
                if not kept or attempt.phase != "begin" or getattr(error, "code", 0) not in {0, _UNAVAILABLE}:
                    raise
                self._drop()
                await self._ask(to, raw, attempt)
        except asyncio.CancelledError:
            self._drop()  # the dialogue stands in its middle
            raise
        except aiosmtplib.SMTPRecipientRefused as error:
            return _refused(error.code, error.message)
        except aiosmtplib.SMTPResponseException as error:
            self._drop()
            return _refused(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            self._drop()
            return self._lost(error, attempt)
        self._link.regain()
        return Receipt("sent", remote_id=attempt.said)

    async def _ask(self, to: str, raw: bytes, attempt: _Attempt) -> None:
        """Go through the dialogue, noting how far it came."""
        async with asyncio.timeout(self._config.timeout_s):
            client = await self._connected()
            await client.mail(self._config.sender)
            attempt.phase = "address"
            await client.rcpt(to)
            attempt.phase = "data"
            attempt.said = quoted((await client.data(raw)).message)

    async def _connected(self) -> aiosmtplib.SMTP:
        """Return the connection, with a clean state."""
        config = self._config
        if self._client is not None and self._client.is_connected:
            await self._client.rset()
            return self._client
        password = await secret(self._means.secrets, config.password_secret) if config.user else None
        context = None
        if config.security != "none":
            context = await asyncio.to_thread(ssl.create_default_context, cafile=config.ca_file or None)
        self._client = aiosmtplib.SMTP(
            hostname=config.host,
            port=config.port,
            username=config.user or None,
            password=password,
            timeout=config.timeout_s,
            use_tls=config.security == "tls",
            start_tls=config.security == "starttls",
            tls_context=context,
        )
        await self._client.connect()
        return self._client

    def _lost(self, error: Exception, attempt: _Attempt) -> Receipt:
        said = failure_words(error, self._config.timeout_s)
        self._link.lose(said.en)
        if attempt.phase == "data":
            reason = Text(
                f"Máy chủ thư mất kết nối sau khi nhận thư, không rõ đã giữ hay chưa: {said.vi}",
                f"The mail server was lost after the data, nobody knows whether it kept them: {said.en}",
            )
            return Receipt("unknown", reason=reason, again=True)
        where = f"{self._config.host}:{self._config.port}"
        reason = Text(
            f"Không kết nối được máy chủ thư {where}: {said.vi}",
            f"The mail server {where} cannot be reached: {said.en}",
        )
        return Receipt("failed", reason=reason, again=True)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    async def run(self, inbox: Inbox) -> None:
        """Return: nothing comes back by SMTP."""

    async def close(self) -> None:
        """End the connection."""
        if self._idle is not None:
            self._idle.cancel()
        async with self._turn:
            self._drop()


class _Attempt:
    """How far a dialogue came."""

    def __init__(self) -> None:
        self.phase: Literal["begin", "address", "data"] = "begin"
        self.said = ""


def _refused(code: int, message: str) -> Receipt:
    said = quoted(message)
    reason = Text(f"Máy chủ thư từ chối ({code}): {said}", f"The mail server refuses ({code}): {said}")
    return Receipt("failed", reason=reason, again=400 <= code < 500)


def _too_large(n_bytes: int, most: int) -> Receipt:
    reason = Text(
        f"Thư dài {n_bytes} byte, tối đa {most} (`max_bytes`): gửi tệp đính kèm nhỏ hơn",
        f"The message has {n_bytes} bytes, at most {most} (`max_bytes`): attach a smaller file",
    )
    return Receipt("failed", reason=reason)

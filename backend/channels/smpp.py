"""Text messages straight to a message centre by SMPP 3.4."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import Any

import msgspec
import smpp34

from backend.channels.base import ChannelConfig, Inbox, Incoming, Means, Outgoing, Receipt
from backend.channels.carrying.addresses import is_local
from backend.channels.carrying.link import Link, failure_words
from backend.channels.carrying.secrets import SecretMissingError, secret
from backend.channels.carrying.smpp_incoming import MESSAGE_PAYLOAD, Joiner, report_of
from backend.channels.carrying.smpp_parts import Parts, Progress
from backend.channels.carrying.smpp_status import THROTTLED, refusal
from backend.channels.carrying.sms_text import MAX_PARTS, Encoded, encode
from backend.contract.state import Text

_UDH = 0x40
_MAX_DIGITS = 15
_ALPHANUMERIC, _INTERNATIONAL, _ISDN = 5, 1, 1
_MAX_PASSWORD = 8
"""SMPP 3.4, 4.1.5; the library ends a bind with a longer one by a panic."""
_UNBIND_S = 1.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 60.0


class Config(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a message centre."""

    host: str
    """Name or address of the message centre."""
    port: int = 2775
    """Its port."""
    system_id: str
    """Our name there."""
    password_secret: str
    """Name of the password in the keyring."""
    system_type: str = ""
    """As the provider says, often empty."""
    sender: str
    """Registered brand name (alphanumeric, at most 11 characters) or number."""
    tls: bool = False
    """Encrypt; the centre's certificate must fit and be known to this machine."""
    window: int = 10
    """Messages sent ahead of their answers."""
    long_texts: str = "parts"
    """`parts`: several messages that the telephone joins; `payload`: one, in message_payload."""
    max_parts: int = 6
    """A text of more parts is refused here."""
    throttle_s: float = 5.0
    """How long to leave a centre alone that answers "throttled"."""
    repeat_unknown: bool = True
    """Try again where nobody knows whether it arrived: never lost, at worst twice (SMPP knows no key)."""

    def __post_init__(self) -> None:
        """Check ranges."""
        super().__post_init__()
        if not 1 <= self.port <= 65_535 or not 1 <= self.window <= 1_000:
            raise ValueError("`port` is 1 to 65,535, `window` 1 to 1,000")
        if self.long_texts not in {"parts", "payload"}:
            raise ValueError("`long_texts` is parts or payload")
        if not 1 <= self.max_parts <= MAX_PARTS:
            raise ValueError(f"`max_parts` is 1 to {MAX_PARTS}")
        if not _fits(self.system_id, 15) or not self.system_id or not _fits(self.system_type, 12):
            raise ValueError("`system_id` has at most 15 letters without accents, `system_type` at most 12")
        if not self.sender.isdigit() and not (self.sender.isascii() and 1 <= len(self.sender) <= 11):
            raise ValueError("`sender` is a number, or a name of at most 11 letters without accents")

    def problems(self) -> list[str]:
        """Say what is not safe."""
        if self.tls or is_local(self.host):
            return []
        return ["`tls` is off: on the way, password and messages can be read, unless the line is private"]


class Channel:
    """One bound session, made again when it is lost."""

    def __init__(self, config: Config, means: Means) -> None:
        """Make the channel; `run` connects."""
        self._config, self._means = config, means
        self._link = Link(config.id, f"{config.host}:{config.port}")
        self._bound = asyncio.Event()
        self._client: smpp34.Client | None = None
        self._session: smpp34.Smsc | None = None
        self._parts, self._joiner = Parts(), Joiner()
        self._inbox: Inbox | None = None
        self._random = random.Random()  # noqa: S311 - spreads attempts in time, keeps no secret

    async def run(self, inbox: Inbox) -> None:
        """Keep a session, hand on reports and replies; until cancelled."""
        self._inbox = inbox
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hand_on_incomplete())
            await self._bind_again_and_again()

    async def _hand_on_incomplete(self) -> None:
        """Hand on replies of which parts do not come."""
        while True:
            await asyncio.sleep(_LONGEST_PAUSE_S)
            self._tell(self._joiner.overdue(self._means.clock.now()))

    async def _bind_again_and_again(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                await self._keep(await self._password())
                pause_s, words = _FIRST_PAUSE_S, "the line was closed"
            except SecretMissingError as error:
                words = error.receipt().reason.en
            except (smpp34.SmppError, OSError, TimeoutError, ValueError) as error:
                # The library swallows the status of a refused bind: a wrong password looks like silence.
                words = failure_words(error, self._config.timeout_s).en
                words = f"{words} (host, port, `system_id` and password right?)"
            self._link.lose(words)
            await asyncio.sleep(pause_s * self._random.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _password(self) -> str:
        found = await secret(self._means.secrets, self._config.password_secret)
        if not _fits(found, _MAX_PASSWORD):
            raise ValueError(f"SMPP has no password of more than {_MAX_PASSWORD} letters, or with accents")
        return found

    async def _keep(self, password: str) -> None:
        """Bind and read until the line is closed."""
        config = self._config
        client = smpp34.Client(
            config.host,
            config.port,
            config.system_id,
            password,
            bind_type="TRX",
            system_type=config.system_type,
            tls=config.tls,
            window_size=config.window,
            connect_timeout_ms=int(config.timeout_s * 1000),
        )
        try:
            # The library's own limit does not cover a centre that never answers the TLS handshake.
            async with asyncio.timeout(config.timeout_s + 1):
                self._session = await client.connect()
            self._client = client
            self._bound.set()
            self._link.regain()
            while not isinstance(event := await self._session.next(), smpp34.Disconnected):
                self._take(event)
        finally:
            await asyncio.shield(self._leave(client))

    def _take(self, event: smpp34.DeliverSmEvent) -> None:
        now = self._means.clock.now()
        report = report_of(event)
        self._tell(self._parts.report(report, now) if report else self._joiner.take(event, now))

    def _tell(self, found: list[Incoming]) -> None:
        if self._inbox is not None:
            for one in found:
                self._inbox(one)

    async def send(self, out: Outgoing) -> Receipt:
        """Submit every part that the centre has not taken yet."""
        if not (out.to.isascii() and out.to.isdigit() and len(out.to) <= _MAX_DIGITS):
            return _no_number(out.to)
        text = encode(out.body, parts=self._config.long_texts == "parts")
        if len(text.parts) > self._config.max_parts:
            return _too_long(len(text.parts), self._config.max_parts)
        progress = self._parts.begin(out.key, len(text.parts))
        try:
            for part in progress.missing():
                receipt = await self._submit(out.to, text, progress, part)
                if receipt is not None:
                    return receipt
        finally:
            self._tell(self._parts.end())
        return Receipt("sent", remote_id=progress.remote_id)

    async def _submit(self, to: str, text: Encoded, progress: Progress, part: int) -> Receipt | None:
        """Submit one part; returns why it did not go, None if it went."""
        try:
            async with asyncio.timeout(self._config.timeout_s / 2):
                session = await self._ready()
        except TimeoutError:
            return _not_bound()
        try:
            async with asyncio.timeout(self._config.timeout_s):
                answer = await session.submit_sm(to, **self._fields(text, progress.reference, part))
        except (smpp34.SmppError, TimeoutError):
            return _unknown(self._config.repeat_unknown)
        if answer.is_success:
            self._parts.taken(progress, part, answer.message_id or f"{progress.key}/{part}")
            return None
        receipt = refusal(answer.command_status)
        if answer.command_status == THROTTLED:
            return msgspec.structs.replace(receipt, again_after_s=self._config.throttle_s)
        return receipt

    async def _ready(self) -> smpp34.Smsc:
        """Wait for a session that is alive: what is given to a dead one would seem to be sent, perhaps."""
        while True:
            await self._bound.wait()
            if self._session is not None and self._client is not None and await self._client.is_alive():
                return self._session
            self._bound.clear()

    def _fields(self, text: Encoded, reference: int, part: int) -> dict[str, Any]:
        raw = text.with_headers(reference)[part]
        payload = self._config.long_texts == "payload" and len(raw) > 140
        return {
            "short_message": b"" if payload else raw,
            "tlvs": [smpp34.Tlv(MESSAGE_PAYLOAD, raw)] if payload else [],
            "source_addr": self._config.sender,
            "source_addr_ton": _INTERNATIONAL if self._config.sender.isdigit() else _ALPHANUMERIC,
            "source_addr_npi": _ISDN if self._config.sender.isdigit() else 0,
            "dest_addr_ton": _INTERNATIONAL,
            "dest_addr_npi": _ISDN,
            "esm_class": _UDH if len(text.parts) > 1 else 0,
            "data_coding": text.data_coding,
            "registered_delivery": 1,
        }

    async def _leave(self, client: smpp34.Client) -> None:
        """Unbind if the line is alive, and end it."""
        session, self._session, self._client = self._session, None, None
        self._bound.clear()
        if session is not None and await client.is_alive():
            with contextlib.suppress(smpp34.SmppError, TimeoutError):
                async with asyncio.timeout(_UNBIND_S):
                    await session.unbind()
        await client.stop()

    async def close(self) -> None:
        """Unbind; a running `run` is cancelled by its owner."""
        if self._client is not None:
            await self._leave(self._client)


def _fits(text: str, most: int) -> bool:
    return text.isascii() and text.isprintable() and len(text) <= most


def _no_number(address: str) -> Receipt:
    reason = Text(
        f"{address!r} không phải số điện thoại: sửa trong danh bạ",
        f"{address!r} is no telephone number: mend it in the address book",
    )
    return Receipt("failed", reason=reason)


def _too_long(n_parts: int, most: int) -> Receipt:
    reason = Text(
        f"Tin dài {n_parts} phần, tối đa {most} (`max_parts`): rút ngắn mẫu tin hoặc bỏ dấu",
        f"The text takes {n_parts} parts, at most {most} (`max_parts`): shorten it or drop the accents",
    )
    return Receipt("failed", reason=reason)


def _not_bound() -> Receipt:
    reason = Text("Chưa kết nối được tổng đài SMPP", "The message centre (SMPP) is not connected")
    return Receipt("failed", reason=reason, again=True)


def _unknown(repeat: bool) -> Receipt:
    reason = Text(
        "Tổng đài SMPP không trả lời: không rõ tin đã tới hay chưa",
        "The message centre (SMPP) does not answer: nobody knows whether it arrived",
    )
    return Receipt("unknown", reason=reason, again=repeat)

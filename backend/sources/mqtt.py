"""MQTT topics of a broker: JSON messages, QoS 0 or 1, acknowledged only after they are stored.

paho-mqtt reads the socket in its own thread and appends raw messages to a list; the event loop is woken
once for each block of them and takes the list in batches.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from backend.domain.clock import Clock
from backend.sources.base import Parsed, Refusal, Sink, SourceConfig
from backend.sources.reading.flat_json import BatchReader, Message
from backend.sources.reading.json_mapping import JsonMapping
from backend.sources.reading.mqtt_client import BlockClient
from backend.sources.reading.secrets import SecretMissingError, password_of

_MAX_BATCH = 5_000
"""Messages read at once, so that the loop is never held for long."""


class Config(SourceConfig, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Settings of an MQTT source."""

    host: str
    """Name or address of the broker."""
    port: int = 1883
    """8883 is usual with `tls`."""
    topics: list[str]
    """Topic filters; `+` stands for one level, `#` for all that follow."""
    mapping: JsonMapping
    """Where the messages keep place, time and values."""
    qos: Literal[0, 1] = 1
    """1: the broker keeps each message until it is stored here."""
    client_id: str = ""
    """Name of the session that the broker keeps over restarts; empty: `toancanh-<id>`."""
    protocol: Literal["3.1.1", "5"] = "3.1.1"
    """5 lets `in_flight` be set from here, at some more work for broker and daemon."""
    in_flight: int = 5_000
    """QoS 1 messages that the broker sends ahead of their acknowledgement (protocol 5), at most 65,535."""
    session_expiry_s: int = 7 * 86_400
    """How long the broker keeps the session of an absent daemon (protocol 5)."""
    keepalive_s: int = 30
    """Silence after which the connection is probed."""
    max_bytes: int = 1_048_576
    """A longer message is refused unread."""
    max_waiting: int = 50_000
    """Messages held in memory; when full, reading from the broker pauses."""
    user: str = ""
    """User name at the broker."""
    password_key: str = ""
    """Name of the password in the keyring."""
    tls: bool = False
    """Encrypt, and check the broker's certificate."""
    ca_file: str = ""
    """Certificates to trust; empty: the system's."""
    cert_file: str = ""
    """Own certificate, where the broker asks for one."""
    key_file: str = ""
    """Key of the own certificate."""

    def __post_init__(self) -> None:
        """Check ranges and topic filters."""
        if not self.topics or not all(_is_filter(topic) for topic in self.topics):
            raise ValueError("`topics`: give topic filters; `+` fills a level, `#` only ends a filter")
        if not 1 <= self.port <= 65_535 or not 1 <= self.in_flight <= 65_535 or self.max_waiting < 1:
            raise ValueError("`port` and `in_flight` are 1 to 65,535, `max_waiting` at least 1")

    @functools.cached_property
    def reader(self) -> BatchReader:
        """The mapping, compiled, with units as they are sent."""
        return BatchReader(self.mapping)


def _is_filter(topic: str) -> bool:
    levels = topic.split("/")
    fits = all(level in {"+", "#"} or not set(level) & {"+", "#"} for level in levels)
    return bool(topic) and fits and "#" not in levels[:-1]


def parse(raw: Message, config: Config, received_at: float, reader: BatchReader | None = None) -> Parsed:
    """Read one message (topic, payload); `reader` None leaves units unchecked."""
    return parse_batch((raw,), config, received_at, reader)


def parse_batch(
    batch: Iterable[Message], config: Config, received_at: float, reader: BatchReader | None = None
) -> Parsed:
    """Read many messages (topic, payload) in their order."""
    too_long: list[Refusal] = []
    fitting: list[Message] = []
    for message in batch:
        if len(message[1]) <= config.max_bytes:
            fitting.append(message)
        else:
            reason = f"{len(message[1])} bytes, at most {config.max_bytes} are read (`max_bytes`)"
            too_long.append(Refusal(message[0], reason, bytes(message[1][:10_000])))
    parsed = (reader or config.reader).read(fitting, received_at)
    return Parsed(parsed.observations, parsed.refusals + too_long) if too_long else parsed


_Packet = tuple[int, bytes, bytes, int, int]
"""Number of the connection, topic, payload, message id, QoS."""


class Source:
    """One connection to a broker."""

    def __init__(self, config: Config, sink: Sink, clock: Clock) -> None:
        """Make the source; `run` connects."""
        self._config, self._sink, self._clock = config, sink, clock
        self._reader = BatchReader(config.mapping, sink.unit_of)
        self._waiting: list[_Packet] = []
        self._space = threading.Condition()
        self._stopping = False
        self._connection = 0

    async def run(self) -> None:
        """Read until cancelled; the connection comes back by itself."""
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        client = await self._connect()
        try:
            await self._read(client)
        finally:
            with self._space:
                self._stopping = True
                self._space.notify_all()
            client.disconnect()
            # A cancelled source still waits for its thread: a second one must not use the same session.
            await asyncio.shield(asyncio.to_thread(client.loop_stop))

    async def _connect(self) -> BlockClient:
        """Start the client, waiting until password and certificates can be had."""
        delay_s = 1.0
        while True:
            try:
                client = await asyncio.to_thread(self._client)
            except (SecretMissingError, OSError, ValueError, ssl.SSLError) as error:
                self._sink.disconnected(f"{self._config.id}: {error}")
                await asyncio.sleep(delay_s)
                delay_s = min(delay_s * 2, 60.0)
            else:
                client.loop_start()
                return client

    def _client(self) -> BlockClient:
        config = self._config
        v5 = config.protocol == "5"
        client = BlockClient(
            self._on_packet,
            CallbackAPIVersion.VERSION2,
            client_id=config.client_id or f"toancanh-{config.id}",
            clean_session=None if v5 else config.qos == 0,
            protocol=paho.MQTTv5 if v5 else paho.MQTTv311,
            manual_ack=True,
            end_of_block=self._on_block,
        )
        if config.user:
            password = password_of(config.password_key) if config.password_key else None
            client.username_pw_set(config.user, password)
        if config.tls:
            for file in filter(None, (config.ca_file, config.cert_file, config.key_file)):
                if not Path(file).is_file():
                    raise FileNotFoundError(f"no certificate or key file {file}")
            context = ssl.create_default_context(cafile=config.ca_file or None)
            if config.cert_file:
                context.load_cert_chain(config.cert_file, config.key_file or None)
            client.tls_set_context(context)
        client.reconnect_delay_set(1, 30)
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_connect_fail = self._on_connect_fail
        if v5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            properties.ReceiveMaximum = config.in_flight
            properties.SessionExpiryInterval = config.session_expiry_s if config.qos else 0
            client.connect_async(
                config.host,
                config.port,
                config.keepalive_s,
                clean_start=config.qos == 0,
                properties=properties,
            )
        else:
            client.connect_async(config.host, config.port, config.keepalive_s)
        return client

    # ---- on paho's thread ------------------------------------------------------------------------

    def _on_connect(
        self, client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _props: Any
    ) -> None:
        self._connection += 1
        if code.is_failure:
            self._tell(self._sink.disconnected, f"{self._where()} refuses: {code}")
            return
        qos: int = self._config.qos
        client.subscribe([(topic, qos) for topic in self._config.topics])
        self._tell(self._sink.connected)

    def _on_disconnect(self, _client: paho.Client, _data: Any, _f: Any, code: ReasonCode, _p: Any) -> None:
        # Acknowledgements of this connection's messages are void: the broker sends those again.
        self._connection += 1
        if not self._stopping:
            self._tell(self._sink.disconnected, f"{self._where()} is gone: {code}")

    def _on_connect_fail(self, _client: paho.Client, _data: Any) -> None:
        self._tell(self._sink.disconnected, f"{self._where()} does not answer")

    def _on_packet(self, topic: bytes, payload: bytes, message_id: int, qos: int) -> None:
        waiting = self._waiting
        waiting.append((self._connection, topic, payload, message_id, qos))
        if len(waiting) >= self._config.max_waiting:
            self._pause()

    def _on_block(self) -> None:
        if self._waiting:
            self._tell(self._wake.set)

    def _pause(self) -> None:
        """Stop reading the socket until there is space: the broker then holds back."""
        self._on_block()
        with self._space:
            # One message passes now and then, so that the connection's own time-outs are looked at.
            self._space.wait_for(
                lambda: self._stopping or len(self._waiting) < self._config.max_waiting,
                timeout=max(self._config.keepalive_s / 4, 1.0),
            )

    def _tell(self, call: Any, *args: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            # The loop is closed: the daemon is ending, nobody waits for this any more.
            self._stopping = True

    def _where(self) -> str:
        return f"broker {self._config.host}:{self._config.port}"

    # ---- on the loop -----------------------------------------------------------------------------

    async def _read(self, client: BlockClient) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._sink.room()
                self._take(client)
                # Many messages are many batches: the loop's other work comes in between.
                await asyncio.sleep(0)

    def _take(self, client: BlockClient) -> None:
        waiting = self._waiting
        batch = waiting[:_MAX_BATCH]
        del waiting[: len(batch)]
        if len(waiting) + len(batch) >= self._config.max_waiting:
            with self._space:
                self._space.notify_all()
        pairs = [(packet[1].decode(errors="replace"), packet[2]) for packet in batch]
        parsed = parse_batch(pairs, self._config, self._clock.now(), self._reader)
        acknowledge = None
        if self._config.qos:
            ids = [(packet[0], packet[3]) for packet in batch if packet[4]]
            acknowledge = functools.partial(self._acknowledge, client, ids)
        if parsed.refusals:
            self._sink.refuse(parsed.refusals)
        self._sink.accept(parsed.observations, on_stored=acknowledge)

    def _acknowledge(self, client: BlockClient, ids: list[tuple[int, int]]) -> None:
        client.acknowledge([message_id for connection, message_id in ids if connection == self._connection])

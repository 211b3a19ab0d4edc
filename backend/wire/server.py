"""The daemon's two sockets: XPUB feed and ROUTER requests, CURVE on both, registered keys only."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import zmq
import zmq.asyncio
from zmq.auth.asyncio import AsyncioAuthenticator

from backend.contract import codec
from backend.contract.messages import Failure, FeedMessage, Header, Reply, ReplyBody, Request
from backend.contract.state import Text
from backend.domain.clock import Clock
from backend.wire import keys

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[ReplyBody]]

FEED_HIGH_WATER = 4000
"""Messages kept for a wall that does not read; beyond, it misses some, sees the gap and takes a snapshot."""
MAX_REQUEST_BYTES = 10 << 20
"""A photo that proves a step is the largest request."""
MAX_UNDER_WAY = 256
"""Requests being answered at once; more get `busy`."""


@dataclass(frozen=True)
class WireSettings:
    """Where the daemon listens."""

    feed: str
    """ZeroMQ address of the feed, e.g. tcp://127.0.0.1:5710."""
    requests: str
    keys: keys.KeyStore


class _Registered:
    """Asks the store of keys whether a wall is admitted, so that a revoked one ends at its next connect."""

    def __init__(self, store: keys.KeyStore) -> None:
        self._store = store

    def callback(self, domain: str, key: bytes) -> bool:
        """Return whether `key` (Z85) belongs to a registered wall."""
        admitted = key.decode(errors="replace") in self._store.walls().values()
        if not admitted:
            log.warning("a wall with an unregistered key was turned away: %s", key.decode(errors="replace"))
        return admitted


class WireServer:
    """Owns the sockets; `publish` never waits for a wall."""

    def __init__(self, settings: WireSettings, handler: Handler, clock: Clock) -> None:
        """Prepare; nothing listens until `run`."""
        self.epoch = uuid.uuid4().hex
        self.topic_seqs: dict[str, int] = dict.fromkeys((t.decode() for t in codec.TOPICS.values()), 0)
        self.journal_seq = 0
        self.under_way = 0
        self._settings, self._handler, self._clock = settings, handler, clock
        self._keys = keys.load(settings.keys)
        self._context = zmq.asyncio.Context()
        self._plain = zmq.Context(self._context)
        self._feed = self._plain.socket(zmq.XPUB)
        self._requests = self._context.socket(zmq.ROUTER)
        for socket in (self._feed, self._requests):
            self._secure(socket)
        self._feed.setsockopt(zmq.SNDHWM, FEED_HIGH_WATER)
        self._feed.setsockopt(zmq.XPUB_VERBOSE, 1)
        self._requests.setsockopt(zmq.MAXMSGSIZE, MAX_REQUEST_BYTES)
        self._authenticator = AsyncioAuthenticator(self._context)

    def _secure(self, socket: zmq.Socket[Any]) -> None:
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.CURVE_SERVER, 1)
        socket.setsockopt(zmq.CURVE_SECRETKEY, self._keys.secret)
        socket.setsockopt(zmq.CURVE_PUBLICKEY, self._keys.public)
        socket.setsockopt_string(zmq.ZAP_DOMAIN, "walls")
        socket.setsockopt(zmq.HEARTBEAT_IVL, 2000)
        socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 6000)

    def bind(self) -> None:
        """Admit registered keys and start to listen.

        Raises:
            OSError: an address is taken or not of this machine; names it and the cure.
        """
        self._authenticator.start()
        self._authenticator.configure_curve_callback("walls", _Registered(self._settings.keys))
        for socket, address in ((self._feed, self._settings.feed), (self._requests, self._settings.requests)):
            try:
                socket.bind(address)
            except zmq.ZMQError as error:
                cure = "is another daemon running? choose other addresses with --feed and --requests"
                raise OSError(error.errno, f"cannot listen on {address} ({error}); {cure}") from error

    def publish(self, message: FeedMessage) -> None:
        """Send a message to every wall; a wall that is behind misses it and will see the gap."""
        topic = codec.topic_of(message)
        name = topic.decode()
        self.topic_seqs[name] += 1
        header = Header(self.epoch, self.topic_seqs[name], self.journal_seq, self._clock.now())
        self._feed.send_multipart(
            (topic, codec.encode(header), codec.encode(message)), zmq.NOBLOCK, copy=True
        )

    def drain_subscriptions(self) -> int:
        """Read what XPUB tells of walls that came and went; return how many came."""
        came = 0
        while self._feed.poll(0):
            came += self._feed.recv(zmq.NOBLOCK)[:1] == b"\x01"
        return came

    async def serve(self) -> None:
        """Answer requests until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                frames = await self._requests.recv_multipart()
                if self.under_way >= MAX_UNDER_WAY:
                    await self._refuse(frames, _busy())
                    continue
                group.create_task(self._answer(frames))

    async def _refuse(self, frames: list[bytes], failure: Failure) -> None:
        try:
            request_id = codec.decode_request(frames[-1]).request_id
        except codec.WireError:
            request_id = 0
        await self._send(frames[0], Reply(request_id, failure))

    async def _answer(self, frames: list[bytes]) -> None:
        if len(frames) != 2:
            return
        identity, frame = frames
        try:
            request = codec.decode_request(frame)
        except codec.WireError as error:
            failure = _unreadable(error)
            await self._send(identity, Reply(0, failure))
            return
        if request.deadline_at < self._clock.now():
            return
        self.under_way += 1
        try:
            body = await self._handler(request)
        except Exception as error:  # a process boundary: one bad request must not end the others
            log.exception("request %s failed", type(request.body).__name__)
            body = _failed(f"{type(request.body).__name__}: {error}")
        finally:
            self.under_way -= 1
        await self._send(identity, Reply(request.request_id, body))

    async def _send(self, identity: bytes, reply: Reply) -> None:
        try:
            await self._requests.send_multipart((identity, codec.encode(reply)))
        except zmq.ZMQError as error:
            log.info("an answer found its wall gone: %s", error)

    def close(self) -> None:
        """Stop listening."""
        self._authenticator.stop()
        self._feed.close()
        self._requests.close()
        self._context.destroy(linger=0)


def _busy() -> Failure:
    return Failure.of(
        "busy",
        Text("Máy chủ đang phải trả lời quá nhiều yêu cầu.", "the daemon answers too many requests"),
        Text("Hãy thử lại sau giây lát.", "ask again"),
    )


def _unreadable(error: codec.WireError) -> Failure:
    return Failure.of(
        "invalid",
        Text(f"Máy chủ không đọc được yêu cầu: {error}", str(error)),
        Text(
            "Hãy cài màn hình tường và máy chủ cùng một phiên bản.",
            "install the wall and the daemon from the same version",
        ),
    )


def _failed(what: str) -> Failure:
    return Failure.of(
        "failed",
        Text(f"Máy chủ gặp lỗi khi làm việc này: {what}", what),
        Text("Hãy xem nhật ký của máy chủ.", "see the daemon's log"),
    )

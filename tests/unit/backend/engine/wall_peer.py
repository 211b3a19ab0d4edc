"""A wall without a screen: real CURVE sockets that ask and follow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import zmq
import zmq.asyncio

from backend.contract import codec
from backend.contract.messages import (
    FeedMessage,
    GetSnapshot,
    Header,
    ReplyBody,
    Request,
    RequestBody,
    SignedIn,
    SignIn,
    Snapshot,
)
from backend.contract.version import CONTRACT_VERSION
from backend.wire import keys


class WallPeer:
    """Signs in, asks and follows the feed."""

    def __init__(self, folder: Path, feed: str, requests: str) -> None:
        store = keys.KeyFolder(folder)
        secret = (store.get(keys.WALL_SECRET) or "").encode()
        server = (store.get(keys.SERVER_PUBLIC) or "").encode()
        self.context = zmq.asyncio.Context()
        self.feed, self.requests = self.context.socket(zmq.SUB), self.context.socket(zmq.DEALER)
        for socket, address in ((self.feed, feed), (self.requests, requests)):
            socket.setsockopt(zmq.CURVE_SECRETKEY, secret)
            socket.setsockopt(zmq.CURVE_PUBLICKEY, zmq.curve_public(secret))
            socket.setsockopt(zmq.CURVE_SERVERKEY, server)
            socket.setsockopt(zmq.LINGER, 0)
            socket.setsockopt(zmq.RECONNECT_IVL, 50)
            if socket is self.feed:
                socket.setsockopt(zmq.SUBSCRIBE, b"")
            socket.connect(address)
        self.session = ""
        self._n = 0

    async def ask(self, body: RequestBody, within_s: float = 10.0) -> ReplyBody:
        self._n += 1
        request = Request(self._n, self.session, time.time() + within_s, body)
        await self.requests.send(codec.encode(request))
        while True:
            frame = await asyncio.wait_for(self.requests.recv(), within_s)
            reply = codec.decode_reply(frame)
            if reply.request_id == self._n:
                return reply.body

    async def sign_in(self, user: str, password: str) -> SignedIn:
        answer = await self.ask(SignIn(user, password, CONTRACT_VERSION))
        assert isinstance(answer, SignedIn), answer
        self.session = answer.session
        return answer

    async def snapshot(self) -> Snapshot:
        answer = await self.ask(GetSnapshot())
        assert isinstance(answer, Snapshot), answer
        return answer

    async def until(
        self, wanted: Callable[[FeedMessage], bool], within_s: float = 20.0
    ) -> tuple[Header, FeedMessage]:
        async with asyncio.timeout(within_s):
            while True:
                _, header, payload = await self.feed.recv_multipart()
                head, message = codec.decode_feed(header, payload)
                if wanted(message):
                    return head, message

    def close(self) -> None:
        self.context.destroy(linger=0)

"""A desk without a screen: signs in over the real wire, asks, and follows the feed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import zmq

from backend.contract import codec
from backend.contract.messages import (
    FeedMessage,
    GetSnapshot,
    Reply,
    ReplyBody,
    Request,
    RequestBody,
    SignedIn,
    SignIn,
    Snapshot,
)
from backend.contract.version import CONTRACT_VERSION
from backend.domain.clock import Clock
from backend.wire import keys

PATIENCE_S = 15.0


class DeskError(RuntimeError):
    """The daemon refuses, or does not answer."""


class DeskClient:
    """One signed-in person."""

    def __init__(self, folder: Path, requests: str, clock: Clock, feed: str = "") -> None:
        """Connect with the wall's keys of `folder`; `feed` is followed where it is given."""
        store = keys.KeyFolder(folder)
        self._secret = (store.get(keys.WALL_SECRET) or "").encode()
        self._server = (store.get(keys.SERVER_PUBLIC) or "").encode()
        self._context, self._clock = zmq.Context(), clock
        self._requests = self._socket(zmq.DEALER, requests)
        self._feed: zmq.Socket[bytes] | None = None
        if feed:
            self._feed = self._socket(zmq.SUB, feed)
            self._feed.setsockopt(zmq.SUBSCRIBE, b"")
        self._session, self._n = "", 0
        self.name = ""

    def _socket(self, kind: int, address: str) -> zmq.Socket[bytes]:
        socket: zmq.Socket[bytes] = self._context.socket(kind)
        socket.setsockopt(zmq.CURVE_SECRETKEY, self._secret)
        socket.setsockopt(zmq.CURVE_PUBLICKEY, zmq.curve_public(self._secret))
        socket.setsockopt(zmq.CURVE_SERVERKEY, self._server)
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(address)
        return socket

    def sign_in(self, user: str, password: str) -> None:
        """Open a session.

        Raises:
            DeskError: the daemon refuses.
        """
        answer = self.ask(SignIn(user, password, CONTRACT_VERSION))
        if not isinstance(answer, SignedIn):
            raise DeskError(f"{user} cannot sign in: {answer}")
        self._session, self.name = answer.session, answer.display_name

    def ask(self, body: RequestBody) -> ReplyBody:
        """Return the daemon's answer.

        Raises:
            DeskError: there is none in time.
        """
        self._n += 1
        request = Request(self._n, self._session, self._clock.now() + PATIENCE_S, body)
        self._requests.send(codec.encode(request))
        while self._requests.poll(round(PATIENCE_S * 1000)):
            reply: Reply = codec.decode_reply(self._requests.recv())
            if reply.request_id == self._n:
                return reply.body
        raise DeskError(f"no answer to {type(body).__name__} within {PATIENCE_S:.0f} s")

    def snapshot(self) -> Snapshot:
        """Return the whole live state.

        Raises:
            DeskError: the daemon refuses, or does not answer.
        """
        answer = self.ask(GetSnapshot())
        if not isinstance(answer, Snapshot):
            raise DeskError(f"no snapshot: {answer}")
        return answer

    def news(self, wait_s: float) -> Iterator[FeedMessage]:
        """Yield what the feed has told, waiting at most `wait_s` for the first."""
        wait_ms = round(wait_s * 1000)
        while self._feed is not None and self._feed.poll(wait_ms):
            _, header, payload = self._feed.recv_multipart()
            wait_ms = 0
            yield codec.decode_feed(header, payload)[1]

    def close(self) -> None:
        """End both connections."""
        self._context.destroy(linger=0)

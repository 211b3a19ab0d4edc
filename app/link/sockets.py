"""The thread that owns the wall's two sockets: decodes what comes, sends what goes, tells who connected."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

import msgspec
import zmq
from zmq.utils.monitor import parse_monitor_message

from app.link.keys import WallKeys
from backend.contract import codec
from backend.contract.messages import FeedMessage, Header, Reply

log = logging.getLogger(__name__)

MAX_WAITING = 20_000
"""Feed messages kept for a GUI thread that does not come; the rest is dropped and seen as a gap."""
_DRAIN = 500
"""Messages read from one socket before the other gets its turn."""

_KNOCK_AGAIN_S = 2.0
"""ZeroMQ gives a connection up for good once its key was refused; we knock again."""

SocketName = Literal["feed", "requests"]


class Fed(msgspec.Struct, frozen=True, gc=False):
    """A feed message came."""

    header: Header
    message: FeedMessage
    at: float
    """Monotonic seconds when it was read: a busy GUI thread must not take itself for a silent daemon."""


class Replied(msgspec.Struct, frozen=True):
    """An answer came."""

    reply: Reply


class Turned(msgspec.Struct, frozen=True):
    """The state of a socket's connection turned."""

    socket: SocketName
    state: Literal["open", "gone", "refused"]
    at: float


Incoming = Fed | Replied | Turned

_EVENTS: dict[int, Literal["open", "gone", "refused"]] = {
    zmq.EVENT_HANDSHAKE_SUCCEEDED: "open",
    zmq.EVENT_DISCONNECTED: "gone",
    zmq.EVENT_HANDSHAKE_FAILED_AUTH: "refused",
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL: "refused",
}


class Sockets(threading.Thread):
    """Runs until `stop`; `wake` is called from this thread once per batch, `take_batch` empties it."""

    def __init__(self, feed: str, requests: str, keys: WallKeys, wake: Callable[[], None]) -> None:
        """Prepare for the daemon's two addresses; `start` connects."""
        super().__init__(name="link", daemon=True)
        self._addresses, self._keys, self._wake = (feed, requests), keys, wake
        self._context: zmq.Context[Any] = zmq.Context(io_threads=1)
        self._lock = threading.Lock()
        self._batch: deque[Incoming] = deque()
        self._n_fed = 0
        self._awake = False
        self._outgoing: deque[bytes] = deque()
        self._bell = self._context.socket(zmq.PAIR)
        self._bell.bind("inproc://outgoing")
        self._bell_lock = threading.Lock()
        self._stopping = False
        self._knock_at: dict[SocketName, float] = {}
        self.n_dropped = 0
        self.last_error = ""

    # ---- any thread -------------------------------------------------------------------------------

    def send(self, frame: bytes) -> None:
        """Send a request frame; while there is no connection it is dropped."""
        self._outgoing.append(frame)
        self._ring()

    def take_batch(self) -> list[Incoming]:
        """Return what came since the last call, in the order in which it came."""
        with self._lock:
            batch = list(self._batch)
            self._batch.clear()
            self._n_fed, self._awake = 0, False
        return batch

    def stop(self) -> None:
        """End the thread and close the sockets."""
        if self._stopping:
            return
        self._stopping = True
        self._ring()
        if self.is_alive():
            self.join(timeout=5.0)
        self._bell.close(linger=0)
        self._context.destroy(linger=0)

    def _ring(self) -> None:
        with self._bell_lock, contextlib.suppress(zmq.ZMQError):  # closed: nobody is left to be told
            self._bell.send(b"", zmq.NOBLOCK)

    # ---- this thread ------------------------------------------------------------------------------

    def run(self) -> None:
        """Read and send until stopped."""
        feed, requests = self._open(zmq.SUB), self._open(zmq.DEALER)
        bell = self._context.socket(zmq.PAIR)
        bell.connect("inproc://outgoing")
        monitors = {s: s.get_monitor_socket(sum(_EVENTS)) for s in (feed, requests)}
        feed.connect(self._addresses[0])
        requests.connect(self._addresses[1])
        poller = zmq.Poller()
        for socket in (feed, requests, bell, *monitors.values()):
            poller.register(socket, zmq.POLLIN)
        names: dict[Any, SocketName] = {feed: "feed", requests: "requests"}
        while not self._stopping:
            ready = dict(poller.poll(500 if self._knock_at else None))
            for name in [n for n, at in self._knock_at.items() if at <= time.monotonic()]:
                self._knock(name, feed if name == "feed" else requests)
            for socket, monitor in monitors.items():
                if monitor in ready:
                    self._take_events(names[socket], monitor)
            if feed in ready:
                self._take_feed(feed)
            if requests in ready:
                self._take_replies(requests)
            if bell in ready:
                self._send_all(bell, requests)
        for socket in (feed, requests):
            socket.disable_monitor()
        for socket in (feed, requests, bell, *monitors.values()):
            socket.close(linger=0)

    def _open(self, kind: int) -> zmq.Socket[Any]:
        socket: zmq.Socket[Any] = self._context.socket(kind)
        socket.curve_secretkey = self._keys.secret
        socket.curve_publickey = self._keys.public
        socket.curve_serverkey = self._keys.server_public
        socket.reconnect_ivl, socket.reconnect_ivl_max = 100, 300
        # A stopped daemon still accepts connections in its kernel: give the handshake up early.
        socket.handshake_ivl = 2000
        socket.heartbeat_ivl, socket.heartbeat_timeout = 1000, 3000
        socket.linger = 0
        if kind == zmq.SUB:
            socket.rcvhwm = MAX_WAITING
            socket.subscribe(b"")
        else:
            socket.immediate = True  # nothing queues for a daemon that is away
        return socket

    def _take_events(self, name: SocketName, monitor: zmq.Socket[Any]) -> None:
        while monitor.poll(0):
            event = parse_monitor_message(monitor.recv_multipart())
            state = _EVENTS.get(event["event"])
            if state == "refused":
                self._knock_at[name] = time.monotonic() + _KNOCK_AGAIN_S
            if state is not None:
                self._put([Turned(name, state, time.monotonic())])

    def _knock(self, name: SocketName, socket: zmq.Socket[Any]) -> None:
        del self._knock_at[name]
        address = self._addresses[0 if name == "feed" else 1]
        with contextlib.suppress(zmq.ZMQError):  # already forgotten by ZeroMQ
            socket.disconnect(address)
        socket.connect(address)

    def _take_feed(self, feed: zmq.Socket[Any]) -> None:
        came: list[Incoming] = []
        for _ in range(_DRAIN):
            try:
                frames = feed.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                break
            try:
                _, header, payload = frames
                came.append(Fed(*codec.decode_feed(header, payload), time.monotonic()))
            except ValueError as error:  # WireError, or another number of frames
                self._note_error(f"a feed message was not understood and is skipped: {error}")
        self._put(came)

    def _take_replies(self, requests: zmq.Socket[Any]) -> None:
        came: list[Incoming] = []
        for _ in range(_DRAIN):
            try:
                frames = requests.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                break
            try:
                came.append(Replied(codec.decode_reply(frames[-1])))
            except codec.WireError as error:
                self._note_error(f"an answer was not understood and is skipped: {error}")
        self._put(came)

    def _send_all(self, bell: zmq.Socket[Any], requests: zmq.Socket[Any]) -> None:
        while bell.poll(0):
            bell.recv()
        while self._outgoing:
            frame = self._outgoing.popleft()
            with contextlib.suppress(zmq.Again):  # not connected: its deadline answers for it
                requests.send(frame, zmq.NOBLOCK)

    def _put(self, came: list[Incoming]) -> None:
        if not came:
            return
        with self._lock:
            n_fed = sum(isinstance(item, Fed) for item in came)
            if self._n_fed + n_fed > MAX_WAITING:
                came = [item for item in came if not isinstance(item, Fed)]
                self.n_dropped += n_fed
                n_fed = 0
            self._n_fed += n_fed
            self._batch.extend(came)
            wake = bool(self._batch) and not self._awake
            self._awake = self._awake or wake
        if wake:
            self._wake()

    def _note_error(self, words: str) -> None:
        if words != self.last_error:  # one line per kind of fault, not one per message
            log.warning(words)
            self.last_error = words

"""A small daemon with the real contract on real CURVE sockets, for tests of the link."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import zmq
import zmq.auth.thread

from app.link.keys import WallKeys
from backend.contract import codec
from backend.contract.messages import (
    AlarmsChanged,
    Done,
    Failure,
    FeedMessage,
    GetSnapshot,
    Header,
    Pulse,
    Reply,
    ReplyBody,
    Request,
    ShelveAlarm,
    SignedIn,
    SignIn,
    Snapshot,
    Values,
)
from backend.contract.state import Alarm, Centre, DeskLoad, Place, Series, Text
from backend.contract.version import CONTRACT_VERSION
from widgets.clock import WallClock

SERIES = Series("p1.level_m", 0, "p1", "level_m", Text("Mực nước"), "m", max_age_s=60.0)


def values(at: float, value: float) -> Values:
    return Values(
        np.array([0], "<i4").tobytes(),
        np.array([at], "<f8").tobytes(),
        np.array([value], "<f8").tobytes(),
        np.array([0], "u1").tobytes(),
    )


def alarm(alarm_id: str) -> Alarm:
    words = Text(alarm_id)
    return Alarm(
        alarm_id, "r", "p1", "p1.level_m", words, words, "high", "high", True, "unacknowledged", "fresh",
        raised_at=1.0, changed_at=1.0, occurrence=1,
    )  # fmt: skip


def free_port() -> int:
    for port in range(5710, 5730):
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port of 5710–5729; end what listens there")


class FakeDaemon:
    """Answers on its own thread; the test steers it."""

    def __init__(self, feed_port: int, request_port: int, server_secret: bytes, walls: set[bytes]) -> None:
        self.epoch = f"epoch-{time.monotonic_ns()}"
        self.version = CONTRACT_VERSION
        self.seqs = dict.fromkeys((t.decode() for t in codec.TOPICS.values()), 0)
        self.alarms: dict[str, Alarm] = {}
        self.requests: list[Request] = []
        self.sessions: set[str] = set()
        self.pulsing = True
        self.mute = False
        self._value = (1.0, 1.0)
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._context = zmq.Context()
        self._auth = zmq.auth.thread.ThreadAuthenticator(self._context)
        self._auth.start()
        self._auth.configure_curve_callback("*", self)
        self.walls = walls
        self._feed = self._bind(zmq.XPUB, feed_port, server_secret)
        self._router = self._bind(zmq.ROUTER, request_port, server_secret)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def callback(self, domain: str, key: bytes) -> bool:
        return key in self.walls

    def _bind(self, kind: int, port: int, secret: bytes) -> zmq.Socket:
        socket = self._context.socket(kind)
        socket.curve_secretkey, socket.curve_publickey = secret, zmq.curve_public(secret)
        socket.curve_server = True
        socket.linger = 0
        for _ in range(200):
            try:
                socket.bind(f"tcp://127.0.0.1:{port}")
            except zmq.ZMQError:
                time.sleep(0.02)
            else:
                return socket
        raise AssertionError(f"port {port} stays taken")

    def publish(self, message: FeedMessage, *, lose: bool = False) -> None:
        topic = codec.topic_of(message)
        with self._lock:
            self.seqs[topic.decode()] += 1
            if isinstance(message, AlarmsChanged):
                self.alarms |= {a.alarm_id: a for a in message.alarms}
            if isinstance(message, Values):
                self._value = (codec.floats(message.at)[0], codec.floats(message.value)[0])
            if not lose:
                header = Header(self.epoch, self.seqs[topic.decode()], 0, WallClock().now())
                self._feed.send_multipart([topic, codec.encode(header), codec.encode(message)])

    def snapshot(self) -> Snapshot:
        return Snapshot(
            version=self.version, epoch=self.epoch, journal_seq=0, taken_at=WallClock().now(),
            topic_seqs=dict(self.seqs), centre=Centre("c", "Trung tâm"),
            places=(Place("p1", "Cẩm Lệ", "river_gauge"),), series=(SERIES,), values=values(*self._value),
            alarms=tuple(self.alarms.values()), desk=DeskLoad(), sources=(),
        )  # fmt: skip

    def answer(self, request: Request) -> ReplyBody | None:
        match request.body:
            case SignIn():
                return self.sign_in(request.body)
            case _ if request.session not in self.sessions:
                return Failure("not_signed_in", "the session is over")
            case GetSnapshot():
                return self.snapshot()
            case ShelveAlarm():
                return None
            case _:
                return Done(7)

    def sign_in(self, asked: SignIn) -> ReplyBody:
        if asked.version != self.version:
            return Failure("version", "another version")
        if (asked.user, asked.password) != ("wall", "secret"):
            return Failure("not_signed_in", "wrong password")
        session = f"s{len(self.requests)}"
        self.sessions.add(session)
        return SignedIn(session, asked.user, "Trần Minh Hà", "wall", self.epoch)

    def n(self, kind: type) -> int:
        return sum(isinstance(r.body, kind) for r in self.requests)

    def _run(self) -> None:
        pulse_at = 0.0
        while not self._stop.is_set():
            with self._lock:
                while self._feed.poll(0):
                    self._feed.recv()
            if self._router.poll(20) and not self.mute:
                identity, frame = self._router.recv_multipart()
                request = codec.decode_request(frame)
                self.requests.append(request)
                with self._lock:
                    body = self.answer(request)
                    if body is not None:
                        reply = codec.encode(Reply(request.request_id, body))
                        self._router.send_multipart([identity, reply])
            if self.pulsing and time.monotonic() - pulse_at > 0.2:
                pulse_at = time.monotonic()
                self.publish(Pulse(WallClock().now(), self.version, 0, None, None, 0, 0, 0))

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._auth.stop()
        self._feed.close(0)
        self._router.close(0)
        self._context.term()


class Installation:
    """Keys and ports of one daemon and one wall; `start` starts a daemon on them."""

    def __init__(self, folder: Path) -> None:
        server_public, self.server_secret = zmq.curve_keypair()
        self.wall_public, wall_secret = zmq.curve_keypair()
        self.keys = WallKeys(self.wall_public, wall_secret, server_public)
        self.folder = folder
        self.feed_port = free_port()
        self.running: list[FakeDaemon] = []
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", self.feed_port))
            self.request_port = free_port()

    def start(self) -> FakeDaemon:
        daemon = FakeDaemon(self.feed_port, self.request_port, self.server_secret, {self.wall_public})
        self.running.append(daemon)
        return daemon

    def stop(self, daemon: FakeDaemon) -> None:
        self.running.remove(daemon)
        daemon.stop()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    for daemon in list(made.running):
        made.stop(daemon)

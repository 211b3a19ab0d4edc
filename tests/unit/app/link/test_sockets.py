"""The socket thread batches what comes and drops what a stalled GUI thread cannot hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from app.link import sockets as module
from app.link.sockets import Fed, Replied, Sockets, Turned
from backend.contract import codec
from backend.contract.messages import Pulse, Request, SignedIn, SignIn
from backend.contract.version import CONTRACT_VERSION

from .conftest import FakeDaemon, Installation, values


class Side:
    def __init__(self, installation: Installation) -> None:
        self.woken = threading.Semaphore(0)
        self.sockets = Sockets(
            f"tcp://127.0.0.1:{installation.feed_port}", f"tcp://127.0.0.1:{installation.request_port}",
            installation.keys, self.woken.release,
        )  # fmt: skip
        self.items: list[module.Incoming] = []

    def until(self, kind: type, n: int = 1) -> list[module.Incoming]:
        while sum(isinstance(item, kind) for item in self.items) < n:
            assert self.woken.acquire(timeout=10), f"no {kind.__name__} came"
            self.items += self.sockets.take_batch()
        return [item for item in self.items if isinstance(item, kind)]


@pytest.fixture
def side(installation: Installation) -> Iterator[Side]:
    made = Side(installation)
    yield made
    made.sockets.stop()


def test_connections_feed_and_answers_come_in(side: Side, installation: Installation) -> None:
    installation.start()
    side.sockets.start()
    turned = side.until(Turned, 2)
    assert {(t.socket, t.state) for t in turned if isinstance(t, Turned)} == {
        ("feed", "open"),
        ("requests", "open"),
    }
    assert any(isinstance(f.message, Pulse) for f in side.until(Fed) if isinstance(f, Fed))
    side.sockets.send(codec.encode(Request(5, "", 9e9, SignIn("wall", "secret", CONTRACT_VERSION))))
    (reply,) = side.until(Replied)
    assert isinstance(reply, Replied)
    assert reply.reply.request_id == 5
    assert isinstance(reply.reply.body, SignedIn)


def test_one_batch_wakes_once(side: Side) -> None:
    daemon_messages = [Fed(module.Header("e", n, 0, 0.0), values(0.0, 1.0), 0.0) for n in range(50)]
    for message in daemon_messages:
        side.sockets._put([message])
    assert side.woken.acquire(blocking=False)
    assert not side.woken.acquire(blocking=False)
    assert side.sockets.take_batch() == daemon_messages
    side.sockets._put(daemon_messages[:1])
    assert side.woken.acquire(blocking=False)


def test_a_stalled_reader_loses_feed_messages_but_no_answers(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 10)
    for n in range(30):
        side.sockets._put([Fed(module.Header("e", n, 0, 0.0), values(0.0, 1.0), 0.0)])
    side.sockets._put([Turned("feed", "gone", 0.0)])
    batch = side.sockets.take_batch()
    assert sum(isinstance(item, Fed) for item in batch) == 10
    assert isinstance(batch[-1], Turned)
    assert side.sockets.n_dropped == 20


def test_frames_that_are_no_messages_are_skipped(side: Side, installation: Installation) -> None:
    daemon: FakeDaemon = installation.start()
    side.sockets.start()
    side.until(Fed)
    n_before = len(side.until(Fed))
    with daemon._lock:
        daemon._feed.send_multipart([b"values", b"rubbish", b"rubbish"])
        daemon._feed.send_multipart([b"alone"])
    side.until(Fed, n_before + 2)
    assert "not understood" in side.sockets.last_error


def test_stop_can_be_called_twice_and_before_start(installation: Installation) -> None:
    side = Side(installation)
    side.sockets.stop()
    side.sockets.stop()

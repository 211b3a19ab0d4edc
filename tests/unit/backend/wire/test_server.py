"""The two sockets with real CURVE peers: admitted, turned away, stalled, hostile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zmq
import zmq.asyncio

from backend.contract import codec
from backend.contract.messages import (
    CatalogueChanged,
    Done,
    Failure,
    GetMap,
    GetSnapshot,
    Header,
    Reply,
    ReplyBody,
    Request,
    Values,
)
from backend.domain.clock import SystemClock
from backend.wire import keys
from backend.wire.server import WireServer, WireSettings


async def answer(request: Request) -> ReplyBody:
    if isinstance(request.body, GetMap):
        raise RuntimeError("the map fell off the wall")
    return Done(request.request_id * 10)


@contextlib.asynccontextmanager
async def serving(tmp_path: Path) -> AsyncIterator[WireServer]:
    store = keys.KeyFolder(tmp_path / "keys")
    keys.make(store)
    settings = WireSettings(f"ipc://{tmp_path}/feed", f"ipc://{tmp_path}/requests", store)
    server = WireServer(settings, answer, SystemClock())
    server.bind()
    task = asyncio.ensure_future(server.serve())
    try:
        yield server
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        server.close()


@contextlib.contextmanager
def peer(tmp_path: Path, kind: int, secret: bytes | None = None):  # type: ignore[no-untyped-def]
    store = keys.KeyFolder(tmp_path / "keys")
    context = zmq.asyncio.Context()
    socket = context.socket(kind)
    secret = secret or (store.get(keys.WALL_SECRET) or "").encode()
    socket.setsockopt(zmq.CURVE_SECRETKEY, secret)
    socket.setsockopt(zmq.CURVE_PUBLICKEY, zmq.curve_public(secret))
    socket.setsockopt(zmq.CURVE_SERVERKEY, (store.get(keys.SERVER_PUBLIC) or "").encode())
    socket.setsockopt(zmq.LINGER, 0)
    name = "feed" if kind == zmq.SUB else "requests"
    if kind == zmq.SUB:
        socket.setsockopt(zmq.SUBSCRIBE, b"")
    socket.connect(f"ipc://{tmp_path}/{name}")
    try:
        yield socket
    finally:
        socket.close()
        context.destroy(linger=0)


async def until_subscribed(server: WireServer, n: int = 1) -> None:
    came = 0
    while came < n:
        came += server.drain_subscriptions()
        await asyncio.sleep(0.01)


def request(request_id: int, body: GetSnapshot | GetMap | None = None, in_s: float = 5.0) -> bytes:
    return codec.encode(Request(request_id, "s", SystemClock().now() + in_s, body or GetSnapshot()))


def test_a_registered_wall_asks_and_follows(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path) as server:
            with peer(tmp_path, zmq.SUB) as feed, peer(tmp_path, zmq.DEALER) as dealer:
                await dealer.send(request(7))
                assert codec.decode_reply(await dealer.recv()) == Reply(7, Done(70))
                await until_subscribed(server)
                server.journal_seq = 5
                server.publish(CatalogueChanged("first"))
                server.publish(CatalogueChanged("second"))
                frames = [await feed.recv_multipart() for _ in range(2)]
                messages = [codec.decode_feed(f[1], f[2]) for f in frames]
                assert [m for _, m in messages] == [CatalogueChanged("first"), CatalogueChanged("second")]
                headers: list[Header] = [h for h, _ in messages]
                assert [h.topic_seq for h in headers] == [1, 2]
                assert {h.epoch for h in headers} == {server.epoch}
                assert headers[0].journal_seq == 5

    asyncio.run(scene())


def test_an_unregistered_key_gets_no_answer_and_no_feed(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path) as server:
            stranger = zmq.curve_keypair()[1]
            with peer(tmp_path, zmq.DEALER, stranger) as dealer, peer(tmp_path, zmq.DEALER) as wall:
                await dealer.send(request(1))
                await wall.send(request(2))
                assert codec.decode_reply(await wall.recv()).request_id == 2
                assert await dealer.poll(300) == 0
            assert server.drain_subscriptions() == 0

    asyncio.run(scene())


def test_a_revoked_wall_does_not_come_back(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path):
            with peer(tmp_path, zmq.DEALER) as wall:
                await wall.send(request(1))
                await wall.recv()
            keys.revoke(keys.KeyFolder(tmp_path / "keys"), "wall")
            with peer(tmp_path, zmq.DEALER) as wall:
                await wall.send(request(2))
                assert await wall.poll(300) == 0

    asyncio.run(scene())


@pytest.mark.parametrize("frame", [b"", b"\xc1garbage", b"\x00" * 5000, codec.encode(Done(1))])
def test_garbage_is_answered_in_words_and_ends_nothing(tmp_path: Path, frame: bytes) -> None:
    async def scene() -> None:
        async with serving(tmp_path):
            with peer(tmp_path, zmq.DEALER) as wall:
                await wall.send(frame)
                reply = codec.decode_reply(await wall.recv()).body
                assert isinstance(reply, Failure)
                assert reply.kind == "invalid"
                await wall.send(request(3))
                assert codec.decode_reply(await wall.recv()).request_id == 3

    asyncio.run(scene())


def test_a_request_that_fails_inside_is_a_typed_failure(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path):
            with peer(tmp_path, zmq.DEALER) as wall:
                await wall.send(request(4, GetMap("wards")))
                reply = codec.decode_reply(await wall.recv())
                assert reply.request_id == 4
                assert isinstance(reply.body, Failure)
                assert reply.body.kind == "failed"
                assert "fell off" in reply.body.message

    asyncio.run(scene())


def test_a_request_whose_deadline_has_passed_is_dropped(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path):
            with peer(tmp_path, zmq.DEALER) as wall:
                await wall.send(request(5, in_s=-1.0))
                await wall.send(request(6))
                assert codec.decode_reply(await wall.recv()).request_id == 6

    asyncio.run(scene())


def test_a_stalled_wall_misses_messages_and_sees_the_gap_while_others_miss_nothing(tmp_path: Path) -> None:
    n = 30_000
    block = bytes(800)
    message = Values(index=block, at=block, value=block, quality=block)

    async def scene() -> None:
        async with serving(tmp_path) as server:
            with peer(tmp_path, zmq.SUB) as quick, peer(tmp_path, zmq.SUB) as stalled:
                await until_subscribed(server, 2)
                stalled.setsockopt(zmq.RCVHWM, 10)
                seen = 0
                for i in range(n):
                    server.publish(message)
                    if i % 50 == 49:
                        for _ in range(50):
                            frames = await quick.recv_multipart()
                            seen += 1
                            assert codec.decode_feed(frames[1], frames[2])[0].topic_seq == seen
                assert seen == n
                late = []
                while await stalled.poll(300):
                    frames = await stalled.recv_multipart()
                    late.append(codec.decode_feed(frames[1], frames[2])[0].topic_seq)
                assert len(late) < n
                server.publish(message)
                frames = await stalled.recv_multipart()
                after = codec.decode_feed(frames[1], frames[2])[0].topic_seq
                assert after == n + 1
                assert late[-1] < n

    asyncio.run(scene())


def test_a_taken_address_is_named_with_the_cure(tmp_path: Path) -> None:
    async def scene() -> None:
        async with serving(tmp_path):
            store = keys.KeyFolder(tmp_path / "keys")
            settings = WireSettings("tcp://127.0.0.1:*", "tcp://203.0.113.9:5711", store)
            second = WireServer(settings, answer, SystemClock())
            with pytest.raises(OSError, match="tcp://203.0.113.9:5711"):
                second.bind()
            second.close()

    asyncio.run(scene())

"""Lines as slow and greedy clients use them, on a real port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from backend.gateway.server import GatewayServer
from tests.unit.backend.gateway.given import door, settings

HEAD = b"GET /open311/v2/services.json HTTP/1.1\r\nHost: a\r\n"
Scene = Callable[[int], Awaitable[None]]


def serve(tmp_path: Path, scene: Scene, **limits: float) -> None:
    async def run() -> None:
        server = GatewayServer(settings(port=0, limits=limits), tmp_path)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(server.run(door(limits=limits).app))
            async with asyncio.timeout(30):
                await scene(server.port)
            task.cancel()
        server.close()

    asyncio.run(run())


async def opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def answered(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return head.partition(b"\r\n")[0]


def test_a_head_that_never_ends_is_cut_off(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        for begin in (b"", HEAD):
            reader, writer = await opened(port)
            writer.write(begin)
            assert await reader.read() == b""  # closed by the other side
            writer.close()

    serve(tmp_path, scene, header_s=0.2)


def test_a_second_head_that_never_ends_is_cut_off_too(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port)
        writer.write(HEAD + b"\r\n")
        assert await answered(reader) == b"HTTP/1.1 200 OK"
        writer.write(b"GET /open311")
        assert await reader.read() == b""
        writer.close()

    serve(tmp_path, scene, header_s=0.2)


def test_a_body_that_never_ends_is_answered_and_closed(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        reader, writer = await opened(port)
        writer.write(
            b"POST /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
        )
        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")
        writer.close()

    serve(tmp_path, scene, request_s=0.2)


def test_one_address_has_so_many_lines_and_no_more(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        held = [await opened(port) for _ in range(2)]
        for reader, writer in held:
            writer.write(HEAD + b"\r\n")
            assert await answered(reader) == b"HTTP/1.1 200 OK"
        reader, writer = await opened(port)
        try:
            writer.write(HEAD + b"\r\n")
            assert await reader.read() == b""
        except ConnectionResetError:
            pass  # the same, seen earlier
        held[0][1].close()
        await held[0][1].wait_closed()
        async with asyncio.timeout(20):
            while True:  # until the other side has seen that one is free
                reader, writer = await opened(port)
                writer.write(HEAD + b"\r\n")
                try:
                    if await answered(reader) == b"HTTP/1.1 200 OK":
                        break
                except (asyncio.IncompleteReadError, ConnectionResetError):
                    continue

    serve(tmp_path, scene, connections_per_address=2)


def test_long_heads_and_nonsense_are_refused(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        for words in (
            HEAD + b"X: " + b"x" * 70_000,
            b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
            b"GET\r\n\r\n",
        ):
            reader, writer = await opened(port)
            writer.write(words)
            with contextlib.suppress(ConnectionResetError):  # closed while we still wrote
                assert (await reader.read()).startswith(b"HTTP/1.1 4")
            writer.close()

    serve(tmp_path, scene)

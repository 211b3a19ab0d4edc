"""What the tests of channels share: secrets in memory, a clock that stands, a message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from backend.channels.base import Channel, Incoming, Means, Outgoing

NOW = 1_795_518_300.0
"""24.11.2026 18:05 in Vietnam."""
WAIT_S = 30.0


class Memory:
    """A keyring in memory."""

    def __init__(self, **kept: str) -> None:
        self.kept = dict(kept)
        self.puts: list[tuple[str, str]] = []
        self.broken = False

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        if self.broken:
            raise OSError("the keyring is locked")
        self.puts.append((name, value))
        self.kept[name] = value


class Standing:
    """A clock that stands until it is moved."""

    def __init__(self, now: float = NOW) -> None:
        self.at = now

    def now(self) -> float:
        return self.at


def means(secrets: Memory | None = None, **more: Any) -> Means:
    return Means(secrets or Memory(), more.pop("clock", Standing()), **more)


def message(
    key: str = "k1", to: str = "84905123456", body: str = "Canh bao ngap tai Me Suot", **more: Any
) -> Outgoing:
    return Outgoing(message_id=f"m-{key}", key=key, to=to, body=body, at=NOW, **more)


@asynccontextmanager
async def at_work(channel: Channel) -> AsyncIterator[list[Incoming]]:
    """Run a channel; yields what comes back."""
    inbox: list[Incoming] = []
    task = asyncio.ensure_future(channel.run(inbox.append))
    try:
        yield inbox
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await channel.close()


async def until(is_there: Callable[[], object]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not is_there():
            await asyncio.sleep(0.01)

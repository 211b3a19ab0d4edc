"""Connections: who holds one open without finishing the head of a request is cut off."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_HEAD = 16_384
"""Bytes of the head of a request; more is refused."""


class Lines:
    """Counts the open connections of each address."""

    def __init__(self, header_s: float, per_address: int | None) -> None:
        """Allow `header_s` for each head, and so many connections of one address (None: any number)."""
        self.header_s, self.per_address = header_s, per_address
        self.n_open: Counter[str] = Counter()

    def protocol(self) -> type[asyncio.Protocol]:
        """Return the protocol of these lines."""
        return type("LineProtocol", (_LineProtocol,), {"lines": self})


class _LineProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which by itself waits for ever for the head of a request."""

    lines: Lines
    _address = ""
    _slow: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.ws_protocol_class = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self.lines.n_open[self._address] += 1
        most = self.lines.per_address
        if most is not None and self.lines.n_open[self._address] > most:
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        self.lines.n_open[self._address] -= 1
        if self.lines.n_open[self._address] <= 0:
            del self.lines.n_open[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._head_came()
        elif not self.transport.is_closing():
            self._await_head()  # a part of the next head: its time runs from its first byte

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._head_came()  # idle from here on: that has a time of its own

    def _await_head(self) -> None:
        if self._slow is None:
            self._slow = self.loop.call_later(self.lines.header_s, self._cut)

    def _head_came(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def _cut(self) -> None:
        self.transport.abort()

"""A stream of QoS 1 messages to a broker that counts what the broker has acknowledged.

MQTT 3.1.1 packets are written straight to the socket: a client library would be the bottleneck.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterable

MOST_UNACKNOWLEDGED = 20_000


class Qos1Load:
    """One publisher's connection."""

    def __init__(self, port: int) -> None:
        self.n_sent = self.n_acknowledged = 0
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connect = b"\x00\x04MQTT\x04\x02\x00\x00" + struct.pack(">H", 4) + b"load"
        self._socket.sendall(b"\x10" + bytes([len(connect)]) + connect)
        assert self._socket.recv(4) == b"\x20\x02\x00\x00", "the broker refuses the load"
        self._reader = threading.Thread(target=self._count, daemon=True)
        self._reader.start()

    def _count(self) -> None:
        n_bytes = 0
        while block := self._socket.recv(65_536):
            n_bytes += len(block)  # PUBACK is the only packet that comes, four bytes each
            self.n_acknowledged = n_bytes // 4

    def send(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Write messages (topic, payload)."""
        packets = bytearray()
        for topic, payload in messages:
            self.n_sent += 1
            name = topic.encode()
            length = 4 + len(name) + len(payload)
            size = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
            packets += b"\x32" + size + struct.pack(">H", len(name)) + name
            packets += struct.pack(">H", self.n_sent % 65_535 + 1) + payload
        while self.n_sent - self.n_acknowledged > MOST_UNACKNOWLEDGED:
            time.sleep(0.005)
        self._socket.sendall(packets)

    def finish(self, within_s: float = 60.0) -> None:
        """Wait until the broker has acknowledged everything, and leave."""
        deadline = time.monotonic() + within_s
        while self.n_acknowledged < self.n_sent:
            assert time.monotonic() < deadline, f"{self.n_acknowledged} of {self.n_sent} acknowledged"
            time.sleep(0.01)
        self._socket.sendall(b"\xe0\x00")
        self._reader.join(5)
        self._socket.close()

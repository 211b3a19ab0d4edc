"""paho's client with a faster way in: many messages from one read of the socket.

paho reads each packet with three calls to the system and a call to `select`, and makes an object with
ten fields of it. Here the socket is read in blocks, and PUBLISH packets that are whole in the block are
taken apart on the spot; everything else (and the packet at the edge of a block) goes through paho.
After a block that emptied the socket the thread rests for a moment: what comes meanwhile is one wake-up
of this thread, of the loop and of the store, not many.
Source of the packet layout: MQTT 3.1.1 (OASIS 2014) section 3.3, MQTT 5.0 (OASIS 2019) section 3.3.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

_BLOCK = 65_536
_REST_S = 0.003
_PUBLISH = 0x30
_PUBACK = b"\x40\x02"
"""Kind and length of an acknowledgement; the message id follows (3.4). The same in both protocols."""

TakePacket = Callable[[bytes, bytes, int, int], None]
"""Called with topic, payload, message id (0 at QoS 0) and QoS, on paho's thread."""


class BlockClient(paho.Client):
    """A client that hands over messages by `take_packet` in place of `on_message`."""

    def __init__(
        self,
        take_packet: TakePacket,
        *args: Any,
        end_of_block: Callable[[], None] = lambda: None,
        **settings: Any,
    ) -> None:
        """Take what paho's client takes, and where the messages go.

        Args:
            take_packet: gets each message.
            args: of paho's client.
            end_of_block: called after the messages of one read of the socket.
            settings: of paho's client.
        """
        self._take_packet, self._end_of_block = take_packet, end_of_block
        self._block = b""
        self._at = 0
        super().__init__(*args, **settings)
        self.on_message = self._take_message

    def reconnect(self) -> MQTTErrorCode:
        """Connect anew; what is left of the old connection's bytes is void."""
        self._block, self._at = b"", 0
        return super().reconnect()

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        """Read what the socket has, at most one block of it; rest a moment if that was all."""
        code = MQTTErrorCode.MQTT_ERR_SUCCESS
        if not self._read_ahead():
            code = super().loop_read(max_packets)
        while code == MQTTErrorCode.MQTT_ERR_SUCCESS and self._at < len(self._block):
            if self._in_packet["command"] == 0:
                self._take_whole_packets()
            if self._at < len(self._block):
                code = super().loop_read(1)
        self._end_of_block()
        if code == MQTTErrorCode.MQTT_ERR_SUCCESS and len(self._block) < _BLOCK:
            time.sleep(_REST_S)
        return code

    def _read_ahead(self) -> bool:
        """Return whether there are bytes; where there are none, paho finds out and tells why."""
        if self._at >= len(self._block):
            self._block, self._at = b"", 0
            with contextlib.suppress(OSError):
                self._block = super()._sock_recv(_BLOCK)
        return bool(self._block)

    def acknowledge(self, message_ids: Sequence[int]) -> None:
        """Acknowledge QoS 1 messages in one write; may be called from any thread."""
        if message_ids:
            packets = b"".join(_PUBACK + message_id.to_bytes(2, "big") for message_id in message_ids)
            self._packet_queue(_PUBACK[0], packets, 0, 0)

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._at >= len(self._block):
            if bufsize >= _BLOCK:
                return super()._sock_recv(bufsize)
            self._block, self._at = super()._sock_recv(_BLOCK), 0
        found = self._block[self._at : self._at + bufsize]
        self._at += len(found)
        return found

    def _take_whole_packets(self) -> None:
        block, at, size = self._block, self._at, len(self._block)
        v5 = self._protocol == paho.MQTTv5
        while size - at >= 2:
            first = block[at]
            qos = first >> 1 & 3
            if first & 0xF0 != _PUBLISH or qos > 1:
                break
            body, length = _variable(block, at + 1)
            end = body + length
            if body == 0 or end > size or length < 2:
                break
            after_topic = body + 2 + (block[body] << 8 | block[body + 1])
            payload = after_topic + 2 * qos
            if payload > end:
                break
            message_id = block[after_topic] << 8 | block[after_topic + 1] if qos else 0
            if v5:
                properties, n_bytes = _variable(block, payload)
                payload = properties + n_bytes
                if properties == 0 or payload > end:
                    break
            self._at = at = end
            self._take_packet(block[body + 2 : after_topic], block[payload:end], message_id, qos)
        # Messages that paho does not see are a sign of life all the same.
        self._last_msg_in = time.monotonic()

    def _take_message(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        """Hand over a message that paho read itself."""
        try:
            topic = message.topic.encode()
        except UnicodeDecodeError:
            topic = b"(a topic that is not UTF-8)"
        self._take_packet(topic, bytes(message.payload), message.mid, message.qos)


def _variable(block: bytes, at: int) -> tuple[int, int]:
    """Return where a variable byte integer ends and its value; (0, 0) if it is not whole."""
    value = 0
    for index in range(4):
        if at + index >= len(block):
            break
        byte = block[at + index]
        value |= (byte & 127) << 7 * index
        if byte < 128:
            return at + index + 1, value
    return 0, 0

import itertools
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from backend.sources.reading.mqtt_client import BlockClient

Message = tuple[bytes, bytes, int, int]


def length(value: int) -> bytes:
    out = b""
    while True:
        value, low = value >> 7, value & 127
        out += bytes([low | 128 if value else low])
        if not value:
            return out


def publish(message: Message, *, v5: bool) -> bytes:
    topic, payload, message_id, qos = message
    body = len(topic).to_bytes(2, "big") + topic + (message_id.to_bytes(2, "big") if qos else b"")
    # A content type as property, now and then, so that properties are not always empty.
    properties = (b"\x03\x00\x01j" if len(payload) % 2 else b"") if v5 else b""
    body += (length(len(properties)) + properties if v5 else b"") + payload
    return bytes([0x30 | qos << 1]) + length(len(body)) + body


def receive(chunks: list[bytes], *, v5: bool, ends: list[int] | None = None) -> list[Message]:
    """Send bytes as a broker would, in these pieces, and return what the client makes of them.

    `ends` gets the number of messages at the end of each block.
    """
    found: list[Message] = []
    counted = [] if ends is None else ends
    closed = threading.Event()
    client = BlockClient(
        lambda *message: found.append(message),
        CallbackAPIVersion.VERSION2,
        client_id="c",
        protocol=MQTTProtocolVersion.MQTTv5 if v5 else MQTTProtocolVersion.MQTTv311,
        reconnect_on_failure=False,
        end_of_block=lambda: counted.append(len(found)),
    )
    client.on_disconnect = lambda *_: closed.set()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        client.connect_async("127.0.0.1", server.getsockname()[1])
        client.loop_start()
        peer, _ = server.accept()
        with peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            peer.recv(1000)
            peer.sendall(b"\x20\x03\x00\x00\x00" if v5 else b"\x20\x02\x00\x00")
            for chunk in chunks:
                peer.sendall(chunk)
            peer.shutdown(socket.SHUT_WR)
            assert closed.wait(20)
    client.loop_stop()
    return found


MESSAGE = st.tuples(
    st.text("abc/", min_size=1, max_size=9).map(str.encode),
    st.one_of(st.binary(max_size=20), st.integers(100, 300).map(bytes), st.just(b"x" * 70_000)),
    st.integers(1, 65_535),
    st.integers(0, 1),
).map(lambda message: message if message[3] else (*message[:2], 0, 0))


@settings(max_examples=30, deadline=None)
@given(st.lists(MESSAGE, max_size=20), st.booleans(), st.lists(st.integers(0, 100_000), max_size=6))
def test_however_the_bytes_are_cut_all_messages_come_in_order(
    messages: list[Message], v5: bool, cuts: list[int]
) -> None:
    stream = b"".join(publish(message, v5=v5) for message in messages)
    edges = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    chunks = [stream[start:end] for start, end in itertools.pairwise(edges)]
    assert receive(chunks, v5=v5) == messages


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x30\x01\x00",
        b"\x30\x05\x00\xff\x61\x62\x63",
        b"\x32\x04\x00\x01a\x00",
        b"\x30\xff\xff\xff\xff\xff",
        b"\xf7" * 50,
    ],
)
def test_a_broken_packet_ends_the_connection_and_loses_none_before_it(garbage: bytes) -> None:
    before: list[Message] = [(b"a", b"1", 0, 0), (b"a", b"2", 7, 1)]
    stream = b"".join(publish(message, v5=False) for message in before)
    assert receive([stream + garbage], v5=False)[:2] == before


def test_other_packets_between_messages_reach_paho() -> None:
    first, second = (b"a", b"1", 0, 0), (b"a", b"2", 0, 0)
    pong = b"\xd0\x00"
    stream = b"".join(
        [publish(first, v5=False), pong, publish(second, v5=False), pong, publish(first, v5=False)]
    )
    assert receive([stream], v5=False) == [first, second, first]


def test_many_messages_of_one_block_are_told_together_and_none_is_left_untold() -> None:
    messages: list[Message] = [(b"a", str(number).encode(), 0, 0) for number in range(500)]
    ends: list[int] = []
    assert receive([b"".join(publish(m, v5=False) for m in messages)], v5=False, ends=ends) == messages
    assert ends[-1] == len(messages)
    assert len([end for end in ends if end]) < 20

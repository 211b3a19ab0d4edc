"""MessagePack codec of the wire, and columns as array bytes."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.contract.messages import FeedMessage, Header, Reply, Request

_encode = msgspec.msgpack.Encoder()
_feed = msgspec.msgpack.Decoder(FeedMessage)
_header = msgspec.msgpack.Decoder(Header)
_request = msgspec.msgpack.Decoder(Request)
_reply = msgspec.msgpack.Decoder(Reply)

TOPICS: dict[str, bytes] = {
    "Pulse": b"pulse",
    "Values": b"values",
    "AlarmsChanged": b"alarms",
    "SourcesChanged": b"sources",
    "EntryAppended": b"entry",
    "WorkChanged": b"work",
    "RegistersChanged": b"registers",
    "CatalogueChanged": b"catalogue",
}
"""Feed topic of each message type."""


class WireError(ValueError):
    """A frame that is not a message of this contract."""


_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""Text that is no UTF-8, and what is nested without end, are told by errors of their own."""


def encode(message: msgspec.Struct) -> bytes:
    """Return `message` as MessagePack."""
    return _encode.encode(message)


def topic_of(message: FeedMessage) -> bytes:
    """Return the feed topic of `message`."""
    return TOPICS[type(message).__name__]


def decode_feed(header: bytes, payload: bytes) -> tuple[Header, FeedMessage]:
    """Return the feed message of two frames.

    Raises:
        WireError: the frames are not a message of this contract.
    """
    try:
        return _header.decode(header), _feed.decode(payload)
    except _UNREADABLE as error:
        raise WireError(f"not a feed message of this contract: {error}") from error


def decode_request(frame: bytes) -> Request:
    """Return the request of a frame.

    Raises:
        WireError: the frame is not a request of this contract.
    """
    try:
        return _request.decode(frame)
    except _UNREADABLE as error:
        raise WireError(f"not a request of this contract: {error}") from error


def decode_reply(frame: bytes) -> Reply:
    """Return the answer of a frame.

    Raises:
        WireError: the frame is not an answer of this contract.
    """
    try:
        return _reply.decode(frame)
    except _UNREADABLE as error:
        raise WireError(f"not an answer of this contract: {error}") from error


def floats(column: bytes) -> NDArray[np.float64]:
    """Return a column as float64[n], read-only, without copying."""
    return np.frombuffer(column, dtype="<f8")


def integers(column: bytes) -> NDArray[np.int32]:
    """Return a column as int32[n], read-only, without copying."""
    return np.frombuffer(column, dtype="<i4")


def flags(column: bytes) -> NDArray[np.uint8]:
    """Return a column as uint8[n], read-only, without copying."""
    return np.frombuffer(column, dtype="u1")

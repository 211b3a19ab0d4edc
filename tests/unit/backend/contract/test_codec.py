from __future__ import annotations

import contextlib
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract import codec
from backend.contract.messages import (
    CatalogueChanged,
    Done,
    FeedMessage,
    GetHistory,
    Header,
    Pulse,
    Reply,
    Request,
    Values,
)


def test_a_feed_message_travels_unchanged() -> None:
    header = Header("e", 3, 7, 1.5)
    message = Values(*(np.arange(2, dtype=kind).tobytes() for kind in ("<i4", "<f8", "<f8", "u1")))
    assert codec.decode_feed(codec.encode(header), codec.encode(message)) == (header, message)
    assert codec.integers(message.index).tolist() == [0, 1]
    assert codec.floats(message.value).tolist() == [0.0, 1.0]
    assert codec.flags(message.quality).tolist() == [0, 1]


def test_a_request_and_its_answer_travel_unchanged() -> None:
    request = Request(9, "s", 5.0, GetHistory(("a.b",), 1.0, 2.0))
    assert codec.decode_request(codec.encode(request)) == request
    assert codec.decode_reply(codec.encode(Reply(9, Done(4)))) == Reply(9, Done(4))


def test_every_kind_of_feed_message_has_its_topic() -> None:
    assert codec.topic_of(CatalogueChanged("r")) == b"catalogue"
    assert codec.topic_of(Pulse(1.0, 1, 0, None, None, 0, 0, 0)) == b"pulse"
    assert len(set(codec.TOPICS.values())) == len(get_args(FeedMessage))


@given(st.binary(max_size=300))
def test_garbage_is_a_wire_error_and_nothing_else(frame: bytes) -> None:
    for decode in (codec.decode_request, codec.decode_reply, lambda f: codec.decode_feed(f, f)):
        with contextlib.suppress(codec.WireError):
            decode(frame)


def test_text_that_is_no_utf_8_is_a_wire_error() -> None:
    with pytest.raises(codec.WireError):
        codec.decode_request(b"\x94\xa3\x00\x00\x80")


def test_a_message_of_another_contract_is_refused() -> None:
    with pytest.raises(codec.WireError):
        codec.decode_reply(codec.encode(Request(1, "", 0.0, GetHistory((), 0, 1))))

from __future__ import annotations

import pytest

from backend.contract import codec
from backend.contract.messages import Reply, Request
from backend.contract.resources import GetNearest, Nearest, NearPlace


def test_a_question_goes_over_the_wire_and_comes_back_the_same() -> None:
    body = GetNearest(16.06, 108.21, ("patrol", "boat"), 6, "time", free_only=True)
    sent = Request(1, "s", 10.0, body)
    assert codec.decode_request(codec.encode(sent)) == sent


@pytest.mark.parametrize(
    "near",
    [
        NearPlace("t1", 812.5, 16.06, 108.21, "busy", 240.0, 1_795_600_000.0, "LDD.1"),
        NearPlace("s1", 90.0, 16.06, 108.21, "full", note="300/300"),
        NearPlace("c1", 12.0, 16.06, 108.21),
    ],
)
def test_an_answer_goes_over_the_wire_and_comes_back_the_same(near: NearPlace) -> None:
    sent = Reply(1, Nearest((near,)))
    assert codec.decode_reply(codec.encode(sent)) == sent


def test_what_is_not_known_is_neither_free_nor_anything_else() -> None:
    near = NearPlace("c1", 12.0, 16.06, 108.21)
    assert (near.state, near.travel_s, near.seen_at, near.case_id) == ("unknown", None, None, "")

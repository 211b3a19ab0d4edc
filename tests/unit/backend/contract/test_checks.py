from __future__ import annotations

from backend.contract import codec
from backend.contract.checks import DoubtOf, Doubts, GetDoubts
from backend.contract.messages import Reply, Request
from backend.contract.state import Text


def test_question_and_answer_go_over_the_wire() -> None:
    asked = Request(1, "s", 10.0, GetDoubts(("a.rain",)))
    assert codec.decode_request(codec.encode(asked)) == asked
    told = Reply(1, Doubts((DoubtOf("a.rain", "stuck", 5.0, Text("Đứng yên ở 5 mm/h", "Stuck")),)))
    assert codec.decode_reply(codec.encode(told)) == told

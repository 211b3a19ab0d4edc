from __future__ import annotations

import msgspec

from backend.contract.case_likeness import AlikeCase, AlikeCases, GetAlike
from backend.contract.cases import CaseFile
from backend.contract.messages import ReplyBody, RequestBody


def test_question_and_answer_are_told_from_others_by_their_tags() -> None:
    asked = GetAlike("S1")
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(asked), type=RequestBody) == asked
    file = CaseFile("S2", "sos", "Cứu", "new", "waiting", "high", 1.0, 1.0)
    answer = AlikeCases((AlikeCase(file, same_phone=True), AlikeCase(file, apart_m=14.0)))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(answer), type=ReplyBody) == answer

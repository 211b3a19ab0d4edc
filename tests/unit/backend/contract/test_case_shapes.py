from __future__ import annotations

import msgspec

from backend.contract.case_shapes import CaseShape, CaseShapes, GetCaseShapes
from backend.contract.cases import CaseQuery
from backend.contract.messages import ReplyBody, RequestBody


def test_question_and_answer_are_told_from_others_by_their_tags() -> None:
    asked = GetCaseShapes(CaseQuery(kind="warning"), limit=7)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(asked), type=RequestBody) == asked
    shape = CaseShape("W1", "warning", "Mưa lớn", "high", b'{"type":"MultiPolygon"}', ("20194",), 16.0, 108.0)
    answer = CaseShapes((shape,), 5.0, cut=True)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(answer), type=ReplyBody) == answer


def test_a_case_that_names_wards_only_has_no_geometry() -> None:
    shape = CaseShape("W1", "warning", "Mưa lớn", "high", area_codes=("20194",))
    assert (shape.geometry, shape.lat, shape.lon) == (b"", None, None)

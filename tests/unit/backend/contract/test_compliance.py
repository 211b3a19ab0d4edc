from __future__ import annotations

import typing

from backend.contract import codec
from backend.contract.compliance import (
    Compliance,
    ComplianceCell,
    ComplianceGroup,
    GetCompliance,
    Verdict,
)
from backend.contract.messages import Reply, Request
from backend.contract.state import Text
from backend.domain import compliance
from backend.domain.compliance_spec import Every

ANSWER = Compliance(
    sheet="nuoc-sach",
    name=Text("Nước sạch"),
    at=2.0,
    groups=(ComplianceGroup("a", Text("Nhóm A"), "month", 1.0),),
    parameters=(),
    places=("p",),
    cells=(ComplianceCell("p", "ph", "a", "fail", "too_low", 5.5, sampled_at=1.5, required=True),),
    limits=(),
    sets={},
)


def test_question_and_answer_survive_the_wire() -> None:
    request = Request(1, "s", 9.0, GetCompliance("nuoc-sach", at=2.0, places=("p",)))
    assert codec.decode_request(codec.encode(request)) == request
    reply = Reply(1, ANSWER)
    assert codec.decode_reply(codec.encode(reply)) == reply


def test_the_wire_has_the_words_of_the_domain() -> None:
    assert typing.get_args(Verdict) == typing.get_args(compliance.Verdict)
    every = typing.get_type_hints(ComplianceGroup)["every"]
    assert typing.get_args(every) == typing.get_args(Every)

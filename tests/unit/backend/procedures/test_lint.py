"""The whole of a judgement: both languages, errors first, what cannot be read at all."""

from __future__ import annotations

from backend.procedures.lint import judge, lint
from backend.procedures.markup import read_markup
from backend.procedures.reading import read_drawing
from tests.unit.backend.procedures.kit import MODELS, bpmn, line, node, service, user

BAD = (
    bpmn(),
    line(node("scriptTask", "s")),
    line(user("a", tc_deadline="x", tc_evidence="y", tc_outcomes="a;b", tc_variable="á")),
    line(service("s", "explode"), node("intermediateCatchEvent", "t"), executable="false"),
)


def test_every_finding_has_both_languages_and_a_cure() -> None:
    for xml in BAD:
        found = lint(xml)
        assert found
        for finding in found:
            assert finding.message.vi != finding.message.en
            assert (
                min(map(len, (finding.message.vi, finding.message.en, finding.cure.vi, finding.cure.en))) > 5
            )


def test_errors_come_first() -> None:
    levels = [finding.level for finding in lint(BAD[3])]
    assert levels == sorted(levels)
    assert {*levels} == {"error", "warning"}


def test_a_drawing_is_judged_without_its_file() -> None:
    for xml in BAD:
        assert judge(read_drawing(read_markup(xml)), None) == lint(xml)


def test_the_example_runs_without_a_word() -> None:
    assert [f for f in lint((MODELS / "ngap-phuong.bpmn").read_bytes()) if f.element_id != "da-nhac"] == []


def test_what_is_no_bpmn_is_said_once() -> None:
    assert len(lint(b"<a/>")) == 1
    assert lint(b"<a/>")[0].level == "error"

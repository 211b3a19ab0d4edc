import msgspec
import pytest

from backend.contract.cases import CaseFile
from backend.contract.indicators import FigureEntry, IndicatorBoard, IndicatorFigure, IndicatorInfo
from backend.contract.state import Text
from widgets.logic.indicator_entry import (
    Boards,
    Typed,
    boards,
    by_case,
    entry_of,
    lines,
    value_of,
    wanted_boards,
)

INFOS = {code: IndicatorInfo(code, "s", Text(code), Text("%"), "higher", "month") for code in ("A", "B", "C")}


def request(case_id="SL.1", codes="A;B", due_at=100.0, status="asked"):
    data = {"set": "s", "period": "2026-11", "codes": codes}
    return CaseFile(case_id, "collection", "x", status, "waiting", "low", 1.0, 1.0, due_at=due_at, data=data)


def draft(code="A", value=5.0, state="draft", period="2026-11"):
    return IndicatorFigure(code, period, value, state=state, final=False)


def test_lines_are_what_was_asked_for_by_deadline_then_drafts_that_nobody_asked_for():
    found = lines(
        INFOS, [request("SL.2", "C", 200.0), request()], [draft("A"), draft("B", period="2026-10")], Boards()
    )
    assert [(line.info.code, line.period, line.case_id) for line in found] == [
        ("A", "2026-11", "SL.1"), ("B", "2026-11", "SL.1"), ("C", "2026-11", "SL.2"), ("B", "2026-10", ""),
    ]  # fmt: skip
    assert found[0].figure.value == 5.0


def test_requests_that_were_answered_and_unknown_codes_make_no_line():
    assert (
        lines(
            INFOS, [request(status="submitted"), request("SL.3", "Z")], [draft(state="submitted")], Boards()
        )
        == []
    )


def test_accepted_figures_stand_beside_a_line():
    holds = IndicatorFigure("A", "2026-11", 4.0, plan=6.0)
    newest = IndicatorFigure("A", "2026-10", 3.0)
    known = boards(
        [("2026-11", IndicatorBoard("s", (holds,), (), 1.0)), ("", IndicatorBoard("s", (newest,), (), 1.0))]
    )
    line = lines(INFOS, [request(codes="A")], [], known)[0]
    assert (line.accepted.plan, line.before) == (6.0, 3.0)
    known = msgspec.structs.replace(known, newest={"A": holds})
    assert lines(INFOS, [request(codes="A")], [], known)[0].before is None  # the same period is none before


def test_boards_are_wanted_of_each_period_and_of_the_newest():
    assert wanted_boards([request()], [draft("C", period="2026-10")], {"C": "t"}) == [
        ("s", "2026-11"), ("t", "2026-10"), ("s", ""), ("t", ""),
    ]  # fmt: skip
    assert wanted_boards([], [draft("Z")], {}) == []


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        (Typed("1.234,5"), FigureEntry("A", "2026-11", 1234.5)),
        (Typed("7", "sơ bộ", True), FigureEntry("A", "2026-11", 7.0, final=True, note="sơ bộ")),
        (Typed("", "chưa đủ số"), FigureEntry("A", "2026-11", None, note="chưa đủ số")),
        (Typed(""), None),
        (Typed("1.5"), None),
        (None, FigureEntry("A", "2026-11", 5.0)),
    ],
)
def test_what_is_sent_of_a_line(typed, entry):
    line = lines(INFOS, [request(codes="A")], [draft()], Boards())[0]
    assert entry_of(line, typed, "vi") == entry


def test_a_figure_that_was_given_back_is_not_sent_again_untouched():
    line = lines(INFOS, [request(codes="A", status="returned")], [draft(state="returned")], Boards())[0]
    assert entry_of(line, None, "vi") is None
    assert value_of(line, None, "vi") == (5.0, "")
    assert value_of(line, Typed("x"), "vi") == (None, "letters")


def test_figures_are_sent_with_the_request_that_they_answer():
    found = lines(INFOS, [request(codes="A"), request("SL.2", "B;C", 200.0)], [], Boards())
    sent = by_case(found, {found[0].key: Typed("1"), found[2].key: Typed("3")}, "vi")
    assert {case_id: [e.code for e in kept] for case_id, kept in sent.items()} == {
        "SL.1": ["A"],
        "SL.2": ["C"],
    }

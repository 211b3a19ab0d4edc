import msgspec
import pytest

from backend.contract.case_requests import ActOnCases
from backend.contract.indicators import AskExplanation, IndicatorFigure, ReviewFigure, SetPlan
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_explain import Explanation
from widgets.parts.indicator_deeds import asked_for, deeds, plan_deed

ANSWERED = Explanation("GT.1", "answered", "?", "Vì bão", actions=("accept", "return"))


@pytest.fixture
def entry(office):
    return entry_of(office, "MT.04", "2026-10")


def asked_entry(entry):
    return msgspec.structs.replace(entry, figure=msgspec.structs.replace(entry.figure, explanation="GT.1"))


def keys(*args):
    return [deed.key for deed in deeds(*args)]


def test_a_figure_may_be_asked_about_once_at_a_time(entry):
    assert keys(entry, None) == ["E"]
    assert keys(asked_entry(entry), None) == ["O"]
    assert keys(asked_entry(entry), Explanation("GT.1", "asked", "?")) == ["O"]
    assert keys(asked_entry(entry), Explanation("GT.1", "accepted", "?")) == ["E", "O"]


def test_an_answer_is_accepted_or_given_back_by_those_who_may(entry):
    assert keys(asked_entry(entry), ANSWERED) == ["A", "R", "O"]
    other = msgspec.structs.replace(ANSWERED, actions=())
    assert keys(asked_entry(entry), other) == ["O"]


def test_a_version_that_waits_may_be_reviewed(entry):
    waiting = IndicatorFigure("MT.04", "2026-10", 1.0, state="submitted")
    assert keys(entry, None, waiting) == ["V", "X", "E"]
    assert plan_deed().key == "P"


def test_nobody_can_be_asked_where_nobody_hands_in(entry):
    alone = msgspec.structs.replace(entry, info=msgspec.structs.replace(entry.info, collector=""))
    assert keys(alone, None) == []


def test_deeds_make_their_requests(entry):
    explain = asked_for("explain", entry, "vi")
    assert explain.make("Vì sao?", None) == AskExplanation("MT.04", "2026-10", "", "Vì sao?")
    assert "Kim ngạch xuất khẩu" in explain.words
    accept = asked_for("accept_answer", entry, "vi", ANSWERED)
    assert (accept.make("", None), accept.needs_words) == (ActOnCases(("GT.1",), "accept"), False)
    back = asked_for("return_answer", entry, "vi", ANSWERED)
    assert (back.make("thiếu", None), back.needs_words) == (
        ActOnCases(("GT.1",), "return", {"note": "thiếu"}),
        True,
    )
    review = asked_for("return_figure", entry, "vi")
    assert review.make("sai", None) == ReviewFigure("MT.04", "2026-10", False, note="sai")
    assert not asked_for("accept_figure", entry, "vi").needs_words
    plan = asked_for("plan", entry, "vi")
    assert plan.make("NQ", 5.0) == SetPlan("MT.04", "2026-10", 5.0, "", "NQ")
    assert plan.number[1] == entry.info.decimals


def test_other_deeds_ask_nothing(entry):
    assert asked_for("open_case", entry, "vi") is None
    assert asked_for("accept_answer", entry, "vi", None) is None

from app.settings.asking import DEADLINE_S, ask
from backend.contract.messages import Done, Failure
from backend.contract.work_requests import BackTestRule, GetRules, Rules
from widgets.clock import WallClock
from widgets.live import LiveData


def test_an_answer_or_words_and_never_both(city):
    answers, refusals = [], []
    for reply in (Rules(()), Failure("invalid", "sai", "sửa"), Done(1)):
        city.daemon.answers[GetRules] = reply
        ask(city.live, GetRules(), Rules, answers.append, refusals.append)
    assert answers == [Rules(())]
    assert refusals[0] == "Sai. Sửa."
    assert len(refusals) == 2


def test_a_back_test_may_take_minutes(qapp):
    deadlines = {}
    live = LiveData(
        WallClock(), lambda body, _on_reply, deadline_s: deadlines.update({type(body): deadline_s})
    )
    for body in (GetRules(), BackTestRule("a\n", 0.0, 1.0)):
        ask(live, body, Rules, list, list)
    assert deadlines[GetRules] == DEADLINE_S
    assert deadlines[BackTestRule] > 300

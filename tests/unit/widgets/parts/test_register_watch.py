import pytest
from PySide6.QtCore import QObject

from backend.contract.case_requests import CountCases, FindCases, GetCaseKinds
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from tests.unit.widgets.casework import CaseRegister, case
from tests.unit.widgets.city import NOW, snapshot
from widgets.live import LinkState
from widgets.parts.register_watch import AGAIN_S, EVERY_S, RegisterWatch


@pytest.fixture
def register(city):
    return CaseRegister(city, [case(1), case(2)])


@pytest.fixture
def watch(city, register):
    owner = QObject()
    made = RegisterWatch(
        city.live,
        lambda _now: [CountCases(CaseQuery()), FindCases(CaseQuery())],
        frozenset({"report"}),
        owner,
    )
    made.rounds, made.failures = [], []
    made.answered.connect(made.rounds.append)
    made.failed.connect(made.failures.append)
    made.owner = owner
    made.start()
    return made


def test_answers_come_together_in_the_order_of_the_questions(watch):
    (answers,) = watch.rounds
    assert [type(answer).__name__ for answer in answers] == ["CaseCounts", "CasePage"]


def test_names_are_asked_for_once_and_again_after_a_snapshot(watch, city):
    assert watch.names.unit("dep0") == "Sở Xây dựng"
    city.pass_time(EVERY_S)
    asked = [body for body in city.daemon.asked if isinstance(body, GetCaseKinds)]
    assert len(asked) == 1
    city.live.take_snapshot(snapshot())
    city.pass_time(1)
    assert sum(isinstance(body, GetCaseKinds) for body in city.daemon.asked) == 2


def test_a_change_is_asked_about_with_the_next_second(watch, city, register):
    for _ in range(5):
        register.change("PAHT.20261121.0001")
    assert len(watch.rounds) == 1
    city.pass_time(1)
    assert len(watch.rounds) == 2
    city.pass_time(1)
    assert len(watch.rounds) == 2


def test_changes_of_other_kinds_do_not_matter(watch, city, register):
    register.change(kinds=("dossier",))
    city.pass_time(1)
    assert len(watch.rounds) == 1


def test_deadlines_pass_without_any_change(watch, city):
    city.pass_time(EVERY_S - 1)
    assert len(watch.rounds) == 1
    city.pass_time(1)
    assert len(watch.rounds) == 2


def test_a_refusal_is_told_and_asked_again_soon(watch, city, register):
    register.refuse = Failure("busy", "the daemon is busy")
    city.pass_time(EVERY_S)
    assert [failure.kind for failure in watch.failures] == ["busy"]
    register.refuse = None
    city.pass_time(AGAIN_S - 1)
    assert len(watch.rounds) == 1
    city.pass_time(1)
    assert len(watch.rounds) == 2


def test_one_round_at_a_time(watch, city, register):
    city.daemon.silent = True
    n = len(register.asked)
    city.pass_time(EVERY_S)
    register.change()
    city.pass_time(EVERY_S)
    watch.ask()
    assert len(register.asked) == n + 2


def test_a_link_that_is_back_asks_with_the_next_second(watch, city):
    city.live.set_link(LinkState("live", NOW))
    city.pass_time(1)
    assert len(watch.rounds) == 2


def test_answers_after_the_end_are_dropped(city, register):
    late = []
    owner = QObject()
    held = RegisterWatch(city.live, lambda _now: [CountCases(CaseQuery())], frozenset(), owner)
    held.answered.connect(late.append)
    replies = []
    city.live._requester = lambda _body, on_reply, _deadline: replies.append(on_reply)
    held.start()
    held.stop()
    for on_reply in replies:
        on_reply(register.count(CountCases(CaseQuery()), NOW))
    assert late == []

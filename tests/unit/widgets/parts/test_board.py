import pytest
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import CaseCounts, CountCases
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.casework import CaseRegister, case
from tests.unit.widgets.city import NOW
from widgets.live import LinkState
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.register_watch import MAX_AGE_S

QUERY = CaseQuery(kind="report")


class Counting(BoardBody):
    """The smallest board: one number."""

    n = 0

    def __init__(self, context):
        super().__init__(context, frozenset({"report"}))
        self.content = QWidget(self)
        self.watch.start()

    def questions(self, now):
        return [CountCases(QUERY)]

    def take(self, answers):
        (counts,) = answers
        assert isinstance(counts, CaseCounts)
        self.n = counts.n_total
        return counts.at

    def shown_numbers(self):
        return [ShownNumber("all", float(self.n), QUERY, NOW, self.n)]

    def default_title(self):
        return f"{self.n} of {self.names.kind('report', 'en')}"


@pytest.fixture
def register(city):
    return CaseRegister(city, [case(k) for k in range(3)])


@pytest.fixture
def board(city, register, show):
    return show(Counting(city.context()), 900, 500)


def test_it_counts_now_and_after_changes(board, city, register):
    titles = []
    board.title_changed.connect(titles.append)
    assert board.n == 3
    register.files.append(case(9))
    register.change()
    city.pass_time(1)
    assert titles == ["4 of Citizen reports"]


def test_it_ages(board, city):
    assert (board.health().state, board.health().oldest_at) == ("fresh", NOW)
    city.daemon.silent = True
    city.pass_time(MAX_AGE_S + 1)
    assert board.health().state == "late"
    city.pass_time(5 * MAX_AGE_S)
    assert board.health().state == "lost"


def test_without_a_link_nothing_is_fresh(board, city):
    city.live.set_link(LinkState("lost", NOW))
    assert board.health().state == "late"
    city.live.set_link(LinkState("live", NOW))
    assert board.health().state == "fresh"


def test_it_says_why_it_is_not_answered(board, city, register):
    register.refuse = Failure.of("busy", Text("Máy chủ bận", "The daemon is busy"))
    city.pass_time(31)
    assert board.health().note == "Máy chủ bận."
    register.refuse = None
    city.pass_time(11)
    assert board.health().note == ""


def test_the_list_behind_a_number_opens_and_a_case_is_chosen(board):
    opened = []
    board.case_chosen.connect(opened.append)
    board.open_list(board.shown_numbers()[0])
    assert board.drilled.geometry() == board.rect()
    board.drilled.case_chosen.emit("PAHT.1")
    assert opened == ["PAHT.1"]
    board.close_list()
    assert board.drilled is None


def test_the_end_closes_all(board, city, register):
    board.open_list(board.shown_numbers()[0])
    board.release()
    n = len(register.asked)
    city.pass_time(60)
    assert (board.drilled, len(register.asked)) == (None, n)

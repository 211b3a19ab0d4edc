import pytest

from backend.contract.case_requests import FindCases
from backend.contract.cases import CaseQuery
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.casework import CaseRegister, case
from tests.unit.widgets.city import NOW
from widgets.parts.drill_model import CASE_ROLE, PAGE, DrillModel

WASTE = CaseQuery(kind="report", fields=("waste",), at=NOW)


@pytest.fixture
def register(city):
    return CaseRegister(city, [case(k, due_at=NOW + k) for k in range(250)] + [case(999, field="road")])


@pytest.fixture
def model(city, register):
    made = DrillModel(city.live, "vi")
    made.show_query(WASTE)
    return made


def test_the_first_page_brings_the_exact_total(model, register):
    assert (model.rowCount(), model.n_total, model.at) == (PAGE, 250, NOW)
    assert register.asked == [FindCases(WASTE, "due", 0, PAGE, count=True)]


def test_further_pages_come_as_they_are_scrolled_to(model, register):
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))
    assert [file.case_id for file in model.files] == [case(k).case_id for k in range(250)]
    assert [body.count for body in register.asked] == [True, False, False]


def test_a_list_that_has_shrunk_ends(model, register):
    register.files = register.files[:100]
    model.fetchMore(model.index(-1, -1))
    assert (model.n_total, model.canFetchMore(model.index(-1, -1))) == (100, False)


def test_rows_are_cases(model):
    assert model.index(3, 0).data(CASE_ROLE).case_id == case(3).case_id
    assert "Đổ rác" in model.index(3, 0).data(11)  # Qt.ItemDataRole.AccessibleTextRole


def test_a_refusal_is_told_in_the_persons_language(city, register):
    register.refuse = Failure.of(
        "denied", Text("Không được xem phản ánh", "Not allowed"), Text("hỏi ca trưởng", "ask")
    )
    made = DrillModel(city.live, "vi")
    made.show_query(WASTE)
    assert made.failure == "Không được xem phản ánh. Hỏi ca trưởng."
    assert not made.canFetchMore(made.index(-1, -1))


def test_answers_of_an_earlier_query_are_dropped(city, register):
    held = []
    city.live._requester = lambda body, on_reply, _deadline: held.append((body, on_reply))
    made = DrillModel(city.live, "vi")
    made.show_query(WASTE)
    made.show_query(CaseQuery(fields=("road",)))
    for body, on_reply in held:
        on_reply(register.find(body, NOW))
    assert [file.field for file in made.files] == ["road"]
    made.stop()
    made.fetchMore(made.index(-1, -1))
    assert len(held) == 2

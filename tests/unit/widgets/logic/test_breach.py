import pytest

from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import case
from tests.unit.widgets.city import NOW
from widgets.logic.breach import accept_query, breaches, countdown, settle_query


def test_the_earliest_deadline_is_first_and_a_case_may_have_two():
    both = case(1, due_at=NOW + 100, accept_due_at=NOW - 5)
    other = case(2, due_at=NOW + 50)
    found = breaches([both, other], [both])
    assert [(b.file.case_id[-1], b.what, b.due_at - NOW) for b in found] == [
        ("1", "accept", -5),
        ("2", "settle", 50),
        ("1", "settle", 100),
    ]


def test_cases_without_the_deadline_are_left_out():
    assert breaches([case(1, due_at=None)], [case(2)]) == []


def test_only_running_clocks_breach():
    query = settle_query(CaseQuery(kind="report"), NOW, 4)
    assert query == CaseQuery(
        kind="report", groups=("waiting", "working"), due_from=NOW, due_to=NOW + 14400, at=NOW
    )
    assert settle_query(CaseQuery(groups=("working",)), NOW, 1).groups == ("working",)
    assert accept_query(CaseQuery(), NOW, 4) == CaseQuery(unaccepted=True, at=NOW + 14400)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (272, "04:32"), (0.4, "00:00"), (-0.4, "00:00"), (7509, "2:05:09"), (-760, "−12:40"), (100000, "1d 03:46"),
        (-100000, "−1d 03:46"),
    ],
)  # fmt: skip
def test_countdowns_have_fixed_places(seconds, words):
    assert countdown(seconds) == words

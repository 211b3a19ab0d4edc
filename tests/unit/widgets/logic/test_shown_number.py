from backend.contract.cases import CaseQuery
from widgets.logic.shown_number import ShownNumber, disagreements

OPEN = CaseQuery(kind="report", groups=("working",))
ALL = CaseQuery(kind="report")


def number(**fields):
    base = {"words": "đang mở", "value": 3.0, "query": OPEN, "at": 100.0, "n": 3}
    return ShownNumber(**{**base, **fields})


def counts(*, opened=3, every=4):
    return lambda query: opened if query.groups else every


def test_a_number_that_its_list_confirms_is_well():
    assert disagreements([number()], counts()) == []


def test_a_number_that_differs_from_its_list_is_told():
    assert disagreements([number(n=5, value=5.0)], counts()) == [
        "đang mở: 5 behind it, its list has 3",
        "đang mở: shows 5, its list has 3",
    ]


def test_a_shown_value_must_be_the_count_itself():
    assert disagreements([number(value=4.0)], counts()) == ["đang mở: shows 4, its list has 3"]


def test_a_share_is_held_against_both_of_its_lists():
    share = number(value=75.0, unit="%", per=ALL, n_per=4)
    assert disagreements([share], counts()) == []
    assert disagreements([share], counts(every=5)) == [
        "đang mở: of 4, their list has 5",
        "đang mở: shows 75 %, its lists make 60 %",
    ]


def test_what_is_not_assessed_has_still_a_list():
    assert (
        disagreements([number(value=None, unit="%", per=ALL, n=0, n_per=0)], counts(opened=0, every=0)) == []
    )


def test_the_list_is_judged_at_the_instant_of_the_number():
    seen = []
    disagreements([number(per=ALL, n_per=4)], lambda query: seen.append(query.at) or 3)
    assert seen == [100.0, 100.0]
    assert number(query=CaseQuery(at=7.0)).listed.at == 7.0

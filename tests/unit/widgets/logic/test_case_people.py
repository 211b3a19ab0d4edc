from tests.unit.widgets.case_city import case
from widgets.logic.case_people import masked, personal


def test_those_who_work_with_a_case_see_who_reported_it():
    assert personal(case(0), "reporter") == "Lê Minh Châu"
    assert personal(case(0), "phone") == "0905123488"


def test_visitors_see_only_what_tells_two_people_apart():
    assert personal(case(0), "reporter", visitor=True) == "L••• M••• C•••"
    assert personal(case(0), "phone", visitor=True) == "•••88"
    assert personal(case(0), "email", visitor=True) == "h•••"


def test_a_short_number_shows_nothing_and_an_empty_one_stays_empty():
    assert masked("08", "phone") == "•••"
    assert (
        personal(case(0).__class__("C", "r", "t", "s", "waiting", "low", 0.0, 0.0), "phone", visitor=True)
        == ""
    )

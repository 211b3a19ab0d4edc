import pytest

from backend.contract.case_requests import GetCase
from widgets.parts.indicator_book import MOST, ExplanationBook


@pytest.fixture
def book(city, office):
    made = ExplanationBook(city.live)
    yield made
    made.stop()


def test_cases_that_are_shown_are_read(book, office):
    file = office.explain("MT.04", "2026-10", "answered", result="Vì bão")
    book.want([file.case_id, "", file.case_id])
    assert book.of(file.case_id).answer == "Vì bão"
    assert len(office.asked(GetCase)) == 1


def test_a_change_is_read_again_and_told_once(qtbot, book, office):
    file = office.explain("MT.04", "2026-10")
    book.want([file.case_id])
    office.explain("MT.04", "2026-10", "answered", case_id=file.case_id, result="Vì bão")
    with qtbot.waitSignal(book.changed):
        office.change(file.case_id, kind="explanation")
    n = len(office.asked(GetCase))
    office.change("GT.other", kind="explanation")
    office.change(file.case_id, kind="report")
    assert len(office.asked(GetCase)) == n
    assert book.of(file.case_id).standing == "answered"


def test_what_is_settled_is_not_read_again_with_each_round(book, office):
    file = office.explain("MT.04", "2026-10", "accepted")
    book.want([file.case_id])
    book.want([file.case_id])
    assert len(office.asked(GetCase)) == 1


def test_a_case_that_cannot_be_read_is_only_not_known(book, office):
    book.want(["GT.none"])
    assert book.of("GT.none") is None


def test_no_tile_reads_without_end(book, office):
    book.want(f"GT.{k}" for k in range(200))
    assert len(office.asked(GetCase)) == MOST


def test_after_the_end_nothing_is_read(book, office):
    book.stop()
    book.want(["GT.1"])
    assert office.asked(GetCase) == []

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.widgets.case_city import case
from widgets.logic.case_paging import CasePages


def answer(pages: CasePages, ask, total: int) -> bool:
    last = min(total, ask.offset + ask.limit)
    rows = tuple(case(n) for n in range(ask.offset, last))
    return pages.take(ask, rows, total if ask.count else -1)


def bring(pages: CasePages, first: int, last: int, total: int) -> int:
    """Bring rows as a reader does; return how many pages were asked for."""
    n_asked = 0
    while asks := pages.wanted(first, last, 2):
        n_asked += len(asks)
        for ask in asks:
            assert answer(pages, ask, total)
    return n_asked


def test_only_the_pages_in_view_are_asked_for_and_the_total_once():
    pages = CasePages()
    (ask,) = pages.wanted(0, 14, 2)
    assert (ask.offset, ask.limit, ask.count) == (0, 100, True)
    assert pages.wanted(0, 14, 2) == [], "it is on its way"
    assert answer(pages, ask, 1_000_000)
    assert pages.n_total == 1_000_000
    first, second = pages.wanted(999_890, 999_910, 2)
    assert (first.offset, second.offset) == (999_800, 999_900)
    assert not (first.count)
    assert not (second.count)
    assert answer(pages, second, 1_000_000)
    assert pages.row(999_999).case_id == case(999_999).case_id
    assert pages.row(500_000) is None


def test_memory_stays_small_however_far_one_scrolls():
    pages = CasePages()
    for first in range(0, 200_000, 5_000):
        bring(pages, first, first + 20, 1_000_000)
        assert pages.n_kept <= 12 * 100
    assert pages.row(195_010) is not None
    assert pages.row(0) is None, "the oldest page went"


def test_a_page_in_view_is_dropped_last():
    pages = CasePages(kept=2)
    bring(pages, 0, 10, 1_000)
    bring(pages, 100, 110, 1_000)
    pages.touch(5)
    bring(pages, 200, 210, 1_000)
    assert pages.row(5) is not None
    assert pages.row(105) is None


def test_what_is_out_of_date_stays_on_show_until_the_answer_comes():
    pages = CasePages()
    (old,) = pages.wanted(0, 10, 2)
    assert answer(pages, old, 150)
    pages.outdate()
    assert pages.row(3) is not None
    (new,) = pages.wanted(0, 10, 2)
    assert new.count, "the total may be another one now"
    assert not answer(pages, old, 150), "an answer of before is not taken"
    assert answer(pages, new, 149)
    assert pages.n_total == 149
    assert pages.wanted(0, 10, 2) == []


def test_another_list_forgets_everything():
    pages = CasePages()
    bring(pages, 0, 10, 150)
    pages.clear()
    assert (pages.n_total, pages.n_kept, pages.row(0)) == (None, 0, None)


def test_a_page_that_did_not_come_is_asked_for_again_with_its_count():
    pages = CasePages()
    (ask,) = pages.wanted(0, 10, 2)
    assert pages.give_up(ask)
    assert pages.n_asked == 0
    (again,) = pages.wanted(0, 10, 2)
    assert again.count
    pages.clear()
    assert not pages.give_up(again)


def test_no_page_behind_the_end_is_asked_for():
    pages = CasePages()
    bring(pages, 0, 10, 100)
    assert pages.wanted(95, 130, 2) == []


def test_a_case_is_found_among_the_rows_in_memory():
    pages = CasePages()
    bring(pages, 100, 110, 1_000)
    assert pages.find(case(107).case_id) == 107
    assert pages.find("PAHT.0") == -1


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9_990), min_size=1, max_size=12), st.integers(1, 10_000))
def test_every_row_in_view_is_the_right_one(starts, total):
    pages = CasePages(page_rows=10, kept=3)
    for start in starts:
        first = min(start, total - 1)
        last = min(first + 9, total - 1)
        assert bring(pages, first, last, total) <= 3
        assert pages.n_total == total
        for number in range(first, last + 1):
            assert pages.row(number).case_id == case(number).case_id

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.state import Text
from backend.contract.work import Case
from backend.domain.incidents.cases import CaseBook


def case(case_id: str = "S1", changed_at: float = 10.0, status: str = "chờ") -> Case:
    return Case(case_id, "sos", Text("SOS"), "high", 5.0, changed_at, status != "xong", status)


def test_a_new_state_counts_and_the_same_words_do_not() -> None:
    book = CaseBook()
    assert book.apply(case()) == case()
    assert book.apply(case()) is None
    assert book.apply(case(changed_at=20.0)) is None  # told again, nothing new
    assert book.apply(case(changed_at=15.0, status="đang đi")) is None  # older than what was told last
    assert book.apply(case(changed_at=30.0, status="xong")) == case(changed_at=30.0, status="xong")
    assert book.open_cases() == ()
    assert book.apply(case(changed_at=40.0)) == case(changed_at=40.0)  # the source opened it again


def test_at_an_equal_time_the_later_word_counts_but_opens_nothing_again() -> None:
    book = CaseBook()
    book.apply(case())
    assert book.apply(case(status="đang đi")) is not None
    assert book.apply(case(status="xong")) is not None
    assert book.apply(case(status="chờ")) is None
    found = book.get("S1")
    assert found is not None
    assert found.status == "xong"


def test_a_restart_goes_on_from_what_was_stored() -> None:
    book = CaseBook()
    book.restore([case(), case("S2", status="xong")])
    assert book.apply(case()) is None
    assert book.open_cases() == (case(),)
    assert book.get("S3") is None


UPDATES = st.lists(
    st.tuples(st.sampled_from(["S1", "S2"]), st.integers(0, 20), st.sampled_from(["chờ", "đang đi", "xong"])),
    max_size=12,
    unique_by=lambda one: one[:2],
)


@given(UPDATES.flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_ + all_))))
def test_order_and_repetition_do_not_matter(both: tuple[list[tuple[str, int, str]], ...]) -> None:
    found = []
    for order in both:
        book = CaseBook()
        for case_id, at, status in order:
            told = case(case_id, float(at), status)
            kept = book.apply(told)
            assert kept in (None, told)
        found.append({one: book.get(one) and replace(book.get(one), opened_at=0.0) for one in ("S1", "S2")})
    assert found[0] == found[1]

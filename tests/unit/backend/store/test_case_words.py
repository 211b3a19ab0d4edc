from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.store.case_words import (
    KEPT,
    MISSED,
    MOST_WORDS,
    NO_DEADLINE,
    RESTING,
    RUNNING,
    Sought,
    index_text,
    mark,
    marks,
    search_words,
    standing,
)

CASE = CaseFile(
    "PAHT.20241119.0025", "report", "Ngập đường", "moi", "waiting", "high", 100.0, 200.0, due_at=150.0
)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (replace(CASE, due_at=None), NO_DEADLINE),
        (CASE, RUNNING),
        (replace(CASE, group="paused"), RESTING),
        (replace(CASE, group="done", finished_at=150.0), KEPT),
        (replace(CASE, group="refused", finished_at=151.0), MISSED),
        (replace(CASE, group="done"), MISSED),  # it changed last at 200
    ],
)
def test_standing_is_what_no_clock_is_needed_for(file: CaseFile, expected: int) -> None:
    assert standing(file) == expected


def test_words_are_those_people_know_a_case_by() -> None:
    file = replace(
        CASE, text="Nước lên", place="K12/5 Mẹ Suốt", area_name="Hải Châu", reporter="Út", phone="+84 905-123",
        email="ut@example.vn", result="Đã xong",
    )  # fmt: skip
    expected = "paht 20241119 0025 ngap duong nuoc len k12 5 me suot hai chau ut 84 905 123 84905123"
    assert search_words(file) == set(expected.split())


def test_a_text_of_endless_words_keeps_the_code() -> None:
    words = search_words(replace(CASE, text=" ".join(f"w{n}" for n in range(9000))))
    assert len(words) == MOST_WORDS
    assert {"paht", "0025", "ngap"} <= words


@given(st.text(), st.text())
def test_marks_tell_every_two_values_apart_and_are_one_plain_term(one: str, other: str) -> None:
    assert (mark("u", one) == mark("u", other)) is (one == other)
    assert mark("u", one).isascii()
    assert not set(mark("u", one)[1:]) - set("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_no_word_of_a_case_is_a_mark() -> None:
    file = replace(CASE, title="=gdone =o gdone", assignee="An", rating=4, n_reopened=1)
    terms = index_text(file, 1).split(" ")
    assert [term for term in terms if term.startswith("=")] == marks(file, 1)
    assert {"=gwaiting", "=v1", "=r4", "=o", "=x_41_n", "=d2", "=p"} <= set(terms)


def test_questions_in_both_dialects() -> None:
    sought = Sought()
    assert not sought
    sought.all_of.append(("duong", "duongx"))
    sought.all_of.append(("ng*",))
    sought.one_of("g", ["done"])
    sought.none_of.append("=o")
    assert sought.as_fts() == '(("duong" OR "duongx") AND ("ng" *) AND ("=gdone")) NOT "=o"'
    assert sought.as_tsquery() == "('duong' | 'duongx') & ('ng':*) & ('=gdone') & !'=o'"

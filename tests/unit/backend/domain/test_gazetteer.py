from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.gazetteer import Entry, Gazetteer, marked_words, plain_words

ENTRIES = [
    Entry("area", "20242", "Phường Hải Châu", ("20242",)),
    Entry("area", "20200", "Phường Hòa Khánh", ("20200",)),
    Entry("unit", "xa-20242", "UBND phường Hải Châu", ("Ủy ban Hải Châu",)),
    Entry(
        "former",
        "20242",
        "Quận Hải Châu (cũ)",
        ("Quận Hải Châu",),
        "nay là phường Hải Châu, phường Hòa Cường",
    ),
    Entry(
        "former", "20197", "Phường Hòa Khánh Bắc (cũ)", ("Phường Hòa Khánh Bắc",), "nay là phường Liên Chiểu"
    ),
    Entry("place", "p1", "Trạm Mỹ Khê", (), "An Hải", 16.06, 108.24),
    Entry("place", "p2", "Mẹ Suốt"),
    Entry("place", "p3", "Me Tây Hồ"),
]


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer(ENTRIES)


def refs(gazetteer: Gazetteer, text: str) -> list[str]:
    return [found.name for found in gazetteer.find(text)]


@pytest.mark.parametrize(
    "text", ["quận Hải Châu", "quan hai chau", "QUẬN HẢI CHÂU", "q. hải châu", "q hai ch"]
)
def test_a_former_district_is_found_and_says_what_it_is_now(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.find(text)
    assert (found[0].kind, found[0].ref, found[0].remark) == (
        "former",
        "20242",
        "nay là phường Hải Châu, phường Hòa Cường",
    )


@pytest.mark.parametrize("text", ["Hoà Khánh Bắc", "Hòa Khánh Bắc", "hoa khanh bac", "bac khanh hoa"])
def test_spellings_and_orders_find_the_same_commune(gazetteer: Gazetteer, text: str) -> None:
    assert refs(gazetteer, text)[0] == "Phường Hòa Khánh Bắc (cũ)"


def test_i_and_y_at_the_end_of_a_word_are_alike(gazetteer: Gazetteer) -> None:
    assert (
        refs(gazetteer, "mĩ khê") == refs(gazetteer, "Mỹ Khê") == refs(gazetteer, "my khe") == ["Trạm Mỹ Khê"]
    )


def test_what_is_today_comes_before_what_was(gazetteer: Gazetteer) -> None:
    assert refs(gazetteer, "hoa khanh") == ["Phường Hòa Khánh", "Phường Hòa Khánh Bắc (cũ)"]
    assert refs(gazetteer, "hải châu")[:2] == ["Phường Hải Châu", "UBND phường Hải Châu"]


def test_typed_marks_bring_the_name_that_has_them_to_the_front(gazetteer: Gazetteer) -> None:
    assert refs(gazetteer, "mẹ") == ["Mẹ Suốt", "Me Tây Hồ"]
    assert refs(gazetteer, "me") == ["Mẹ Suốt", "Me Tây Hồ"]
    assert refs(Gazetteer(ENTRIES[::-1]), "mẹ")[0] == "Mẹ Suốt"


def test_codes_and_other_names_find_too(gazetteer: Gazetteer) -> None:
    assert refs(gazetteer, "20200") == ["Phường Hòa Khánh"]
    assert refs(gazetteer, "uy ban hai") == ["UBND phường Hải Châu"]


@pytest.mark.parametrize("text", ["", "   ", "!?", "hai chau xyz", "\u0301"])
def test_nothing_is_found_where_a_word_fits_nowhere(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == []


def test_an_answer_carries_its_position(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("tram my")[0]
    assert (found.kind, found.ref, found.lat, found.lon, found.remark) == (
        "place",
        "p1",
        16.06,
        108.24,
        "An Hải",
    )


def test_of_very_many_that_fit_the_likeliest_are_compared() -> None:
    many = [Entry("place", f"p{i}", f"Trạm đo số {i} đường Trần Phú") for i in range(5_000)]
    gazetteer = Gazetteer([*many, Entry("place", "tram", "Điểm Trạm"), Entry("area", "1", "Phường Trạm Tấu")])
    found = [place.ref for place in gazetteer.find("tram", limit=3)]
    assert found[0] == "tram"
    assert "1" in found
    assert len(gazetteer.find("tram", limit=7)) == 7
    assert gazetteer.find("tram 4321")[0].ref == "p4321"


def test_tones_may_stand_on_either_vowel() -> None:
    assert marked_words("Hoà thuỷ Hoè") == marked_words("Hòa thủy Hòe")
    assert marked_words("Hoà") != marked_words("Hoa")
    assert plain_words("Đường Nguyễn Hữu Thọ, K25/7") == ("duong", "nguyen", "huu", "tho", "k25", "7")


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    assert len(Gazetteer(ENTRIES).find(text, limit=3)) <= 3


@given(st.sampled_from(ENTRIES), st.integers(1, 6))
def test_the_beginnings_of_a_name_find_it(entry: Entry, n: int) -> None:
    typed = " ".join(word[:n] for word in plain_words(entry.name) if not word.endswith("y"))
    assert entry.ref in [found.ref for found in Gazetteer(ENTRIES).find(typed)]

"""Ids are plain and different, paths name the column that was meant, quoted words mean themselves."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from backend.cli.new_pack.words import id_of, ids_of, path_of, quoted
from backend.sources.reading.paths import Path


def test_an_id_is_the_name_without_marks() -> None:
    assert id_of("Chợ Đống Đa (mới)") == "cho-dong-da-moi"
    assert id_of("12 mẫu") == "muc-12-mau"
    assert id_of("…") == "muc"
    assert ids_of(["Mẫu A", "mau a", "MẪU-A"]) == {"Mẫu A": "mau-a", "mau a": "mau-a-2", "MẪU-A": "mau-a-3"}


@given(st.text(min_size=1, max_size=40).filter(lambda name: name.strip() == name))
def test_a_path_leads_to_its_column(header: str) -> None:
    assert Path(path_of(header)).get({header: "here"}, {}, ()) == "here"


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60))
def test_quoted_words_are_read_back_as_they_were(words: str) -> None:
    assert yaml.safe_load(f"key: {quoted(words)}") == {"key": words}

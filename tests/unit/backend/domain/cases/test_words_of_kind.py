from __future__ import annotations

import pytest

from backend.contract.cases import UnitInfo
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.words_of_kind import KindWords
from tests.unit.backend.domain.cases.conftest import UNITS


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("new", "new"),
        ("1", "new"),
        ("OPEN", "new"),
        ("moi", "new"),
        ("Đang  xử lý", "working"),
        ("dang xu ly", "working"),
        ("In-hand", "working"),
        ("Closed", "done"),
    ],
)
def test_statuses_are_known_by_id_name_and_words(kind: CaseKindSpec, word: str, status: str) -> None:
    found = KindWords(kind).status(word)
    assert found is not None
    assert found.id == status


def test_fields_and_sources_too(kind: CaseKindSpec) -> None:
    words = KindWords(kind)
    field, source = words.field("MAT DUONG"), words.source("Mobile App")
    assert field is not None
    assert source is not None
    assert (field.id, source.id) == ("road", "app")
    assert (words.field("hố"), words.source(""), words.status("???")) == (None, None, None)


def test_units_are_known_by_any_of_their_names(kind: CaseKindSpec) -> None:
    words = KindWords(kind, UNITS)
    assert [words.unit(word) for word in ("so-xd", "so giao thong van tai", "CÔNG AN THÀNH PHỐ", "sở y tế")] == [
        "so-xd", "so-xd", "cong-an", None,
    ]  # fmt: skip


def test_of_one_name_the_unit_that_still_exists_is_meant(kind: CaseKindSpec) -> None:
    units = (UnitInfo("old", "Phường Hải Châu", valid_to="2025-07-01"), UnitInfo("now", "Phường Hải Châu"))
    assert KindWords(kind, units).unit("phuong hai chau") == "now"


def test_without_a_list_of_units_a_word_is_an_id(kind: CaseKindSpec) -> None:
    assert KindWords(kind).unit("Sở Y tế") == "Sở Y tế"

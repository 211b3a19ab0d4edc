import pytest

from widgets.logic.search import matches


@pytest.mark.parametrize("wanted", ["me suot", "Mẹ", "SUOT khanh", "mẹ suốt", ""])
def test_words_are_found_with_and_without_diacritics(wanted):
    assert matches(wanted, ["Mẹ Suốt", "Hòa Khánh"])


@pytest.mark.parametrize("wanted", ["mé", "au co", "me suot lien chieu"])
def test_other_words_are_not_found(wanted):
    assert not matches(wanted, ["Mẹ Suốt", "Hòa Khánh"])

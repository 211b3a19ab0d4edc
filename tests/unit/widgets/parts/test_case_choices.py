from tests.unit.widgets.case_city import KIND, DeskCity
from widgets.logic.case_query import FACETS
from widgets.parts.case_book import CaseBook
from widgets.parts.case_choices import choices_of


def test_every_facet_offers_its_values_in_words(desk_city: DeskCity):
    choices = choices_of(KIND, CaseBook(desk_city.context()), "vi")
    assert {choice.chip.facet for choice in choices} == set(FACETS)
    words = [choice.words for choice in choices]
    assert "Thời hạn: quá hạn" in words
    assert "Nguồn: Tổng đài 1022" in words
    assert "Phường, xã: Phường Hòa Khánh" in words
    assert "Đơn vị: Quận Liên Chiểu" not in words, "it no longer exists"
    assert len({choice.chip for choice in choices}) == len(choices)

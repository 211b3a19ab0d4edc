import msgspec

from backend.contract.case_requests import GetCaseKinds, GetUnits
from backend.contract.messages import Failure
from tests.unit.widgets.case_city import KIND, DeskCity, case
from tests.unit.widgets.city import snapshot
from widgets.parts.case_book import CaseBook


def test_kinds_and_units_are_asked_once_and_again_after_a_snapshot(desk_city: DeskCity):
    book = CaseBook(desk_city.context())
    assert book.kind("report") == KIND
    assert book.unit_name("so-xay-dung") == "Sở Xây dựng"
    desk_city.live.take_snapshot(snapshot())
    assert len(desk_city.daemon.of(GetCaseKinds)) == 2
    assert len(desk_city.daemon.of(GetUnits)) == 2


def test_a_refusal_is_kept_while_nothing_is_known(desk_city: DeskCity):
    desk_city.daemon.answers[GetCaseKinds] = Failure("not_allowed", "no")
    book = CaseBook(desk_city.context())
    assert book.failure is not None
    desk_city.daemon.answers.clear()
    book.ask()
    assert (book.failure, book.kind("report")) == (None, KIND)


def test_only_units_that_exist_are_given_work_but_all_have_names(desk_city: DeskCity):
    book = CaseBook(desk_city.context())
    names = [unit.name for unit in book.acting_units()]
    assert "Quận Liên Chiểu" not in names
    assert names == sorted(names)
    assert book.unit_name("quan-lien-chieu") == "Quận Liên Chiểu"
    assert book.unit_name("xa-la") == "xa-la"


def test_what_the_pack_names_is_said_in_its_words(desk_city: DeskCity):
    book, file = CaseBook(desk_city.context()), case(1)
    assert (book.status_name(file), book.field_name(file)) == ("Đang xử lý", "Thoát nước")
    assert book.source_name(file) == "Ứng dụng di động"
    english = CaseBook(desk_city.context(language="en"))
    assert english.field_name(file) == "Drainage"
    stray = msgspec.structs.replace(file, status="x9", field="la")
    assert (book.status_name(stray), book.field_name(stray)) == ("x9", "la")


def test_wards_come_from_units_and_places(desk_city: DeskCity):
    assert CaseBook(desk_city.context()).areas()["20194"] == "Phường Hòa Khánh"


def test_a_choice_of_the_pack_is_said_by_its_name(desk_city: DeskCity):
    book = CaseBook(desk_city.context())
    file = msgspec.structs.replace(case(0), data={"tuyen-duong": "QL1A"})
    assert book.data_words(file, "tuyen-duong") == "QL1A"
    assert book.data_words(file, "khong-co") == ""

import pytest
from PySide6.QtCore import Qt

from backend.contract.cases import CaseNeed
from tests.unit.widgets.case_city import PLACES, DeskCity, case
from widgets.parts.case_book import CaseBook
from widgets.parts.case_need_fields import NeedField, need_word, rating_word
from widgets.parts.case_upload import Chosen


@pytest.fixture
def field(show, desk_city: DeskCity):
    book = CaseBook(desk_city.context())

    def make(need: str, required: bool = True) -> NeedField:
        return show(NeedField(desk_city.context(), book, "report", CaseNeed(need, required)), 900, 90)

    yield make
    book.deleteLater()


def test_a_unit_is_found_by_a_part_of_its_name(field):
    unit = field("unit")
    assert unit.value() == "", "no unit is given work that nobody chose"
    unit.inner.field.setText("cay xanh")
    assert unit.value() == "cty-cay-xanh"


def test_each_need_has_its_choices(qtbot, field):
    for need, words, value in (
        ("field", "tieng", "tieng-on"),
        ("severity", "nguy", "critical"),
        ("rating", "4", "4"),
    ):
        made = field(need)
        made.inner.field.setText(words)
        assert made.value() == value


def test_a_person_who_is_in_no_list_can_be_named(field):
    assignee = field("assignee", required=False)
    assignee.inner.field.setText("Đoàn Văn Tám")
    assert assignee.value() == "Đoàn Văn Tám"


def test_a_new_deadline_is_read_as_it_is_written_here(field):
    due = field("due")
    due.inner.setText("24/11/2026 17:00")
    assert due.value().startswith("2026-11-24T17:00")
    due.inner.setText("chiều mai")
    assert due.value() is None
    due.inner.clear()
    assert due.value() == ""


def test_the_parent_is_chosen_or_its_code_written(field):
    parent = field("parent")
    picker = parent.inner.picker
    picker.field.setText("PAHT.1")
    assert parent.value() == "PAHT.1"
    picker._ask()
    assert parent.value() == case(0).case_id
    assert parent.edits() == [parent.inner.list, picker.field]
    assert field("note").cases() == ()


def test_a_place_is_chosen_or_described(field):
    place = field("place")
    place.inner.field.setText("sau chợ")
    assert (place.value(), place.place()) == ("sau chợ", None)
    place.inner._ask()
    assert (place.value(), place.place()) == ("Chợ Hòa Khánh", PLACES[0])


def test_a_photo_is_chosen_from_a_file(qtbot, field):
    photo = field("photo")
    assert (photo.value(), photo.photo()) == ("", None)
    chosen = Chosen("sau.jpg", "image/jpeg", b"x")
    photo.inner.chooser.chosen.emit(chosen)
    assert (photo.value(), photo.photo()) == ("sau.jpg", chosen)
    assert photo.inner.name.text() == "sau.jpg"
    qtbot.mouseClick(photo.inner.button, Qt.MouseButton.LeftButton)
    photo.inner.chooser.dialog.reject()


def test_words_are_written(field):
    note = field("note")
    note.inner.setText("  vì mưa ")
    assert note.value() == "vì mưa"
    assert note.edits() == [note.inner]


def test_every_need_and_rating_has_its_word(vietnamese):
    needs = CaseNeed.__annotations__["need"]
    assert "due" in str(needs)
    assert need_word("result") == "Kết quả trả lời"
    assert rating_word("1") == "1 – rất không hài lòng"

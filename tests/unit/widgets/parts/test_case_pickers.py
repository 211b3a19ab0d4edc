import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.case_requests import FindCases, FindPlaces, FoundPlace, FoundPlaces
from tests.unit.widgets.case_city import PLACES, DeskCity, case
from widgets.parts.case_pickers import Address, CasePicker, Option, OptionPicker, PlacePicker


@pytest.fixture
def put(show):
    def put_in(make):
        above = QWidget()
        made = make(above)
        QVBoxLayout(above).addWidget(made)
        show(above, 700, 120)
        return made

    return put_in


def test_nothing_is_chosen_that_nobody_chose(qtbot, put, desk_city: DeskCity):
    picker = put(lambda above: OptionPicker(desk_city.context().look, above))
    picker.offer_options([Option("a", "Sở Xây dựng"), Option("b", "Sở Tài chính")], "")
    assert (picker.name(), picker.value()) == ("chưa chọn", "")
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.value() == "a"
    picker.field.setText("tai chinh")
    assert picker.value() == "b"
    picker.field.setText("không có sở này")
    assert picker.value() == ""
    picker.choose("a")
    assert picker.value() == "a"


def test_a_place_is_asked_for_a_moment_after_the_last_letter(qtbot, put, desk_city: DeskCity):
    picker = put(lambda above: PlacePicker(desk_city.live, desk_city.context().look, above))
    with qtbot.waitSignal(picker.found, check_params_cb=lambda: bool(picker.strip.names)):
        qtbot.keyClicks(picker.field, "hoa khanh")
    assert [body.text for body in desk_city.daemon.of(FindPlaces)] == ["hoa khanh"]
    assert picker.place() == PLACES[0]
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.name() == "Phường Hòa Khánh Nam (nay là phường Hòa Khánh)"
    assert picker.place() == PLACES[1]


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (PLACES[0], Address("Chợ Hòa Khánh", 16.0712, 108.1499)),
        (PLACES[1], Address("Phường Hòa Khánh Nam", area_code="20194")),
        (FoundPlace("area", "20194", "Hòa Khánh", "", 16.07, 108.15), Address("Hòa Khánh", 16.07, 108.15, "20194")),
        (FoundPlace("unit", "u", "Đội 1", "", 16.07, None), Address("Đội 1")),
        (None, Address("hoa khanh")),
    ],
)  # fmt: skip
def test_an_address_is_what_was_chosen_or_written(put, desk_city: DeskCity, place, address):
    picker = put(lambda above: PlacePicker(desk_city.live, desk_city.context().look, above))
    desk_city.daemon.answers[FindPlaces] = FoundPlaces((place,) if place else ())
    picker.field.setText("hoa khanh")
    picker._ask()
    assert picker.address() == address


def test_an_answer_to_older_words_is_dropped(put, desk_city: DeskCity):
    picker = put(lambda above: PlacePicker(desk_city.live, desk_city.context().look, above))
    desk_city.daemon.slow = (FindPlaces,)
    for words in ("hoa", "cho"):
        picker.field.setText(words)
        picker._ask()
    (_old, answer_old), (_new, answer_new) = desk_city.daemon.waiting
    answer_new(FoundPlaces(PLACES[:1]))
    answer_old(FoundPlaces(PLACES[1:]))
    assert picker.place() == PLACES[0]
    picker.field.clear()
    assert picker.place() is None


def test_a_case_is_found_among_those_that_are_no_duplicates(put, desk_city: DeskCity):
    picker = put(lambda above: CasePicker(desk_city.live, desk_city.context().look, "report", above))
    picker.field.setText("o ga")
    picker._ask()
    (body,) = desk_city.daemon.of(FindCases)
    assert (body.query.kind, body.query.parent, body.count) == ("report", "", False)
    assert picker.value() == case(0).case_id
    assert picker.written() == "o ga"

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt

from backend.contract.case_likeness import AlikeCase, AlikeCases, GetAlike
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.case_city import DeskCity, case
from widgets.logic.case_repeats import Repeat
from widgets.parts.case_book import CaseBook
from widgets.parts.case_repeats import N_SHOWN, ROW_PX, RepeatsField, why_words


@pytest.fixture
def field(show, desk_city: DeskCity):
    book = CaseBook(desk_city.context())

    def make(*files) -> RepeatsField:
        above = show(RepeatsField(desk_city.context(), book, "report", files, None), 1100, 320)
        above.setFocus()
        return above

    yield make
    book.deleteLater()


def alike(*numbers: int) -> AlikeCases:
    return AlikeCases(
        tuple(
            AlikeCase(
                msgspec.structs.replace(case(n), status="new", group="waiting", n_children=0), n == 7, 14.0
            )
            for n in numbers
        )
    )


def test_what_may_be_the_same_is_listed_with_its_reason_and_enter_would_merge_it(field, desk_city: DeskCity):
    desk_city.daemon.answers[GetAlike] = alike(7, 8)
    made = field(case(0))
    (asked,) = desk_city.daemon.of(GetAlike)
    assert asked == GetAlike(case(0).case_id)
    assert made.list.isVisible()
    assert made.value() == case(7).case_id
    assert made.cases() == (case(0).case_id,)
    assert "cùng số điện thoại, cách 14 m" in made.list.accessibleName()
    assert made.said.text().startswith(f"Enter: gộp 1 hồ sơ vào {case(7).case_id}")


def test_enter_merges_nothing_where_the_only_one_is_near_and_of_another_telephone(field, desk_city: DeskCity):
    desk_city.daemon.answers[GetAlike] = alike(8)
    made = field(case(0))
    assert made.list.isVisible()
    assert made.value() == ""
    assert made.said.text().startswith("Chọn các hồ sơ trùng nhau")


def test_keys_tick_and_say_which_one_stays(qtbot, field, desk_city: DeskCity):
    desk_city.daemon.answers[GetAlike] = alike(7, 8)
    made = field(case(0))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        qtbot.keyClick(made.list, key)
    assert (made.value(), made.cases()) == (case(8).case_id, (case(0).case_id, case(7).case_id)), "the oldest"
    qtbot.keyClick(made.list, Qt.Key.Key_Up)
    qtbot.keyClick(made.list, Qt.Key.Key_G)
    assert (made.value(), made.cases()) == (case(7).case_id, (case(0).case_id, case(8).case_id))


def test_a_click_ticks_and_at_the_right_end_says_which_one_stays(qtbot, field, desk_city: DeskCity):
    desk_city.daemon.answers[GetAlike] = alike(7, 8)
    made = field(case(0))
    high = desk_city.context().look.px(ROW_PX)
    qtbot.mouseClick(made.list, Qt.MouseButton.LeftButton, pos=QPoint(made.list.width() - 8, high // 2))
    assert (made.value(), made.cases()) == (case(0).case_id, (case(7).case_id,))
    qtbot.mouseClick(made.list, Qt.MouseButton.LeftButton, pos=QPoint(60, high + high // 2))
    assert (made.value(), made.cases()) == ("", (case(0).case_id,))
    assert made.said.text().startswith("Chọn các hồ sơ trùng nhau")
    qtbot.mouseClick(made.list, Qt.MouseButton.LeftButton, pos=QPoint(60, high * 3 + 1))
    assert made.cases() == (case(0).case_id,)


def test_a_code_that_is_written_counts_alone(field, desk_city: DeskCity):
    desk_city.daemon.answers[GetAlike] = alike(7, 8)
    made = field(case(0))
    made.picker.field.setText("PAHT.9")
    assert (made.value(), made.cases()) == ("PAHT.9", (case(0).case_id,))
    assert not made.list.isEnabled()
    made.picker.field.clear()
    assert made.value() == case(7).case_id
    assert made.list.isEnabled()


def test_several_that_were_marked_are_merged_with_each_other(field, desk_city: DeskCity):
    files = [
        msgspec.structs.replace(case(n), group="waiting", accepted_at=None, n_children=0) for n in (3, 4)
    ]
    made = field(*files)
    assert desk_city.daemon.of(GetAlike) == []
    assert (made.value(), made.cases()) == (files[1].case_id, (files[0].case_id,))
    assert made.focusWidget() is made.list


@pytest.mark.parametrize("answer", [AlikeCases(), Failure.of("late", Text("máy chủ không trả lời"))])
def test_where_nothing_is_known_the_code_is_asked_for(field, desk_city: DeskCity, answer):
    desk_city.daemon.answers[GetAlike] = answer
    made = field(case(0))
    assert made.list.isHidden()
    assert made.said.isHidden()
    assert made.focusWidget() is made.picker.field
    assert (made.value(), made.cases()) == ("", (case(0).case_id,))


def test_a_person_who_is_already_typing_keeps_the_keyboard(field, desk_city: DeskCity):
    desk_city.daemon.slow = (GetAlike,)
    desk_city.daemon.answers[GetAlike] = alike(7)
    made = field(case(0))
    made.picker.field.setText("PAHT")
    desk_city.daemon.let_go()
    assert made.focusWidget() is made.picker.field


def test_more_than_fit_are_walked_to(qtbot, field, desk_city: DeskCity):
    desk_city.daemon.answers[GetAlike] = alike(*range(1, 12))
    made = field(case(0))
    assert made.list.height() <= desk_city.context().look.px(ROW_PX) * N_SHOWN + 2
    before = made.list.grab().toImage()
    for _ in range(N_SHOWN):
        qtbot.keyClick(made.list, Qt.Key.Key_Down)
    assert made.list.grab().toImage() != before
    assert made.list.at == N_SHOWN


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Repeat(case(0), asked=True), "hồ sơ đang xem"),
        (Repeat(case(0), same_phone=True), "cùng số điện thoại"),
        (Repeat(case(0), apart_m=41.6), "cách 42 m"),
    ],
)
def test_each_row_says_why_it_is_there(vietnamese, row, words):
    assert why_words(row, "vi") == words

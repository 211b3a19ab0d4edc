import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.indicators import EnterFigures
from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.domain.indicators.figure import Person
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import press
from widgets.parts.indicator_sheet import NOTE, VALUE
from widgets.registry import make
from widgets.theme.look import THEMES

UNIT = "so-tai-chinh"


@pytest.fixture
def tile(office, city, show):
    office.person = Person("Lê Minh Châu", "chau", "unit_officer", UNIT)
    office.request = office.collect(UNIT, "muc-tieu-tinh", "2026-11", ["MT.07", "MT.08", "MT.09"])
    frames = []

    def made(theme="dark", density="desk"):
        frame = show(make("indicator_entry", {"unit_id": UNIT}, city.context(theme, density)), 1500, 500)
        city.pass_time(1)
        frames.append(frame)
        return frame

    return made


@pytest.fixture
def body(tile):
    return tile().body


def write(body, words):
    """Type a value into the chosen row, as hands do."""
    press(body.table.view, Qt.Key.Key_1, words[0])
    body.editor.setText(words)
    press(body.editor, Qt.Key.Key_Return)


def stands(body):
    return {row.cells[0].under.split(" ")[0]: row.cells[-1].words for row in body.table.model.rows}


def test_it_lists_what_the_unit_owes_beside_what_it_is_read_with(body):
    assert [line.info.code for line in body.lines] == ["MT.07", "MT.08", "MT.09"]
    cells = body.table.model.rows[0].cells
    assert (cells[2].words, cells[4].words) == ("56.833", "47.310")
    assert body.head().subtitle == "3 số liệu"
    assert body.table.chosen_key().startswith("MT.07")


def test_digits_begin_a_number_before_the_wall_takes_them_and_enter_goes_on(body):
    assert press(body.table.view, Qt.Key.Key_5, "5")
    assert body.editor.isVisible()
    assert (body.editor.text(), body.editor.column) == ("5", VALUE)
    body.editor.setText("52.180,5")
    press(body.editor, Qt.Key.Key_Tab)
    assert body.editor.column == NOTE
    body.editor.setText("ước 11 tháng")
    press(body.editor, Qt.Key.Key_Return)
    assert body.table.chosen_key().startswith("MT.08")
    assert body.typed[body.lines[0].key].note == "ước 11 tháng"
    assert body.head().badge == "1 chưa gửi"


def test_it_is_handed_in_for_the_request_that_asked(body, office):
    write(body, "52.180")
    press(body.table.view, Qt.Key.Key_Return, ctrl=True)
    first, last = office.asked(EnterFigures)
    assert (first.submit, last.submit) == (False, True)
    assert last.case_id == office.request.case_id
    assert [(e.code, e.value) for e in last.entries] == [("MT.07", 52180.0)]
    assert body.message.words().startswith("Đã gửi 1 số liệu")
    assert body.typed == {}


def test_what_looks_wrong_is_said_before_it_is_sent(body, office):
    write(body, "521.800.000")
    assert "gấp" in stands(body)["MT.07"]
    press(body.table.view, Qt.Key.Key_Return, ctrl=True)
    assert [each.submit for each in office.asked(EnterFigures)] == [False]
    assert "bất thường" in body.message.words()
    press(body.table.view, Qt.Key.Key_Return, ctrl=True)
    assert [each.submit for each in office.asked(EnterFigures)] == [False, False, True]


def test_what_cannot_be_read_is_not_sent(body, office):
    write(body, "1.5")
    press(body.table.view, Qt.Key.Key_Return, ctrl=True)
    assert office.asked(EnterFigures) == []
    assert "MT.07" in body.message.words()
    press(body.table.view, Qt.Key.Key_S, ctrl=True)
    assert office.asked(EnterFigures) == []


def test_drafts_are_kept_and_stand_there_afterwards(body, office):
    write(body, "52.180")
    press(body.table.view, Qt.Key.Key_S, ctrl=True)
    office.change()
    assert stands(body)["MT.07"] == "bản nháp"
    assert body.typed == {}
    write_again = body.lines[0]
    body.table.choose("|".join(write_again.key))
    press(body.table.view, Qt.Key.Key_F2)
    assert body.editor.text() == "52.180"


def test_each_refusal_stands_in_its_row_and_what_was_typed_stays(body, office):
    office.person = msgspec.structs.replace(office.person, unit_id="so-y-te")
    write(body, "52.180")
    press(body.table.view, Qt.Key.Key_Return, ctrl=True)
    assert "không phải đơn vị của bạn" in stands(body)["MT.07"]
    assert body.message.words() == "1 bị từ chối: lý do ở từng dòng."
    assert body.typed[body.lines[0].key].value == "52.180"


def test_a_failure_loses_nothing(body, office):
    write(body, "52.180")
    office.refuse = Failure.of("busy", Text("Máy chủ bận."))
    press(body.table.view, Qt.Key.Key_Return, ctrl=True)
    assert body.message.words() == "Máy chủ bận."
    assert len(body.typed) == 1


def test_figures_are_provisional_until_they_are_called_final(body, office):
    write(body, "52.180")
    body.table.choose("|".join(body.lines[0].key))
    assert press(body.table.view, Qt.Key.Key_F, "f")
    press(body.table.view, Qt.Key.Key_S, ctrl=True)
    assert office.asked(EnterFigures)[0].entries[0].final


def test_what_was_given_back_says_why_and_is_sent_again_only_when_changed(tile, office):
    office.put("MT.08", "2026-11", 18000.0, state="returned", review_note="thiếu vốn trung ương")
    body = tile().body
    row = next(row for row in body.table.model.rows if row.key.startswith("MT.08"))
    assert (row.cells[-1].words, row.cells[-1].under) == ("bị trả lại", "thiếu vốn trung ương")
    press(body.table.view, Qt.Key.Key_S, ctrl=True)
    assert body.message.words() == "Chưa nhập số liệu nào."


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted_in_every_theme(tile, theme):
    frame = tile(theme)
    assert has_colour(picture(frame), frame.context.look.tokens.text, 50)

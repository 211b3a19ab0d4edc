import pytest
from PySide6.QtCore import Qt

from backend.contract.indicators import ReviewFigure
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import press
from widgets.registry import make
from widgets.theme.look import THEMES


@pytest.fixture
def tile(office, city, show):
    for code, value in (("MT.03", 161200.0), ("MT.05", 15120.0), ("MT.04", 21.3)):
        office.put(code, "2026-11", value, state="submitted", version=2, reviewed_by="", final=False)

    def made(theme="dark", density="desk"):
        frame = show(make("indicator_review", {}, city.context(theme, density)), 1500, 500)
        city.pass_time(1)
        return frame

    return made


@pytest.fixture
def body(tile):
    return tile().body


def test_what_waits_stands_beside_what_holds_strange_ones_first(body):
    keys = [row.key for row in body.table.model.rows]
    assert keys[0].startswith("MT.04")
    assert "1/88" in body.table.model.rows[0].cells[-1].words
    assert body.head().subtitle == "3 số liệu"
    assert body.head().badge == "1 cần xem lại"


def test_marked_ones_are_accepted_together(body, office):
    body.table.choose("MT.03|2026-11||")
    press(body.table.view, Qt.Key.Key_X, "x")
    press(body.table.view, Qt.Key.Key_X, "x")
    assert body.bar.subject == "đã chọn 2"
    press(body.table.view, Qt.Key.Key_A, "a")
    assert [(each.code, each.accept) for each in office.asked(ReviewFigure)] == [
        ("MT.03", True),
        ("MT.05", True),
    ]
    assert body.message.words() == "Đã duyệt 2 số liệu."
    assert [row.key for row in body.table.model.rows] == ["MT.04|2026-11||"]


def test_one_that_looks_wrong_is_asked_about_first(body, office):
    body.table.choose("MT.04|2026-11||")
    press(body.table.view, Qt.Key.Key_A, "a")
    assert office.asked(ReviewFigure) == []
    assert "21,3" in body.form.heading.text()
    press(body.form.words, Qt.Key.Key_Return)
    assert office.asked(ReviewFigure)[0].accept


def test_one_is_given_back_with_a_reason(body, office):
    body.table.choose("MT.04|2026-11||")
    assert press(body.table.view, Qt.Key.Key_R, "r")
    press(body.form.words, Qt.Key.Key_Return)
    assert office.asked(ReviewFigure) == []
    body.form.words.setPlainText("sai đơn vị tính")
    press(body.form.words, Qt.Key.Key_Return)
    assert office.asked(ReviewFigure) == [ReviewFigure("MT.04", "2026-11", False, note="sai đơn vị tính")]
    office.change()
    assert not any(row.key.startswith("MT.04") for row in body.table.model.rows)


def test_a_refusal_stands_in_its_row(body, office):
    office.rows = [row for row in office.rows if (row.key.code, row.key.period) != ("MT.03", "2026-11")]
    body.table.choose("MT.03|2026-11||")
    press(body.table.view, Qt.Key.Key_A, "a")
    assert "1 bị từ chối" in body.message.words()


def test_escape_takes_marks_away_and_is_the_walls_otherwise(body):
    body.table.choose("MT.03|2026-11||")
    assert not press(body.table.view, Qt.Key.Key_Escape)
    press(body.table.view, Qt.Key.Key_X, "x")
    assert press(body.table.view, Qt.Key.Key_Escape)
    assert body.marked == set()


def test_enter_opens_the_record_with_its_versions(body):
    body.table.choose("MT.05|2026-11||")
    press(body.table.view, Qt.Key.Key_Return)
    assert body.pane.entry.info.code == "MT.05"
    assert "chờ duyệt" in body.pane.page.words()


def test_nothing_to_review_is_said(body, office):
    office.rows = [row for row in office.rows if row.state != "submitted"]
    office.change()
    assert body.message.words() == "Không có số liệu nào chờ duyệt."
    office.put("MT.03", "2026-11", 1.0, state="submitted", version=3)
    office.change()
    assert body.message.words() == ""


@pytest.mark.parametrize("theme", THEMES)
def test_it_is_painted_in_every_theme(tile, theme):
    frame = tile(theme)
    assert has_colour(picture(frame), frame.context.look.tokens.age, 5)

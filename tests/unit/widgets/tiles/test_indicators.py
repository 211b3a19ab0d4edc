import pytest
from PySide6.QtCore import Qt

from backend.contract.case_requests import ActOnCases
from backend.contract.indicators import AskExplanation, GetIndicators
from backend.contract.messages import Failure
from backend.contract.state import Text
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import press
from widgets.live import LinkState
from widgets.registry import make
from widgets.theme.look import THEMES


@pytest.fixture
def tile(office, city, show):
    def made(width=1200, height=800, theme="dark", density="desk", language="vi", **options):
        frame = make(
            "indicators", {"set_id": "muc-tieu-tinh", **options}, city.context(theme, density, language)
        )
        return show(frame, width, height)

    return made


def codes(body):
    return [face.entry.info.code for face in body.grid.faces()]


def test_a_board_groups_the_set_by_colour_and_says_rule_and_period(tile):
    frame = tile()
    body = frame.body
    assert [group.group for group in body.grid.groups()] == ["red", "orange", "green", "none"]
    assert body.grid.groups()[0].rule.rule.vi == "Đạt dưới 90 % kế hoạch của kỳ"
    assert body.head().badge == "4 nguy cơ"
    assert body.head().subtitle == "số liệu mới nhất · ck: cần kiểm chứng"
    assert frame.title() == "Chỉ tiêu của thành phố năm 2026"


def test_period_and_area_of_the_layout_are_asked_for(tile, office):
    body = tile(period="2026-Q3", area="48").body
    assert office.asked(GetIndicators)[0] == GetIndicators("muc-tieu-tinh", "2026-Q3", "48")
    assert body.head().subtitle.startswith("Quý III/2026")
    # without a figure of that area nothing is red: not assessed is no zero
    assert [group.group for group in body.grid.groups()] == ["none"]


def test_only_wanted_colours_or_indicators_are_shown(tile):
    assert set(codes(tile(groups=["red"]).body)) == {"MT.04", "MT.10", "MT.11", "MT.12"}
    assert codes(tile(codes=["MT.07", "MT.01"]).body) == ["MT.07", "MT.01"]


def test_enter_opens_the_record(tile):
    body = tile().body
    body.grid.setFocus()
    press(body.grid, Qt.Key.Key_Return)
    assert body.pane.entry.info.code == codes(body)[0]
    press(body.pane, Qt.Key.Key_Escape)
    assert body.pane is None


def test_the_whole_loop_of_an_explanation_from_one_message(tile, office):
    body = tile(900, 500, density="briefing", codes=["MT.04"]).body
    press(body.grid, Qt.Key.Key_E, "e")
    press(body.form.words, Qt.Key.Key_Return)
    (asked,) = office.asked(AskExplanation)
    office.change(kind="explanation")
    assert body.grid.faces()[0].explanation.standing == "asked"
    (file,) = office.cases.values()
    assert file.text == asked.question
    office.explain(
        "MT.04", "2026-10", "answered", case_id=file.case_id, result="Do bão số 12.", paused_at=1.0
    )
    office.change(file.case_id, kind="explanation")
    assert body.grid.faces()[0].explanation.answer == "Do bão số 12."
    press(body.grid, Qt.Key.Key_R, "r")
    body.form.words.setPlainText("Nêu rõ thời hạn.")
    press(body.form.words, Qt.Key.Key_Return)
    office.change(file.case_id, kind="explanation")
    assert office.asked(ActOnCases)[0].values == {"note": "Nêu rõ thời hạn."}
    assert body.grid.faces()[0].explanation.standing == "returned"
    assert body.grid.faces()[0].explanation.returned_why == "Nêu rõ thời hạn."


def test_a_search_needs_no_diacritics_and_escape_ends_it(tile):
    body = tile().body
    assert press(body.grid, Qt.Key.Key_Slash, "/")
    for letter in "xuat kh":
        press(body.grid, Qt.Key.Key_A, letter)
    assert codes(body) == ["MT.04"]
    assert body.filter_line.isVisible()
    press(body.grid, Qt.Key.Key_Backspace)
    for letter in "xyz":
        press(body.grid, Qt.Key.Key_A, letter)
    assert codes(body) == []
    assert "xyz" in body.grid.empty_words
    assert press(body.grid, Qt.Key.Key_Escape)
    assert len(codes(body)) == 19
    assert not body.filter_line.isVisible()


def test_the_table_stands_in_the_decisions_order(tile):
    body = tile(view="list").body
    keys = [row.key for row in body.table.model.rows if not row.heading]
    assert keys == sorted(keys)
    press(body.table.view, Qt.Key.Key_Down)
    press(body.table.view, Qt.Key.Key_Return)
    assert body.pane is not None
    body.close_record()
    body.table.choose("MT.04")
    press(body.table.view, Qt.Key.Key_E, "e")
    assert "Kim ngạch xuất khẩu" in body.form.heading.text()


def test_a_link_that_is_lost_hatches_the_figures(tile, city):
    frame = tile()
    city.live.set_link(LinkState("lost", city.clock.at))
    assert frame.body.health().state == "late"
    assert not frame._hatch.isHidden()


def test_a_set_that_nobody_knows_is_said(tile, office):
    frame = tile(set_id="none")
    assert "none" in frame.body.health().note
    assert codes(frame.body) == []
    office.refuse = Failure.of("busy", Text("Máy chủ bận."))
    office.change()
    assert frame.body.health().note == "Máy chủ bận."


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_is_painted_in_every_look(tile, theme, density):
    for view in ("board", "list"):
        frame = tile(1300, 900, theme, density, view=view)
        assert has_colour(picture(frame), frame.context.look.tokens.critical, 20)


def test_it_speaks_english(tile):
    frame = tile(language="en")
    assert frame.title() == "Targets of the city, 2026"
    assert frame.body.grid.groups()[0].rule.name.in_language("en") == "At risk of missing the plan"

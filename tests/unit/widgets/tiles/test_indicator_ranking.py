import pytest
from PySide6.QtCore import Qt

from backend.contract.indicators import GetIndicatorAreas
from backend.contract.state import Text
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import press
from widgets.registry import make
from widgets.theme.look import THEMES

GROWTH = {
    "48": ("Đà Nẵng", 9.0),
    "46": ("Huế", 9.0),
    "01": ("Hà Nội", 7.5),
    "04": ("Cao Bằng", None),
    "91": ("An Giang", 6.1),
}


@pytest.fixture
def tile(office, city, show):
    for code, (name, value) in GROWTH.items():
        office.areas[code] = name
        if value is not None:
            office.put("MT.01", "2026-9M", value, area=code)
    office.note = Text("Quy về đơn vị sau sáp nhập.")

    def made(theme="dark", density="desk", **options):
        return show(
            make("indicator_ranking", {"code": "MT.01", **options}, city.context(theme, density)), 640, 700
        )

    return made


def lines(body):
    return [(row.area.rank, row.name) for row in body.model.rows]


def test_equal_places_share_a_rank_and_the_next_is_left_out(tile):
    body = tile().body
    assert lines(body) == [(1, "Đà Nẵng"), (1, "Huế"), (3, "Hà Nội"), (4, "An Giang"), (None, "Cao Bằng")]
    assert body.head().subtitle == "9 tháng năm 2026 · 4/5 có số liệu · như đã báo cáo"
    assert body.note.words() == "Quy về đơn vị sau sáp nhập."
    assert body.head_row.words() == ["Địa phương", "Thực hiện (%)"]


def test_restated_figures_are_asked_for_and_not_called_reported(tile, office):
    body = tile(vintage="2025-07-01", period="2026-9M", order="worst").body
    assert office.asked(GetIndicatorAreas)[0] == GetIndicatorAreas("MT.01", "2026-9M", "2025-07-01")
    assert "như đã báo cáo" not in body.head().subtitle
    assert lines(body)[0] == (4, "An Giang")
    assert lines(body)[-1] == (None, "Cao Bằng")


def test_places_are_found_without_diacritics_and_opened(tile):
    body = tile().body
    press(body.view, Qt.Key.Key_Slash, "/")
    for letter in "ha n":
        press(body.view, Qt.Key.Key_A, letter)
    assert [name for _rank, name in lines(body)] == ["Hà Nội"]
    press(body.view, Qt.Key.Key_Return)
    assert body.pane.entry.figure.area == "01"
    body.close_record()
    press(body.view, Qt.Key.Key_Backspace)
    press(body.view, Qt.Key.Key_Escape)
    assert len(lines(body)) == 5


def test_heads_turn_the_order(tile):
    body = tile().body
    body.head_row.figure_clicked.emit(0)
    assert lines(body)[0][1] == "An Giang"
    body.head_row.name_clicked.emit()
    assert [name for _rank, name in lines(body)][:2] == ["An Giang", "Đà Nẵng"]


def test_the_chosen_place_keeps_the_keys(tile, office):
    body = tile().body
    body.view.selectRow(2)
    office.put("MT.01", "2026-9M", 9.9, area="04")
    office.change()
    assert lines(body)[0][1] == "Cao Bằng"
    assert body.chosen().figure.area == "01"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_is_painted_in_every_look(tile, theme, density):
    frame = tile(theme, density)
    assert has_colour(picture(frame), frame.context.look.tokens.text, 50)

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from backend.contract.case_requests import FigureCell
from backend.contract.cases import CaseQuery
from tests.unit.widgets.casework import rules
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.big_figure import FigureWords, paint_figure
from widgets.parts.figure_grid import FigureGrid
from widgets.parts.figure_words import figure_face
from widgets.theme.look import THEMES
from widgets.theme.palettes import look_for

QUERY = CaseQuery(kind="report")


def faces(n=4, value=61.0):
    info = rules()[3].info
    return [
        figure_face(info, FigureCell("on_time", value, QUERY, 61, per=QUERY, n_per=100), NOW, "vi")
        for _ in range(n)
    ]


@pytest.fixture
def grid_of(show, vietnamese):
    def made(width=900, height=220, theme="dark", density="desk", value=61.0, n=4):
        grid = show(FigureGrid(look_for(theme, density)), width, height)
        grid.set_faces(faces(n, value))
        return grid

    return made


def test_cells_fill_the_pane_without_overlap(grid_of):
    grid = grid_of(900, 500, n=5)
    cells = [grid.cell(k) for k in range(5)]
    assert max(c.right() for c in cells) == 900
    assert max(c.bottom() for c in cells) == 500
    assert not any(a.intersects(b) for k, a in enumerate(cells) for b in cells[:k])


@pytest.mark.parametrize("theme", THEMES)
def test_a_missed_target_has_its_sign_in_every_theme(grid_of, theme):
    grid = grid_of(theme=theme)
    assert has_colour(picture(grid), look_for(theme, "desk").tokens.high)


def test_a_reached_target_has_a_tick_and_no_severity(grid_of):
    image, tokens = picture(grid_of(value=96.0)), look_for("dark", "desk").tokens
    assert has_colour(image, tokens.done, 3)
    assert not has_colour(image, tokens.high, 1)


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_small_cells_leave_lines_out_before_the_number(grid_of, density):
    grid = grid_of(700, 90, density=density)
    assert has_colour(picture(grid), look_for("dark", density).tokens.text)


def test_the_whole_cell_opens_its_list(grid_of, qtbot):
    grid = grid_of()
    opened = []
    grid.number_chosen.connect(opened.append)
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(890, 200))
    assert opened == [grid.faces()[3].number]


def test_none_is_an_empty_pane(grid_of):
    grid = grid_of(n=0)
    assert grid.spots() == []
    picture(grid)


def test_flat_cells_have_their_remarks_at_the_right_of_the_number(grid_of):
    grid, tokens = grid_of(1600, 110), look_for("dark", "desk").tokens
    assert grid.columns() == 4
    image = picture(grid)
    cell = grid.cell(0)
    past_number = round(cell.left() + cell.width() * 0.42)
    beside = image.copy(past_number, 0, round(cell.right()) - past_number, image.height())
    assert has_colour(beside, tokens.high)
    assert not has_colour(beside, tokens.text, 400)


def test_a_figure_that_the_head_names_is_not_named_twice(grid_of):
    grid, tokens = grid_of(500, 180, n=1), look_for("dark", "desk").tokens
    named = count_of(picture(grid), tokens.text_second)
    grid.set_named(False)
    assert count_of(picture(grid), tokens.text_second) < named


def test_a_figure_alone_stands_where_a_single_value_stands(grid_of):
    grid, look = grid_of(500, 180, n=1), look_for("dark", "desk")
    alone = QImage(grid.size(), QImage.Format.Format_RGB32)
    alone.fill(QColor(look.tokens.tile))
    painter = QPainter(alone)
    paint_figure(painter, grid.rect(), FigureWords("61,0", "%", look.tokens.text, "", "x"), look)
    painter.end()
    assert rows_of(alone, look.tokens.text) == rows_of(picture(grid), look.tokens.text)


def test_an_abbreviation_keeps_its_capitals_beside_the_only_number(show, vietnamese, monkeypatch):
    said = []
    monkeypatch.setattr(
        "widgets.parts.figure_grid.paint_figure",
        lambda _painter, _box, words, _look: said.append(words.second),
    )
    for name in ("SOS đang mở", "Đúng hạn"):
        grid = show(FigureGrid(look_for("dark", "desk")), 500, 180)
        grid.set_faces([msgspec.structs.replace(faces(1)[0], name=name)])
        picture(grid)
    assert [words.split(" · ")[1] for words in (said[0], said[-1])] == ["SOS đang mở", "đúng hạn"]


@pytest.mark.parametrize("density", ["desk", "wall"])
def test_the_mark_of_what_nobody_has_verified_fits_behind_its_target_in_english(show, qapp, density):
    grid = show(FigureGrid(look_for("dark", density)), 1600, 220)
    grid.set_faces([msgspec.structs.replace(face, mark="unv.") for face in faces(3)])
    marked, age = picture(grid), look_for("dark", density).tokens.age
    grid.set_faces([msgspec.structs.replace(face, mark="unv") for face in faces(3)])
    assert count_of(marked, age) > count_of(picture(grid), age), "the point is there, too"


def rows_of(image, colour):
    """Return the first and last row (px) with a colour."""
    wanted = QColor(colour).rgb()
    rows = [
        y for y in range(image.height()) if any(image.pixel(x, y) == wanted for x in range(image.width()))
    ]
    return rows[0], rows[-1]


def count_of(image, colour):
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))

import pytest
from PySide6.QtCore import QPoint, Qt

from backend.contract.cases import CaseQuery
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.shown_number import ShownNumber
from widgets.parts.breakdown_bars import BreakdownBars, LegendFace, PieceFace, RowFace
from widgets.theme.palettes import look_for

TOKENS = look_for("dark", "desk").tokens
LEGEND = (LegendFace("Quá hạn", TOKENS.high, "high"), LegendFace("Trong hạn", TOKENS.done))


def number(words, n):
    return ShownNumber(words, float(n), CaseQuery(), 0.0, n)


def rows(n, parted=True):
    found = []
    for k in range(n):
        late, rest = (
            PieceFace(number(f"late{k}", 2), TOKENS.high),
            PieceFace(number(f"rest{k}", 8 + k), TOKENS.done),
        )
        pieces = (late, rest) if parted else ()
        found.append(RowFace(f"Lĩnh vực rất dài số {k}", number(f"all{k}", 10 + k), TOKENS.done, pieces))
    return tuple(found)


@pytest.fixture
def bars_of(show, vietnamese):
    def made(n=4, parted=True, width=780, height=330, density="desk"):
        bars = show(BreakdownBars(look_for("dark", density), "vi"), width, height)
        bars.set_rows(rows(n, parted), LEGEND if parted else (), shares=True)
        bars.opened = []
        bars.number_chosen.connect(lambda found: bars.opened.append(found.words))
        return bars

    return made


def test_every_piece_and_every_sum_is_a_number(bars_of):
    words = [spot.number.words for spot in bars_of(2).spots()]
    assert words == ["late0", "rest0", "all0", "late1", "rest1", "all1"]


def test_pieces_are_as_long_as_they_are_many(bars_of):
    spots = {spot.number.words: spot for spot in bars_of(2).spots()}
    assert spots["rest1"].width / spots["late1"].width == pytest.approx(4.5)
    assert spots["late1"].left + spots["late1"].width == pytest.approx(spots["rest1"].left)


def test_a_plain_bar_opens_as_a_whole(bars_of, qtbot):
    bars = bars_of(3, parted=False)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert bars.opened == ["all0"]


def test_more_than_fit_are_scrolled_to_by_keys(bars_of, qtbot):
    bars = bars_of(12, height=300)
    assert bars.n_fit() == 4
    bars.setFocus()
    qtbot.waitUntil(bars.hasFocus)
    for _ in range(6):
        qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert bars.opened == ["late6"]
    for _ in range(6):
        qtbot.keyClick(bars, Qt.Key.Key_Up)
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert bars.opened[-1] == "late0"


def test_scrolling_ends_at_the_last_bar(bars_of):
    bars = bars_of(12, height=300)
    bars.scroll_to(99)
    assert bars.spots()[-1].number.words == "all11"
    bars.scroll_to(-5)
    assert bars.spots()[0].number.words == "late0"


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
@pytest.mark.parametrize("size", [(320, 200), (900, 480), (1900, 1000)])
def test_nothing_reaches_out_of_the_pane(bars_of, density, size):
    bars = bars_of(8, True, *size, density)
    assert has_colour(picture(bars), TOKENS.high)
    for spot in bars.spots():
        assert -1 <= spot.left <= spot.left + spot.width <= size[0] + 1
        assert spot.top >= 0


def test_the_legend_takes_as_many_lines_as_it_needs(bars_of):
    assert len(bars_of(2)._legend_lines()) == 1
    assert len(bars_of(2, width=150)._legend_lines()) == 2

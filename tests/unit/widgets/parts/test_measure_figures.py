from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.measure_figures import CELL_HIGH_DESK_PX, FiguresPane
from widgets.parts.measure_words import FigureWords
from widgets.theme.look import DARK, Look

SEVEN = [FigureWords(f"Số {k}", "8", "mục tiêu ≤ 6", missed=False) for k in range(7)]


def pane_of(show, figures, width, height=400, density="desk"):
    pane = FiguresPane(Look(DARK, density=density))
    pane.set_figures(figures)
    return show(pane, width, height)


def test_rows_are_as_even_as_can_be(show):
    assert [pane_of(show, SEVEN, width).columns() for width in (1400, 1200, 600, 300)] == [7, 4, 3, 1]
    assert pane_of(show, SEVEN, 1200).wanted_height() == 2 * CELL_HIGH_DESK_PX
    assert pane_of(show, [], 1200).wanted_height() == 0


def test_larger_type_puts_fewer_in_a_row(show):
    assert pane_of(show, SEVEN, 1400, density="briefing").columns() < pane_of(show, SEVEN, 1400).columns()


def test_only_a_missed_target_is_coloured(show):
    assert not has_colour(picture(pane_of(show, SEVEN, 800)), DARK.age, 1)
    missed = [FigureWords("Số", "8", "vượt mục tiêu ≤ 6", missed=True)]
    assert has_colour(picture(pane_of(show, missed, 300)), DARK.age)


def test_a_row_that_does_not_fit_is_left_out(show):
    whole, cut = pane_of(show, SEVEN, 800), pane_of(show, SEVEN, 800, CELL_HIGH_DESK_PX + 30)
    assert cut.columns() == 4
    below = picture(cut).copy(0, CELL_HIGH_DESK_PX + 4, 800, 20)
    assert not has_colour(below, DARK.text_third, 1)
    assert has_colour(picture(whole).copy(0, CELL_HIGH_DESK_PX + 4, 800, 40), DARK.text_third, 1)
